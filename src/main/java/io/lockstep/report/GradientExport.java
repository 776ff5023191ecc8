package io.lockstep.report;

import io.lockstep.check.Agreement;
import io.lockstep.check.Verification;
import io.lockstep.data.ColumnScaling;
import io.lockstep.data.DataCard;
import io.lockstep.data.Npy;
import io.lockstep.data.Scaling;
import io.lockstep.data.Standardizer;
import io.lockstep.data.WholeFile;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.InputGradient;
import io.lockstep.metric.Evaluation;
import io.lockstep.network.Architecture;
import io.lockstep.network.ParameterFiles;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import io.lockstep.pass.device.Backend;
import io.lockstep.pass.plan.PassPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A gradient for independent checks: the parameters {@code w1.npy, b1.npy, ...} (float32) at which it was taken, its tensors
 * {@code grad_w1.npy, grad_b1.npy, ...} (float64), {@code grad_x.npy} if it was requested, and {@code gradient.json},
 * last.
 */
public final class GradientExport {
    private final Parameters parameters;
    private final Map<String, Array> arrays = new LinkedHashMap<>();
    private final Summary summary;

    private record Array(List<Integer> shape, double[] values) {}

    /**
     * {@code gradient.json}.
     *
     * @param schemaVersion of this record
     * @param loss mean loss
     * @param rows examples
     * @param weightSum sum of the examples' weights, by which sums were divided
     * @param mean of pixels / 256, taken off before the network; null for a table
     * @param deviation unbiased standard deviation, divided by before the network; null for a table
     * @param inputs of a table in the order of {@code w1}'s rows; null for images
     * @param activations mean and standard deviation of each module's output
     * @param agrees whether all checks agree
     * @param verdict the likely cause if they do not
     * @param agreements each check, tensor by tensor
     * @param kinks activations within their own rounding of the ReLU's kink
     * @param sha256 SHA-256 of the gradient: the float64 of {@code w1, b1, w2, ...}, little-endian, row-major, one tensor
     *     after the other, without the headers of the files
     * @param partitions the spread of the work, which changes no bit
     * @param blockRows examples a block, which is part of what the bits depend on
     * @param pass kernel and standardizer
     * @param architecture the network
     * @param data what it was computed on
     * @param backend what computed it
     * @param environment machine and build
     */
    public record Summary(
            int schemaVersion,
            double loss,
            long rows,
            double weightSum,
            @Nullable Double mean,
            @Nullable Double deviation,
            @Nullable List<Input> inputs,
            List<Evaluation.Activations> activations,
            boolean agrees,
            String verdict,
            List<Agreement> agreements,
            long kinks,
            String sha256,
            int partitions,
            int blockRows,
            PassPlan pass,
            Architecture architecture,
            DataCard data,
            Backend backend,
            Environment environment) {}

    /**
     * An input of a table's network: {@code (feature - mean) / deviation}.
     *
     * @param name of the column, or of the column and the category
     * @param mean taken off; 0 where it is not scaled
     * @param deviation divided by; 1 where it is not scaled
     */
    public record Input(String name, double mean, double deviation) {

        private static @Nullable List<Input> of(Scaling scaling, List<String> names) {
            if (!(scaling instanceof ColumnScaling columns)) {
                return null;
            }
            List<Input> inputs = new ArrayList<>();
            for (int k = 0; k < columns.means().size(); k++) {
                String name = names.isEmpty() ? "input " + (k + 1) : names.get(k);
                inputs.add(new Input(
                        name, columns.means().get(k), columns.deviations().get(k)));
            }
            return inputs;
        }
    }

    /**
     * Gathers what is to be written.
     *
     * @param inputNames names of a table's inputs in their order; empty for images
     */
    public GradientExport(
            Parameters parameters,
            Gradient gradient,
            Evaluation evaluation,
            Verification verification,
            DataCard data,
            PassPlan pass,
            List<String> inputNames,
            Backend backend,
            int partitions,
            int blockRows) {
        this.parameters = parameters;
        Standardizer images = pass.scaling() instanceof Standardizer standardizer ? standardizer : null;
        for (TensorLayout tensor : gradient.architecture().tensors()) {
            arrays.put("grad_" + tensor.name() + ".npy", new Array(tensor.shape(), gradient.tensor(tensor)));
        }
        summary = new Summary(
                1,
                gradient.loss(),
                gradient.exampleCount(),
                gradient.weightSum(),
                images == null ? null : images.mean(),
                images == null ? null : images.deviation(),
                Input.of(pass.scaling(), inputNames),
                evaluation.activations(),
                verification.agrees(),
                verification.verdict(),
                verification.agreements(),
                verification.kinks(),
                gradient.sha256(),
                partitions,
                blockRows,
                pass,
                gradient.architecture(),
                data,
                backend,
                Environment.detect());
    }

    /** Adds the gradient of the mean loss with respect to the input, of the first {@code rows} examples: (rows, in). */
    public void addInputGradient(List<InputGradient> blocks, int rows) {
        int columns = summary.architecture().inputs();
        double[] values = new double[rows * columns];
        int filled = 0;
        for (InputGradient block : blocks) {
            for (int i = 0; i < block.dInput().length && filled < values.length; i++) {
                values[filled++] = block.dInput()[i] / summary.weightSum();
            }
        }
        arrays.put("grad_x.npy", new Array(List.of(rows, columns), values));
    }

    /** What {@code gradient.json} says. */
    public Summary summary() {
        return summary;
    }

    /** SHA-256 of the gradient, as {@link Summary#sha256}. */
    public String sha256() {
        return summary.sha256();
    }

    /** What {@link #write} writes, for a person. */
    public String files() {
        int layers = summary.architecture().layers();
        return "w1%1$sb%2$d, grad_w1%1$sgrad_b%2$d%3$s (.npy), gradient.json, lockstep.log"
                .formatted(layers == 1 ? ", " : " .. ", layers, arrays.containsKey("grad_x.npy") ? ", grad_x" : "");
    }

    /** Writes each file whole, the summary last; what an earlier export of another network left is removed first. */
    public void write(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve("gradient.json"));
        try (DirectoryStream<Path> earlier = Files.newDirectoryStream(folder, "grad_*.npy")) {
            for (Path file : earlier) {
                Files.delete(file);
            }
        }
        ParameterFiles.write(parameters, folder);
        for (Map.Entry<String, Array> array : arrays.entrySet()) {
            Npy.write(
                    folder.resolve(array.getKey()),
                    array.getValue().shape(),
                    array.getValue().values());
        }
        WholeFile.write(folder.resolve("gradient.json"), Json.pretty(summary).getBytes(StandardCharsets.UTF_8));
    }
}
