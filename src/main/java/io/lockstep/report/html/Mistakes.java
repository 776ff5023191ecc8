package io.lockstep.report.html;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.img;

import io.lockstep.data.ByteFeatures;
import io.lockstep.data.DatasetCard;
import io.lockstep.metric.Mistake;
import io.lockstep.network.Loss;
import io.lockstep.report.RunRecord;
import j2html.tags.DomContent;
import java.util.List;

/** The examples that the model is most wrong about. */
final class Mistakes {
    private static final int SCALE = 3;

    private final RunRecord record;

    Mistakes(RunRecord record) {
        this.record = record;
    }

    DomContent content() {
        List<Mistake> mistakes = record.mistakes();
        String of = record.heldOut() == null
                ? "No model was kept, so there are no mistakes to show."
                : mistakes.isEmpty()
                        ? "None: every validation example was predicted correctly."
                        : "The %s with the largest loss among those predicted wrongly, in descending order."
                                .formatted(Numbers.count(mistakes.size(), "validation example"));
        return Html.part(
                "mistakes",
                "Worst mistakes",
                Html.note(of),
                div(each(mistakes, this::mistake)).withClass("mistakes"));
    }

    private DomContent mistake(Mistake mistake) {
        DatasetCard card = (DatasetCard) record.heldOutData();
        String taken = "%d, predicted as %d".formatted(mistake.label(), mistake.predicted());
        String output = record.architecture().loss() == Loss.MSE
                ? Numbers.text("output %.3f", mistake.probability())
                : "p(%d) = %s".formatted(mistake.label(), Numbers.brief(mistake.probability()));
        return figure(
                img().withSrc(Picture.address(Picture.ofGrey(
                                card.width(), card.height(), ((ByteFeatures) mistake.features()).values())))
                        .withAlt("%s, %s".formatted(taken, output))
                        .attr("width", card.width() * SCALE)
                        .attr("height", card.height() * SCALE),
                figcaption(div(taken + ","), div(output), div(Numbers.text("example %,d", mistake.example()))));
    }
}
