package ark.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.cluster.FakeApiServer;
import ark.cluster.Fault;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.restore.Namespaces.State;
import ark.restore.action.Yaml;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NamespacesTest {
    private static final Item OLD =
            Yaml.item(
                    "namespaces",
                    """
                    metadata:
                      name: ns1
                      uid: u
                      labels: {team: a, kubernetes.io/metadata.name: ns1}
                      annotations: {note: b}
                    spec: {finalizers: [kubernetes]}
                    status: {phase: Active}
                    """);
    private static final ItemKey KEY = new ItemKey(GroupResource.core("namespaces"), "", "ns1");

    private final FakeApiServer server = new FakeApiServer();
    private final AtomicReference<Duration> paused = new AtomicReference<>(Duration.ZERO);
    private final Namespaces namespaces =
            new Namespaces(
                    server.cluster(),
                    name -> name.equals("ns1") ? Optional.of(OLD) : Optional.empty(),
                    Duration.ofMinutes(10),
                    time -> paused.accumulateAndGet(time, Duration::plus));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void areCreatedAsTheyWereUnderTheNameTheyAreMappedTo() throws InterruptedException {
        assertThat(namespaces.ensure("ns1", "target").created()).isTrue();
        Item created = server.stored("namespaces", "", "target").orElseThrow();
        assertThat(created.at("/metadata/labels")).isEqualTo(Yaml.tree("{team: a}"));
        assertThat(created.at("/metadata/annotations")).isEqualTo(Yaml.tree("{note: b}"));
        assertThat(created.at("/spec")).isEqualTo(Yaml.tree("{finalizers: [kubernetes]}"));
        assertThat(created.at("/status").isMissingNode()).isTrue();
    }

    @Test
    void areCreatedBlankWhenTheBackupDoesNotHoldThem() throws InterruptedException {
        assertThat(namespaces.ensure("other", "other").created()).isTrue();
        assertThat(server.stored("namespaces", "", "other")).isPresent();
    }

    @Test
    void areAskedForOnce() throws InterruptedException {
        assertThat(namespaces.ensure("ns1", "ns1")).isEqualTo(new State(true, true, ""));
        int requests = server.requests().size();
        assertThat(namespaces.ensure("ns1", "ns1")).isEqualTo(new State(false, false, ""));
        assertThat(server.requests()).hasSize(requests);
    }

    @Test
    void areLeftAsTheyAreWhenTheyExist() throws InterruptedException {
        server.add("namespaces", "", "ns1");
        assertThat(namespaces.ensure("ns1", "ns1")).isEqualTo(new State(true, false, ""));
        assertThat(server.stored("namespaces", "", "ns1").orElseThrow().labels()).isEmpty();
    }

    @Test
    void areWaitedForWhileTheyAreDeleted() throws InterruptedException {
        server.add(
                "namespaces",
                "{\"metadata\":{\"name\":\"ns1\"},\"status\":{\"phase\":\"Terminating\"}}");
        var waiting =
                new Namespaces(
                        server.cluster(),
                        _ -> Optional.empty(),
                        Duration.ofMinutes(10),
                        time -> {
                            if (paused.accumulateAndGet(time, Duration::plus).toSeconds() > 5) {
                                server.remove(KEY);
                            }
                        });
        assertThat(waiting.ensure("ns1", "ns1").created()).isTrue();
        assertThat(paused.get()).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void areGivenUpOnceWhenTheirDeletionDoesNotEnd() throws InterruptedException {
        server.add("namespaces", "{\"metadata\":{\"name\":\"ns1\",\"deletionTimestamp\":\"T\"}}");
        State state = namespaces.ensure("ns1", "ns1");
        assertThat(state.problem())
                .isEqualTo("timed out waiting for terminating namespace ns1 to disappear");
        assertThat(paused.get()).isBetween(Duration.ofMinutes(10), Duration.ofSeconds(602));
        assertThat(namespaces.ensure("ns1", "ns1").problem()).isEqualTo(state.problem());
        assertThat(paused.get()).isLessThan(Duration.ofSeconds(602));
    }

    @Test
    void thatSomebodyElseCreatesInBetweenAreUsed() throws InterruptedException {
        server.beforeNext("POST", "/namespaces", () -> server.add("namespaces", "", "ns1"));
        assertThat(namespaces.ensure("ns1", "ns1")).isEqualTo(new State(true, false, ""));
    }

    @Test
    void thatMayNotBeCreatedAreAProblemOfTheirItemsOnly() throws InterruptedException {
        server.failNext(1, "POST", "/namespaces", Fault.forbidden("not yours"));
        assertThat(namespaces.ensure("ns1", "ns1").problem())
                .isEqualTo("error creating namespace ns1: not yours");
    }

    @Test
    void endTheRestoreWhenTheApiServerStaysAway() {
        server.failNext(10_000, "GET", "/namespaces/ns1", new Fault.Reset());
        assertThatThrownBy(() -> namespaces.ensure("ns1", "ns1"))
                .isInstanceOf(ark.cluster.ClusterException.class);
    }
}
