package io.lockstep.cluster;

import io.lockstep.pass.device.BackendPolicy;
import org.apache.spark.SparkConf;

/** Better defaults for Spark's settings. Existing settings are kept, except for the serializer. */
final class SparkDefaults {
    private SparkDefaults() {}

    /** Adds the missing settings. */
    static SparkConf in(SparkConf conf, BackendPolicy policy) {
        conf.setIfMissing("spark.ui.showConsoleProgress", "false"); // it would write over the run's own lines
        // A lost block is read again at once instead of waiting for the executor that had it.
        conf.setIfMissing("spark.locality.wait", "0s");
        // Sums are merged as they come: all of them together are never in the driver's memory.
        conf.setIfMissing("spark.driver.maxResultSize", "0");
        // Whatever else uses this cluster: what Lockstep sends is arrays, which Kryo would copy into a buffer of
        // limited size.
        conf.set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
        if (conf.get("spark.master", "").startsWith("local")) {
            // One address, whatever this machine's name resolves to.
            conf.setIfMissing("spark.driver.host", "127.0.0.1");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
            // The web page costs a second at the start and 4 ms a step.
            conf.setIfMissing("spark.ui.enabled", "false");
            // Large sums come with the task's message: by way of the block manager they take half as long again.
            conf.setIfMissing("spark.task.maxDirectResultSize", "127m");
            // The executor is the driver: a task that runs out of memory must not end the process, but fail the run,
            // with a message and a record.
            conf.setIfMissing("spark.executor.killOnFatalError.depth", "0");
        } else if (policy != BackendPolicy.CPU) {
            onGpus(conf, policy);
        }
        return conf;
    }

    private static void onGpus(SparkConf conf, BackendPolicy policy) {
        conf.setIfMissing("spark.executorEnv.CUDA_DEVICE_ORDER", "PCI_BUS_ID"); // the order in which nvidia-smi counts
        if (policy == BackendPolicy.GPU) { // a cluster without GPUs would never start an executor
            conf.setIfMissing("spark.executor.resource.gpu.amount", "1");
            conf.setIfMissing("spark.task.resource.gpu.amount", "1");
        }
    }
}
