package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemandTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // master, settings | unit, count
                "yarn | - | EXECUTORS | 2",
                "yarn | spark.executor.instances=5 | EXECUTORS | 5",
                "yarn | spark.cores.max=5 | EXECUTORS | 2",
                "k8s://https://host:443 | - | EXECUTORS | 2",
                "k8s://https://host:443 | spark.executor.instances=3 | EXECUTORS | 3",
                "spark://host:7077 | - | NOTHING | 0",
                "spark://host:7077 | spark.executor.instances=4 | NOTHING | 0",
                "spark://host:7077 | spark.executor.cores=2 | NOTHING | 0",
                "spark://host:7077 | spark.cores.max=7 | CORES | 7",
                "spark://host:7077 | spark.cores.max=7 spark.executor.cores=2 | EXECUTORS | 3",
                "local-cluster[2,1,1024] | - | NOTHING | 0",
                "another://host | - | NOTHING | 0",
                "another://host | spark.executor.instances=4 | EXECUTORS | 4",
                "yarn | spark.dynamicAllocation.enabled=true | EXECUTORS | 0",
                "yarn | spark.dynamicAllocation.enabled=true spark.executor.instances=4 | EXECUTORS | 4",
                "yarn | spark.dynamicAllocation.enabled=true spark.dynamicAllocation.minExecutors=3 | EXECUTORS | 3",
                "spark://host:7077 | spark.dynamicAllocation.enabled=true spark.dynamicAllocation.initialExecutors=6 spark.cores.max=2"
                        + " | EXECUTORS | 6",
            })
    void isWhatTheSettingsAskFor(String master, String settings, Demand.Unit unit, int count) {
        Demand demand = Demand.of(conf(master, settings));
        assertThat(demand.unit()).isEqualTo(unit);
        assertThat(demand.count()).isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // slots, settings | executors
                "3 | - | 3",
                "3 | spark.executor.cores=2 | 2",
                "4 | spark.executor.cores=4 spark.task.cpus=2 | 2",
                "3 | spark.executor.cores=4 spark.executor.resource.gpu.amount=1 spark.task.resource.gpu.amount=0.5 | 2",
                "1 | spark.executor.cores=1 spark.task.cpus=2 | 1",
                "9 | spark.dynamicAllocation.maxExecutors=2 | 2",
                "1 | spark.dynamicAllocation.initialExecutors=5 | 5",
            })
    void executorsForTheSlotsOfARun(int slots, String settings, int executors) {
        assertThat(ExecutorRequest.executorsFor(slots, conf("yarn", settings))).isEqualTo(executors);
    }

    @Test
    void sentencesCountAsPeopleDo() {
        Demand two = new Demand(Demand.Unit.EXECUTORS, 2, "spark.executor.instances");
        assertThat(two.waitingBeside(new Found(0, 0, 0))).isEqualTo("waiting for 2 executors, none available");
        assertThat(two.waitingBeside(new Found(1, 4, 4))).isEqualTo("waiting for 2 executors, 1 available");
        assertThat(two.partIn(new Found(1, 4, 4))).isEqualTo("1 of 2 executors");
        Demand cores = new Demand(Demand.Unit.CORES, 8, "spark.cores.max");
        assertThat(cores.waitingBeside(new Found(1, 4, 4))).isEqualTo("waiting for 8 cores, 4 available");
    }

    private static SparkConf conf(String master, String settings) {
        SparkConf conf = new SparkConf(false).setMaster(master);
        for (String setting : settings == null ? new String[0] : settings.split(" ")) {
            conf.set(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        return conf;
    }
}
