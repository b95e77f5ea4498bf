package ark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.cluster.FakeApiServer;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.process.CannotStartException;
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

    private void serve(String plural) {
        var resource = new GroupResource("velero.io", plural);
        api.serve(ResourceType.of(resource, "v1", plural, true));
    }
}
