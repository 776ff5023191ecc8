package io.lockstep.cluster.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.cluster.allreduce.PeerException;
import io.lockstep.cluster.allreduce.Phase;
import io.lockstep.cluster.executor.ResourceException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TransportSecurityTest {
    private static final String KEY = "a round to listen to";
    private static final long PLANTED = 0x1122334455667788L;
    private static final Map<String, String> AUTHENTICATED =
            Map.of("spark.authenticate", "true", "spark.authenticate.secret", "a secret of this test");

    @Test
    void whoListensReadsTheSumsOfAnApplicationWithoutASecret() throws Exception { // else the next tests could not fail
        assertThat(heard(Map.of())).isPositive();
    }

    @Test
    void whoListensReadsNothingWhereSparkEncrypts() throws Exception {
        assertThat(heard(Peers.ENCRYPTED)).isZero();
    }

    @Test
    void whoListensReadsNothingWhereSparkOnlyAuthenticates() throws Exception {
        assertThat(heard(AUTHENTICATED)).isZero();
    }

    @Test
    void whoListensReadsNothingUnderSaslEncryption() throws Exception {
        assertThat(heard(with(
                        AUTHENTICATED,
                        "spark.network.crypto.enabled",
                        "false",
                        "spark.authenticate.enableSaslEncryption",
                        "true")))
                .isZero();
    }

    /** How often four planted longs, or the name of the round, pass in the clear between two executors that sum. */
    private static int heard(Map<String, String> settings) throws Exception {
        try (var peers = Peers.start(2, settings);
                var toFirst = new ListeningProxy(peers.get(0).address());
                var toSecond = new ListeningProxy(peers.get(1).address())) {
            var values = new long[5000];
            Arrays.fill(values, PLANTED);
            peers.expect(KEY);
            var parts = peers.join(KEY, List.of(toFirst.address(), toSecond.address()), Peers.LONG);
            var sums = peers.each(peer -> {
                try (var part = parts.get(peer)) {
                    return part.sum(values).clone();
                }
            });
            assertThat(sums).allMatch(sum -> Arrays.stream(sum).allMatch(each -> each == 2 * PLANTED));
            assertThat(toFirst.bytesHeard() + toSecond.bytesHeard()).isGreaterThan(2 * 5000 * Long.BYTES);
            return toFirst.countOf(planted())
                    + toSecond.countOf(planted())
                    + toFirst.countOf(KEY.getBytes(StandardCharsets.UTF_8))
                    + toSecond.countOf(KEY.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static byte[] planted() {
        var bytes = ByteBuffer.allocate(4 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (var i = 0; i < 4; i++) {
            bytes.putLong(PLANTED);
        }
        return bytes.array();
    }

    @Test
    void whoHasNoSecretIsRefused() {
        assertRefused(Peers.ENCRYPTED, Map.of());
        assertRefused(AUTHENTICATED, Map.of());
    }

    @Test
    void whoHasAnotherSecretIsRefused() {
        assertRefused(Peers.ENCRYPTED, with(Peers.ENCRYPTED, "spark.authenticate.secret", "a guess"));
    }

    @Test
    void whoKnowsTheSecretButDoesNotEncryptIsRefused() { // no fallback to a weaker handshake
        assertRefused(Peers.ENCRYPTED, with(AUTHENTICATED, "spark.network.crypto.enabled", "false"));
    }

    private static void assertRefused(Map<String, String> server, Map<String, String> client) {
        try (var honest = Peers.transport("honest", server);
                var stranger = Peers.transport("stranger", client)) {
            honest.expect(KEY);
            stranger.expect(KEY);
            var addresses = List.of(honest.address(), stranger.address());
            var names = List.of("honest", "stranger");
            var here = honest.connect(KEY, 0, addresses, names);
            var there = stranger.connect(KEY, 1, addresses, names);
            assertThatThrownBy(() -> {
                        there.send(0, 0, Phase.REDUCE_SCATTER, new long[] {PLANTED}, 0, 1);
                        there.receive(0, 0, Phase.REDUCE_SCATTER, Peers.LONG);
                    })
                    .isInstanceOf(PeerException.class)
                    .hasMessageContaining("lost the connection to honest");
            assertThatThrownBy(() -> here.receive(1, 0, Phase.REDUCE_SCATTER, Duration.ofMillis(1)))
                    .isInstanceOf(PeerException.class); // nothing came in
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void itListensOnLoopbackOnly() throws Exception {
        try (var transport = Peers.transport("1", Map.of())) {
            assertThat(transport.address().host()).isEqualTo("127.0.0.1");
            assertThat(listeningAddresses(transport.address().port()))
                    .isNotEmpty()
                    .allMatch(TransportSecurityTest::loopback);
        }
        try (var everywhere = new ServerSocket(0)) { // else the test above could not fail
            assertThat(listeningAddresses(everywhere.getLocalPort()))
                    .isNotEmpty()
                    .noneMatch(TransportSecurityTest::loopback);
        }
    }

    /** Local addresses of sockets that listen on this port, in the kernel's form. */
    private static List<String> listeningAddresses(int port) throws Exception {
        var end = ":" + HexFormat.of().withUpperCase().toHexDigits((short) port);
        var tables = new ArrayList<String>();
        for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            if (Files.exists(Path.of(table))) {
                tables.addAll(Files.readAllLines(Path.of(table)));
            }
        }
        return tables.stream()
                .map(line -> line.trim().split("\\s+"))
                .filter(fields -> fields.length > 3 && fields[1].endsWith(end) && fields[3].equals("0A"))
                .map(fields -> fields[1].substring(0, fields[1].indexOf(':')))
                .toList();
    }

    private static boolean loopback(String address) {
        return address.equals("0100007F") || address.equals("0000000000000000FFFF00000100007F");
    }

    @Test
    void itTakesTheConfiguredPortAndTheNextIfThatIsTaken() throws Exception {
        var port = Integer.toString(freePorts());
        try (var first = Peers.transport("1", Map.of(SparkNetwork.PORT, port));
                var second = Peers.transport("2", Map.of(SparkNetwork.PORT, port))) {
            assertThat(first.address().port()).isEqualTo(Integer.parseInt(port));
            assertThat(second.address().port()).isEqualTo(first.address().port() + 1);
            assertThatThrownBy(
                            () -> Peers.transport("3", Map.of(SparkNetwork.PORT, port, "spark.port.maxRetries", "1")))
                    .isInstanceOf(ResourceException.class)
                    .hasMessageContaining("executor 3")
                    .hasMessageContaining("127.0.0.1")
                    .hasMessageContaining(SparkNetwork.PORT + " = " + port)
                    .hasMessageContaining("spark.port.maxRetries");
        }
    }

    /** The first of two ports that follow each other and are free at the moment. */
    private static int freePorts() throws Exception {
        while (true) {
            try (var first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    var second = new ServerSocket(first.getLocalPort() + 1, 1, InetAddress.getLoopbackAddress())) {
                return second.getLocalPort() - 1;
            } catch (BindException e) {
                // the next try
            }
        }
    }

    @Test
    void aHostThatIsNotThisMachinesIsSaid() {
        var host = "192.0.2.1"; // of the documentation's network: nobody has it
        assertThatThrownBy(() -> new ExecutorTransport(Peers.network("1", host, Map.of())))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining(host);
    }

    private static Map<String, String> with(Map<String, String> settings, String... more) {
        var all = new HashMap<>(settings);
        for (var i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }
}
