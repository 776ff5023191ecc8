package io.lockstep.cluster.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.LocalSpark;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThisJvmTransportTest {
    @Test
    void oneTransportServesAllTasksOfAnApplicationAndTheNextApplicationHasItsOwn() {
        Address first;
        try (var spark = LocalSpark.start()) {
            var addresses = spark.parallelize(List.of(1, 2, 3, 4), 4)
                    .map(task -> ExecutorTransport.ofThisJvm().address().toString())
                    .collect();
            first = ExecutorTransport.ofThisJvm().address();
            assertThat(first.executor()).isEqualTo("driver");
            assertThat(first.host()).isEqualTo("127.0.0.1");
            assertThat(addresses).hasSize(4).containsOnly(first.toString());
        }
        try (var spark = LocalSpark.start()) {
            var second = ExecutorTransport.ofThisJvm();
            assertThat(spark.sc().isStopped()).isFalse();
            assertThat(second).isSameAs(ExecutorTransport.ofThisJvm());
            assertThat(second.address()).isNotEqualTo(first);
        }
    }
}
