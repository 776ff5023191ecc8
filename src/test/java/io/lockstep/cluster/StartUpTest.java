package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.pass.device.BackendPolicy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StartUpTest {
    private static final CountDownLatch MAY_START = new CountDownLatch(1);
    private static final CountDownLatch HAS_ENDED = new CountDownLatch(1);

    /** Spark makes it while it starts, and goes on when it may. */
    public static final class Slow extends SparkListener {
        public Slow() throws InterruptedException {
            MAY_START.await();
        }

        @Override
        public void onApplicationEnd(SparkListenerApplicationEnd end) {
            HAS_ENDED.countDown();
        }
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aContextThatIsReadyTooLateIsStopped() throws InterruptedException {
        SparkConf conf = new SparkConf()
                .setMaster("local[1]")
                .setAppName("late")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.extraListeners", Slow.class.getName());
        ClusterNeeds impatient = new ClusterNeeds(BackendPolicy.CPU, 1, Duration.ofSeconds(1));
        try {
            assertThatThrownBy(() -> new StartUp(conf, impatient).connect())
                    .isInstanceOf(ResourceException.class)
                    .hasMessageContaining("found none within 1s");
        } finally {
            MAY_START.countDown();
        }
        assertThat(HAS_ENDED.await(2, TimeUnit.MINUTES)).isTrue();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("connect to Spark")) {
                thread.join(); // it still stops the context, and the next test may start one only after that
            }
        }
    }
}
