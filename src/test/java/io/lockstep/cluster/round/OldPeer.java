package io.lockstep.cluster.round;

import io.lockstep.cluster.allreduce.Links;
import io.lockstep.cluster.allreduce.PeerException;
import io.lockstep.cluster.allreduce.Phase;
import io.lockstep.cluster.transport.Address;
import io.lockstep.cluster.transport.ExecutorTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Keeps the key of the attempt at a round that it makes fail, and sends with it in the next. */
final class OldPeer {
    private OldPeer() {}

    /** The task fails, and leaves the key in a file. */
    static Planted.Harm fails(Path folder) {
        String file = folder.resolve("key").toString();
        return () -> {
            Files.writeString(Path.of(file), key());
            throw new IllegalStateException("planted");
        };
    }

    /** In the next attempt: leaves in a file what becomes of a message with the old key. */
    static Planted.Harm sends(Path folder) {
        String file = folder.resolve("key").toString();
        String answer = folder.resolve("answer").toString();
        return () -> Files.writeString(Path.of(answer), send(Files.readString(Path.of(file)), peer()));
    }

    private static String send(String key, Address peer) throws IOException {
        ExecutorTransport transport = ExecutorTransport.ofThisJvm();
        transport.expect(key);
        try (Links links =
                transport.connect(key, 1, List.of(peer, transport.address()), List.of("the peer", "this one"))) {
            links.send(0, 0, Phase.REDUCE_SCATTER, new long[10], 0, 10);
            links.receive(0, 0, Phase.REDUCE_SCATTER, Duration.ofSeconds(60));
            return "accepted";
        } catch (PeerException e) {
            return String.valueOf(e.getMessage());
        } finally {
            transport.forget(key);
        }
    }

    private static Map<?, ?> here() throws ReflectiveOperationException {
        return Planted.meetings();
    }

    private static String key() throws ReflectiveOperationException {
        return (String) here().keySet().iterator().next();
    }

    /** Where the links of this executor's group lead. */
    private static Address peer() throws ReflectiveOperationException {
        Object here = here().values().iterator().next();
        Object group = Planted.value(here.getClass(), here, "group");
        Object links = Planted.value(group.getClass(), group, "across");
        int self = ((Links) links).self();
        return (Address) ((List<?>) Planted.value(links.getClass(), links, "groups")).get(1 - self);
    }
}
