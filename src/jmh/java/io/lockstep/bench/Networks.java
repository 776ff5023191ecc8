package io.lockstep.bench;

import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The networks that are measured. */
final class Networks {
    private Networks() {}

    /** Of these sizes; one output learns the label as a number, several have one for each class. */
    static Architecture of(int... sizes) {
        Loss loss = sizes[sizes.length - 1] == 1 ? Loss.MSE : Loss.CROSS_ENTROPY;
        return new Architecture(IntStream.of(sizes).boxed().toList(), Activation.RELU, loss);
    }

    /** The lesson's: 39,301 parameters. */
    static Architecture lesson() {
        return of(784, 50, 1);
    }

    /** One in which most of the work is in hidden layers. */
    static Architecture wide() {
        return of(784, 512, 512, 10);
    }

    /** The one that is trained to 97 %. */
    static Architecture classifier() {
        return of(784, 50, 10);
    }

    /** The sizes of a network for digits with these hidden layers. */
    static List<Integer> classifier(List<Integer> hidden) {
        List<Integer> sizes = new ArrayList<>(hidden);
        sizes.add(0, classifier().inputs());
        sizes.add(classifier().outputs());
        return sizes;
    }

    /** About a million parameters and about ten million. */
    static List<Architecture> large() {
        return List.of(of(784, 1_000, 200, 10), of(784, 4_000, 1_700, 10));
    }

    /** Parameters to begin with. */
    static Parameters initial(Architecture architecture) {
        return Parameters.initial(architecture, Initializer.KAIMING_FAN_IN, 42);
    }

    /** {@code 784-50-1}. */
    static String name(Architecture architecture) {
        return architecture.sizes().stream().map(String::valueOf).collect(Collectors.joining("-"));
    }
}
