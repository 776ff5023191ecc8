package io.lockstep.cluster.transport;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkException;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.RpcTimeout;
import org.apache.spark.rpc.ThreadSafeRpcEndpoint;
import org.apache.spark.util.RpcUtils;
import org.apache.spark.util.ThreadUtils;
import org.jspecify.annotations.Nullable;
import scala.PartialFunction;
import scala.concurrent.duration.FiniteDuration;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Spark's RPC, as far as Lockstep uses it. These classes of Spark are {@code private[spark]} in Scala and public in byte code: another
 * version of Spark may change them, so that no other class of Lockstep may use them.
 *
 * <p>Only arrays of bytes cross: Spark deserialises RPC messages with a class loader that may not know the classes of an application's jar.
 */
final class SparkRpc {
    private static final ClassTag<byte[]> BYTES = ClassTag$.MODULE$.apply(byte[].class);

    private SparkRpc() {}

    /** An endpoint in the RPC server that the driver has anyway. Messages come one at a time. */
    static final class Endpoint implements ThreadSafeRpcEndpoint {
        private final RpcEnv server;
        private final DriverEndpoint.Answers answers;
        private final RpcEndpointRef registered;

        Endpoint(SparkEnv spark, String name, DriverEndpoint.Answers answers) {
            this.server = spark.rpcEnv();
            this.answers = answers;
            this.registered = server.setupEndpoint(name, this);
        }

        @Override
        public RpcEnv rpcEnv() {
            return server;
        }

        void unregister() {
            server.stop(registered);
        }

        @Override
        public PartialFunction<Object, BoxedUnit> receiveAndReply(RpcCallContext caller) {
            return new AbstractPartialFunction<>() {
                @Override
                public boolean isDefinedAt(Object message) {
                    return message instanceof byte[];
                }

                @Override
                public BoxedUnit apply(Object message) {
                    answer((byte[]) message, caller);
                    return BoxedUnit.UNIT;
                }
            };
        }

        private void answer(byte[] message, RpcCallContext caller) {
            CompletableFuture<byte[]> answer;
            try {
                answer = answers.to(message);
            } catch (RuntimeException e) {
                answer = CompletableFuture.failedFuture(e);
            }
            var unused = answer.whenComplete((bytes, failure) -> {
                if (failure == null) {
                    caller.reply(bytes);
                } else {
                    caller.sendFailure(new SparkException(text(failure))); // a class that each executor knows
                }
            });
        }
    }

    /** The driver's endpoint, as a task sees it. */
    static final class Line {
        private final RpcEndpointRef driver;

        Line(SparkEnv spark, String endpoint) {
            try {
                this.driver = RpcUtils.makeDriverRef(endpoint, spark.conf(), spark.rpcEnv());
            } catch (Exception e) { // Scala throws checked exceptions that nobody declares
                throw new DriverLineException(
                        "The driver's endpoint " + endpoint + ": expected to find it, found: " + text(e)
                                + " The run has ended, or the driver cannot be reached.",
                        e);
            }
        }

        /** Sends a message. The answer, or the failure, may come late. Without a timeout it may come whenever the driver wants. */
        CompletableFuture<byte[]> ask(byte[] message, @Nullable Duration timeout) {
            var within = timeout == null
                    ? RpcUtils.INFINITE_TIMEOUT()
                    : new RpcTimeout(
                            new FiniteDuration(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS),
                            "the deadline of this message");
            var answer = new CompletableFuture<byte[]>();
            driver.ask(message, within, BYTES).onComplete(done -> complete(answer, done), ThreadUtils.sameThread());
            return answer;
        }

        private BoxedUnit complete(CompletableFuture<byte[]> answer, Try<byte[]> done) {
            if (done.isSuccess()) {
                answer.complete(done.get());
            } else {
                var failure = done.failed().get();
                answer.completeExceptionally(new DriverLineException(text(failure), failure));
            }
            return BoxedUnit.UNIT;
        }
    }

    private static String text(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
