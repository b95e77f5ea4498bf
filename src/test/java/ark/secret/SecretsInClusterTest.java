package ark.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ark.cluster.FakeApiServer;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SecretsInClusterTest {
    private final FakeApiServer api = new FakeApiServer();
    private final SecretsInCluster secrets = new SecretsInCluster(api.cluster(), "velero");

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void aValueIsMadeOnceAndFoundAgain() {
        String first = text(secrets.readOrCreate("s", "k", () -> "one".getBytes(UTF_8)));
        String second = text(secrets.readOrCreate("s", "k", () -> "two".getBytes(UTF_8)));
        assertThat(first).isEqualTo("one");
        assertThat(second).isEqualTo("one");
        assertThat(secrets.read("s", "other")).isEmpty();
        assertThat(secrets.read("velero", "s", "k")).isPresent();
        assertThat(secrets.read("elsewhere", "s", "k")).isEmpty();
    }

    @Test
    void ofTwoProcessesThatMakeItAtOnceBothHaveTheSame() {
        api.beforeNext(
                "POST",
                "/secrets",
                () ->
                        api.add(
                                "secrets",
                                "{\"metadata\":{\"namespace\":\"velero\",\"name\":\"s\"},"
                                        + "\"data\":{\"k\":\"b3RoZXI=\"}}"));
        assertThat(text(secrets.readOrCreate("s", "k", () -> "mine".getBytes(UTF_8))))
                .isEqualTo("other");
    }

    @Test
    void aSecretOfThatNameWithoutTheKeyIsNotTouched() {
        api.add("secrets", "velero", "s");
        assertThat(secrets.readOrCreate("s", "k", () -> new byte[1])).isEmpty();
        assertThat(api.stored("secrets", "velero", "s").orElseThrow().at("/data").isMissingNode())
                .isTrue();
    }

    private static String text(Optional<byte[]> bytes) {
        return new String(bytes.orElseThrow(), UTF_8);
    }
}
