package ark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.cluster.FakeApiServer;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.process.CannotStartException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartChecksTest {
    private final FakeApiServer api = new FakeApiServer();

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void aServerNeedsItsNamespace() {
        assertThatThrownBy(() -> StartChecks.run(api.cluster(), "velero"))
                .isInstanceOfSatisfying(
                        CannotStartException.class,
                        e -> assertThat(e.remedy()).contains("kubectl create namespace velero"))
                .hasMessage("there is no namespace \"velero\"");
    }

    @Test
    void allResourcesThatAreMissingAreNamedAtOnce() {
        api.add("namespaces", "", "velero");
        serve("backups");
        assertThatThrownBy(() -> StartChecks.run(api.cluster(), "velero"))
                .isInstanceOfSatisfying(
                        CannotStartException.class,
                        e -> assertThat(e.remedy()).contains("ark install --crds-only"))
                .hasMessageContaining("restores.velero.io, schedules.velero.io")
                .hasMessageNotContaining(" backups.velero.io");
    }

    @Test
    void withEverythingThereItCanStart() {
        api.add("namespaces", "", "velero");
        StartChecks.KINDS.forEach(kind -> serve(kind.resource()));
        StartChecks.run(api.cluster(), "velero");
    }

    @Test
    void theKeyOfDownloadsIsMadeOnceAndFoundAgain() {
        var secrets = new SecretsInCluster(api.cluster(), "velero");
        String first = text(secrets.readOrCreate("s", "k", () -> "one".getBytes(UTF_8)));
        String second = text(secrets.readOrCreate("s", "k", () -> "two".getBytes(UTF_8)));
        assertThat(first).isEqualTo("one");
        assertThat(second).isEqualTo("one");
        assertThat(secrets.read("s", "other")).isEmpty();
    }

    @Test
    void ofTwoServersThatMakeTheKeyAtOnceBothHaveTheSame() {
        var secrets = new SecretsInCluster(api.cluster(), "velero");
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
    void aSecretOfThatNameWithoutTheKeyIsNamed() {
        api.add("secrets", "velero", "s");
        var secrets = new SecretsInCluster(api.cluster(), "velero");
        assertThatThrownBy(() -> secrets.readOrCreate("s", "k", () -> new byte[1]))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("has no key \"k\"");
    }

    private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private void serve(String plural) {
        var resource = new GroupResource("velero.io", plural);
        api.serve(ResourceType.of(resource, "v1", plural, true));
    }
}
