package io.lockstep.job;

import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.PassChoice;
import io.lockstep.config.Keep;
import io.lockstep.data.Standardizer;
import io.lockstep.data.TargetUnits;
import io.lockstep.metric.Evaluation;
import io.lockstep.metric.Mistake;
import io.lockstep.network.Parameters;
import io.lockstep.report.Environment;
import io.lockstep.report.Metrics;
import io.lockstep.report.ModelCard;
import io.lockstep.report.RunRecord;
import io.lockstep.report.TargetNames;
import io.lockstep.run.RunStore;
import io.lockstep.run.SavedModel;
import io.lockstep.train.EarlyStopping;
import io.lockstep.train.OptimizerState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model that a run keeps, with its evaluation on the validation set.
 *
 * @param state the last, or the best
 * @param why {@code last} or {@code best}
 * @param heldOut its evaluation on the validation set; null where there is none
 * @param mistakes validation examples that it predicts worst, some of them
 */
public record KeptModel(
        OptimizerState state, Keep why, @Nullable Evaluation heldOut, List<Mistake> mistakes) {
    private static final int MISTAKES_SHOWN = 60;

    /** The state that the configuration says, evaluated on Spark. */
    static KeptModel of(
            Training training,
            RunStore store,
            OptimizerState last,
            EarlyStopping stopping,
            @Nullable ClusterBlocks heldOut,
            PassChoice pass) {
        boolean best = training.config().train().keep() == Keep.BEST && stopping.bestStep() > 0;
        OptimizerState state = best && stopping.bestStep() != last.step()
                ? store.best(stopping.bestStep(), training.initial()).state()
                : last;
        TargetUnits units = training.targetUnits();
        return new KeptModel(
                state,
                best ? Keep.BEST : Keep.LAST,
                heldOut == null ? null : heldOut.evaluate(state.parameters(), pass.plan(), units),
                heldOut == null ? List.of() : heldOut.mistakes(state.parameters(), pass.plan(), MISTAKES_SHOWN, units));
    }

    private Parameters parameters() {
        return state.parameters();
    }

    /** For the run's record. */
    RunRecord.Model record() {
        return new RunRecord.Model(state.step(), why.toString(), parameters().sha256());
    }

    /** For the run's folder. */
    SavedModel saved(String runId, Training training, TrainData data, PassChoice pass) {
        return new SavedModel(
                parameters(),
                new ModelCard(
                        ModelCard.SCHEMA_VERSION,
                        runId,
                        Instant.now().toString(),
                        state.step(),
                        state.step() / training.plan().stepsPerEpoch(),
                        training.architecture(),
                        training.onCpu().scaling() instanceof Standardizer pixels ? pixels : null,
                        training.examples().schema(),
                        data.train().card(),
                        data.validCard(),
                        heldOut == null
                                ? null
                                : Metrics.of(
                                        heldOut,
                                        TargetNames.of(training.examples().target())),
                        training.gradients(),
                        parameters().sha256(),
                        pass.inEffect(training.config().effective()),
                        Environment.detect(),
                        pass.backend()));
    }
}
