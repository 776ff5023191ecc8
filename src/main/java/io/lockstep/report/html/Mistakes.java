package io.lockstep.report.html;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.img;

import io.lockstep.data.DataCard;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.table.TableCard;
import io.lockstep.network.Loss;
import io.lockstep.report.MistakeRecord;
import io.lockstep.report.RunRecord;
import io.lockstep.report.TargetNames;
import j2html.tags.DomContent;
import java.util.List;
import java.util.Objects;

/** The examples that the model is most wrong about: images as pictures, rows of a table as rows. */
final class Mistakes {
    private static final int SCALE = 3;

    private final RunRecord record;
    private final DataCard heldOut;
    private final TargetNames names;

    Mistakes(RunRecord record, DataCard heldOut) {
        this.record = record;
        this.heldOut = heldOut;
        names = record.targets();
    }

    DomContent content() {
        List<MistakeRecord> mistakes = record.mistakes();
        boolean isRegression = record.heldOut() != null && record.heldOut().regression() != null;
        return Html.part(
                "mistakes",
                isRegression ? "Largest errors" : "Worst mistakes",
                Html.note(isRegression ? errors(mistakes.size()) : mistakes(mistakes.size())),
                heldOut instanceof TableCard
                        ? new MistakenRows(mistakes, names).content()
                        : div(each(mistakes, this::mistake)).withClass("mistakes"));
    }

    private String mistakes(int count) {
        return record.heldOut() == null
                ? "No model was kept, so there are no mistakes to show."
                : count == 0
                        ? "None: every validation example was predicted correctly."
                        : "The %s with the largest loss among those predicted wrongly, in descending order."
                                .formatted(Numbers.count(count, "validation example"));
    }

    private static String errors(int count) {
        return count == 0
                ? "None: every validation example was predicted exactly."
                : "The %s with the largest absolute error, in descending order."
                        .formatted(Numbers.count(count, "validation example"));
    }

    private DomContent mistake(MistakeRecord mistake) {
        DatasetCard card = (DatasetCard) heldOut;
        int label = Objects.requireNonNull(mistake.label());
        double probability = Objects.requireNonNull(mistake.probability());
        String taken =
                "%s, predicted as %s".formatted(names.of(label), names.of(Objects.requireNonNull(mistake.predicted())));
        String output = record.architecture().loss() == Loss.MSE
                ? Numbers.text("output %.3f", probability)
                : "p(%s) = %s".formatted(names.of(label), Numbers.brief(probability));
        return figure(
                img().withSrc(Picture.address(
                                Picture.ofGrey(card.width(), card.height(), Objects.requireNonNull(mistake.pixels()))))
                        .withAlt("%s, %s".formatted(taken, output))
                        .attr("width", card.width() * SCALE)
                        .attr("height", card.height() * SCALE),
                figcaption(div(taken + ","), div(output), div(Numbers.text("example %,d", mistake.example()))));
    }
}
