package ark.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cluster.Fault;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// All kinds at one revision of the cluster, and what is said of those that are not.
class BackupConsistencyTest {
    private static final Fault TOO_LARGE =
            new Fault.Refuse(504, "Timeout", "Timeout: Too large resource version: 9", 0);

    @TempDir private Path scratch;
    private BackupWorld world;

    @BeforeEach
    void makeWorld() {
        world = new BackupWorld(scratch);
        world.add("namespaces foo");
        world.add("configmaps foo/c1");
        world.add("secrets foo/s1");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static String inexact(Item backup) {
        return backup.text("/metadata/annotations/ark.dev~1inexact-kinds");
    }

    @Test
    void whatChangesWhileTheBackupReadsIsNotInIt() {
        world.api.beforeNext(
                "GET",
                "/configmaps?limit=500",
                () -> {
                    world.add("configmaps foo/c2");
                    world.add("secrets foo/s2");
                    world.api.remove(new ItemKey(GroupResource.core("secrets"), "foo", "s1"));
                });

        Item backup = world.run("b1", "{'includedResources': ['configmaps', 'secrets']}");

        assertThat(world.items("b1"))
                .containsExactlyInAnyOrder("configmaps foo/c1", "secrets foo/s1");
        assertThat(inexact(backup)).isEmpty();
        assertThat(backup.text("/status/phase")).isEqualTo("Completed");
        assertThat(backup.at("/status/warnings").isMissingNode()).isTrue();
    }

    @Test
    void aWriterOfCauseAndEffectIsNeverCaughtWithTheEffectAlone() {
        for (int round = 0; round < 5; round++) {
            int number = round;
            for (String moment : List.of("/configmaps?limit=1", "/secrets?limit=1")) {
                world.api.beforeNext("GET", moment, () -> writeCauseAndEffect(moment, number));
            }
            for (String moment : List.of("/configmaps?limit=500", "/secrets?limit=500")) {
                world.api.beforeNext("GET", moment, () -> writeCauseAndEffect(moment, number));
            }

            world.run("b" + round, "{'includedResources': ['configmaps', 'secrets']}");

            List<String> items = world.items("b" + round);
            assertThat(items)
                    .filteredOn(item -> item.startsWith("secrets foo/effect"))
                    .allSatisfy(
                            effect ->
                                    assertThat(items)
                                            .contains(
                                                    effect.replace(
                                                            "secrets foo/effect",
                                                            "configmaps foo/cause")));
        }
    }

    private void writeCauseAndEffect(String moment, int number) {
        String name = number + moment.replaceAll("[^a-z0-9]", "");
        world.add("configmaps foo/cause" + name);
        world.add("secrets foo/effect" + name);
    }

    @Test
    void aKindWhoseRevisionIsForgottenIsReadByItself() {
        world.api.failNext(1, "GET", "/configmaps?limit=500", Fault.expired());

        Item backup = world.run("b1", "{'includedNamespaces': ['foo']}");

        assertThat(inexact(backup)).isEqualTo("configmaps");
        assertThat(world.items("b1")).contains("configmaps foo/c1", "secrets foo/s1");
        assertThat(backup.text("/status/phase")).isEqualTo("Completed");
        assertThat(backup.at("/status/warnings").isMissingNode()).isTrue();
        assertThat(world.file("b1", "b1-logs.gz")).contains("resource=configmaps revision=\"list");
    }

    @Test
    void aKindThatDoesNotReachTheRevisionIsTriedForFiveSecondsAndReadByItself() {
        world.api.failNext(100, "GET", "resourceVersionMatch=Exact", TOO_LARGE);

        Item backup = world.run("b1", "{'includedNamespaces': ['foo']}");

        assertThat(inexact(backup)).contains("configmaps").contains("secrets");
        assertThat(world.items("b1")).contains("configmaps foo/c1", "secrets foo/s1");
        assertThat(backup.text("/status/phase")).isEqualTo("Completed");
    }

    @Test
    void aKindThatAnswersFromAnotherRevisionIsReadByItself() {
        world.api.ignoreRevisionsOf("configmaps");
        world.api.beforeNext("GET", "/configmaps?limit=500", () -> world.add("secrets foo/later"));

        Item backup = world.run("b1", "{'includedNamespaces': ['foo']}");

        assertThat(inexact(backup)).isEqualTo("configmaps");
        assertThat(world.items("b1"))
                .contains("configmaps foo/c1")
                .doesNotContain("secrets foo/later");
    }

    @Test
    void aKindWithRevisionsOfItsOwnIsReadByItself() {
        world.api.failNext(1, "GET", "/secrets?limit=1", Fault.forbidden("not now"));

        Item backup = world.run("b1", "{'includedNamespaces': ['foo']}");

        assertThat(inexact(backup)).isEqualTo("secrets");
        assertThat(world.items("b1")).contains("secrets foo/s1");
    }

    @Test
    void eventsAreNeverExact() {
        world.serve("events", "Event", true);
        world.add("events foo/e");

        Item backup = world.run("b1", "{'includedNamespaces': ['foo']}");

        assertThat(inexact(backup)).isEqualTo("events");
        assertThat(world.items("b1")).contains("events foo/e");
    }

    @Test
    void severalListsOfAnInexactKindAreOneStateAllTheSame() {
        world.add("namespaces zoo");
        world.add("configmaps zoo/c {'metadata': {'labels': {'a': 'b'}}}");
        world.add("configmaps foo/c2 {'metadata': {'labels': {'c': 'd'}}}");
        world.add("configmaps foo/c3");
        world.add("namespaces other");
        world.add("configmaps other/c4 {'metadata': {'labels': {'a': 'b'}}}");
        world.api.failNext(1, "GET", "/configmaps?limit=500", Fault.expired());

        world.run(
                "b1",
                "{'includedNamespaces': ['foo', 'zoo'], 'includedResources': ['configmaps'],"
                        + " 'orLabelSelectors': [{'matchLabels': {'a': 'b'}},"
                        + " {'matchLabels': {'c': 'd'}}]}");

        assertThat(world.items("b1"))
                .containsExactlyInAnyOrder("configmaps zoo/c", "configmaps foo/c2");
        assertThat(world.api.requests())
                .filteredOn(r -> r.contains("/configmaps?limit=500"))
                .filteredOn(r -> !r.contains("Exact"))
                .hasSize(1);
    }

    private void serveAggregated(String available) {
        world.serve("apiservices.apiregistration.k8s.io", "APIService", false);
        world.serve("things.example.io", "Thing", true);
        world.add(
                "apiservices.apiregistration.k8s.io v1.example.io {'spec': {'group': 'example.io',"
                        + " 'version': 'v1', 'service': {'name': 's'}}, 'status': {'conditions':"
                        + " [{'type': 'Available', 'status': '"
                        + available
                        + "', 'reason': 'MissingEndpoints', 'message': 'nobody is there'}]}}");
        world.add("things.example.io foo/t");
    }

    @Test
    void anAggregatedApiIsNeverExact() {
        serveAggregated("True");

        Item backup = world.run("b1", "{'includedNamespaces': ['foo']}");

        assertThat(inexact(backup)).isEqualTo("things.example.io");
        assertThat(world.items("b1")).contains("things.example.io foo/t");
        assertThat(backup.text("/status/phase")).isEqualTo("Completed");
    }

    @Test
    void anAggregatedApiThatIsDownIsAnErrorAtOnceAndTheRestIsStored() {
        serveAggregated("False");

        Item backup = world.run("b1", "{'includedNamespaces': ['foo']}");

        assertThat(backup.text("/status/phase")).isEqualTo("PartiallyFailed");
        assertThat(world.file("b1", "b1-results.gz"))
                .contains(
                        "Cannot read things.example.io: its server is down: MissingEndpoints:"
                                + " nobody is there");
        assertThat(world.items("b1")).contains("configmaps foo/c1");
        assertThat(inexact(backup)).isEqualTo("things.example.io");
    }

    @Test
    void aGroupThatCannotBeDiscoveredIsAWarning() {
        world.serve("things.example.io", "Thing", true);
        world.api.breakGroup("example.io");

        Item backup = world.run("b1", "{'includedNamespaces': ['foo']}");

        assertThat(backup.text("/status/phase")).isEqualTo("Completed");
        assertThat(world.file("b1", "b1-results.gz")).contains("The kinds of example.io");
    }

    @Test
    void whatAnActionAddsIsReadAtTheRevision() {
        world.add(
                "persistentvolumeclaims foo/c {'spec': {'volumeName': 'pv-1'}, 'status': {'phase':"
                        + " 'Bound'}}");
        world.add("persistentvolumes pv-1 {'spec': {'state': 'early'}}");
        world.api.beforeNext(
                "GET",
                "/persistentvolumeclaims?limit=500",
                () -> world.add("persistentvolumes pv-1 {'spec': {'state': 'late'}}"));

        Item backup = world.run("b1", "{'includedNamespaces': ['foo']}");

        assertThat(world.archive("b1").get("resources/persistentvolumes/cluster/pv-1.json"))
                .contains("early");
        assertThat(inexact(backup)).isEmpty();
    }

    @Test
    void whatAnActionAddsAndTheServerForgotIsReadAsItIs() {
        world.add(
                "persistentvolumeclaims foo/c {'spec': {'volumeName': 'pv-1'}, 'status': {'phase':"
                        + " 'Bound'}}");
        world.add("persistentvolumes pv-1");
        world.api.failNext(1, "GET", "metadata.name", Fault.expired());

        Item backup = world.run("b1", "{'includedNamespaces': ['foo']}");

        assertThat(inexact(backup)).isEqualTo("persistentvolumes");
        assertThat(world.items("b1")).contains("persistentvolumes pv-1");
    }

    @Test
    void manyNamespacesAreReadWithOneListOfEachKind() {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            world.add("namespaces n" + i);
            world.add("configmaps n" + i + "/c");
            names.append(i == 0 ? "" : ",").append("'n").append(i).append('\'');
        }

        world.run(
                "b1",
                "{'includedResources': ['configmaps'], 'includedNamespaces': [" + names + "]}");

        assertThat(world.items("b1")).hasSize(40).doesNotContain("configmaps foo/c1");
        assertThat(world.api.requests())
                .filteredOn(r -> r.contains("/configmaps?") && r.contains("Exact"))
                .hasSize(1);
    }

    @Test
    void kindsThatCannotBeMadeAgainAreNotRead() {
        world.api.serve(
                new ResourceType(
                        GroupResource.core("componentstatuses"),
                        "v1",
                        "ComponentStatus",
                        false,
                        List.of("get", "list"),
                        List.of("cs"),
                        "componentstatus",
                        false));

        world.run("b1", "{}");

        assertThat(world.api.requests()).noneMatch(r -> r.contains("componentstatuses"));
    }
}
