package ark.restore;

import static ark.restore.RestoreWorld.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.api.v1.RestorePhase;
import ark.api.v1.RestoreStatus;
import ark.cluster.ClusterException;
import ark.cluster.Fault;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.objectstore.FaultyObjectStore;
import ark.restore.action.Yaml;
import ark.restore.request.RestoreRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreOperationTest {
    @TempDir private Path scratch;
    private RestoreWorld world;

    @BeforeEach
    void start() {
        world = new RestoreWorld(scratch);
    }

    @AfterEach
    void stop() {
        world.close();
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void restoresABackupAndTellsOfIt() throws InterruptedException {
        world.archived("namespaces", "metadata: {name: ns1, labels: {team: a}}")
                .archivedConfigMaps(30)
                .stored();
        world.operation().run(world.restore("{backupName: b1}"));

        RestoreStatus status = world.status();
        assertThat(status.phase()).isEqualTo(RestorePhase.COMPLETED);
        assertThat(status.startTimestamp()).isEqualTo(RestoreWorld.NOW);
        assertThat(status.completionTimestamp()).isEqualTo(RestoreWorld.NOW);
        assertThat(status.progress()).isEqualTo(new RestoreStatus.Progress(31L, 31L));
        assertThat(status.warnings()).isNull();
        assertThat(status.errors()).isNull();
        assertThat(world.restore().at("/spec/excludedResources/0").asText()).isEqualTo("nodes");

        Item map = world.server.stored("configmaps", "ns1", "c7").orElseThrow();
        assertThat(map.labels())
                .isEqualTo(Map.of("velero.io/backup-name", "b1", "velero.io/restore-name", "r1"));
        assertThat(map.at("/data")).isEqualTo(Yaml.tree("{k: v7}"));
        assertThat(map.at("/metadata/ownerReferences").isMissingNode()).isTrue();
        assertThat(world.server.stored("namespaces", "", "ns1").orElseThrow().labels())
                .isEqualTo(Map.of("team", "a"));

        assertThat(world.resourceList().path("v1/ConfigMap")).hasSize(30);
        assertThat(world.resourceList().at("/v1~1Namespace/0").asText()).isEqualTo("ns1(created)");
        assertThat(world.results()).isEqualTo(ark.backupstore.Results.NONE);
        assertThat(world.log()).contains("Attempting to restore ConfigMap: c7");
    }

    @Test
    void aBackupThatBeginsToBeDeletedAtTheSameMomentIsNotRestored() throws InterruptedException {
        world.archivedConfigMaps(1).stored();
        world.server.beforeNext("PATCH", "/restores/r1", () -> world.backup("{phase: Deleting}"));
        world.operation().run(world.restore("{backupName: b1}"));

        assertThat(world.status().phase()).isEqualTo(RestorePhase.FAILED);
        assertThat(world.status().failureReason())
                .isEqualTo("backup \"b1\" cannot be restored: it is being deleted");
        assertThat(world.server.stored("configmaps", "ns1", "c0")).isEmpty();
    }

    @Test
    void anItemThatBreaksItsThreadDoesNotVanishFromACompletedRestore() throws InterruptedException {
        world.archivedConfigMaps(3).stored();
        world.clock =
                () -> {
                    if (Thread.currentThread().isVirtual()) { // at work on an item
                        throw new StackOverflowError("expected by this test");
                    }
                    return RestoreWorld.NOW;
                };
        world.operation().run(world.restore("{backupName: b1}"));

        assertThat(world.status().phase()).isEqualTo(RestorePhase.FAILED);
        assertThat(world.status().failureReason()).startsWith("restoring ").contains("expected");
    }

    @Test
    void aDeletionThatYieldsToTheRestoreIsWaitedFor() throws InterruptedException {
        world.archivedConfigMaps(1).stored();
        world.server.beforeNext("PATCH", "/restores/r1", () -> world.backup("{phase: Deleting}"));
        world.others = () -> world.backup("{phase: Completed}");
        world.operation().run(world.restore("{backupName: b1}"));

        assertThat(world.status().phase()).isEqualTo(RestorePhase.COMPLETED);
        assertThat(world.server.stored("configmaps", "ns1", "c0")).isPresent();
    }

    @Test
    void aRestoreIsNeverInProgressWithoutSayingWhichBackupItNeeds() throws InterruptedException {
        world.archivedConfigMaps(1).stored();
        world.backup("{phase: Completed}", "velero.io/schedule-name: daily");
        var seen = new AtomicReference<String>("");
        world.server.beforeNext(
                "GET",
                "/backups/b1",
                () ->
                        seen.set(
                                world.restore().text("/status/phase")
                                        + world.restore().text("/spec/backupName")));
        world.operation().run(world.restore("{scheduleName: daily}"));

        assertThat(seen.get()).isEqualTo("InProgressb1");
        assertThat(world.status().phase()).isEqualTo(RestorePhase.COMPLETED);
    }

    @Test
    void restoresIntoOtherNamespaces() throws InterruptedException {
        world.archivedConfigMaps(1).stored();
        world.operation().run(world.restore("{backupName: b1, namespaceMapping: {ns1: ns2}}"));
        assertThat(world.server.stored("configmaps", "ns2", "c0")).isPresent();
        assertThat(world.server.stored("namespaces", "", "ns2")).isPresent();
        assertThat(world.server.stored("namespaces", "", "ns1")).isEmpty();
    }

    @Test
    void refusesWhatIsWrongWithEverySentence() throws InterruptedException {
        world.stored();
        world.operation().run(world.restore("{includedResources: [nodes], scheduleName: x}"));
        assertThat(world.status().phase()).isEqualTo(RestorePhase.FAILED_VALIDATION);
        assertThat(world.status().validationErrors())
                .containsExactly(
                        "nodes are non-restorable resources", "No backups found for schedule");
    }

    @Test
    void refusesARestoreThatCannotBeRead() throws InterruptedException {
        world.operation().run(world.restore("{includedNamespaces: 7}"));
        assertThat(world.status().phase()).isEqualTo(RestorePhase.FAILED_VALIDATION);
        assertThat(world.status().validationErrors())
                .singleElement()
                .asString()
                .contains("malformed");
    }

    @Test
    void oneBadItemEndsNothing() throws InterruptedException {
        world.archivedConfigMaps(5).stored();
        world.server.failNext(
                1, "POST", "configmaps", Fault.forbidden("admission webhook \"x\" denied it"));
        world.operation().run(world.restore("{backupName: b1}"));
        assertThat(world.status().phase()).isEqualTo(RestorePhase.PARTIALLY_FAILED);
        assertThat(world.status().errors()).isEqualTo(1);
        assertThat(world.results().errors().namespaces().get("ns1"))
                .singleElement()
                .asString()
                .matches("error restoring configmaps/ns1/c\\d: admission webhook \"x\" denied it");
        assertThat(world.resourceList().toString()).contains("(failed)").contains("(created)");
        assertThat(world.status().progress()).isEqualTo(new RestoreStatus.Progress(6L, 6L));
    }

    @Test
    void waitsOutAnApiServerThatRestarts() throws InterruptedException {
        world.archivedConfigMaps(20).stored();
        world.server.failNext(5, "POST", "configmaps", Fault.unavailable());
        world.server.failNext(5, "POST", "configmaps", new Fault.Reset());
        world.server.failNext(3, "POST", "configmaps", new Fault.LoseAnswer());
        world.server.failNext(3, "POST", "configmaps", Fault.throttled());
        world.operation().run(world.restore("{backupName: b1}"));
        assertThat(world.status().phase()).isEqualTo(RestorePhase.COMPLETED);
        assertThat(world.resourceList().path("v1/ConfigMap"))
                .hasSize(20)
                .allMatch(name -> name.asText().endsWith("(created)"));
    }

    @Test
    void staysInProgressWhenTheApiServerStaysAwayAndIsResumedWithoutAWarning()
            throws InterruptedException {
        world.archivedConfigMaps(20).stored();
        RestoreRequest.Id id = world.restore("{backupName: b1}");
        world.server.beforeNext(
                "POST",
                "configmaps",
                () -> world.server.failNext(10_000, "POST", "configmaps", new Fault.Reset()));
        RestoreOperation first = world.operation();
        assertThatThrownBy(() -> first.run(id)).isInstanceOf(ClusterException.class);
        assertThat(world.status().phase()).isEqualTo(RestorePhase.IN_PROGRESS);

        try (var next = new RestoreWorld(scratch)) {
            next.archivedConfigMaps(20).stored();
            // what the first attempt created, changed since by a controller
            for (int i = 0; i < 7; i++) {
                next.server.add(
                        "configmaps",
                        json(
                                """
                                metadata:
                                  name: c%d
                                  namespace: ns1
                                  labels: {velero.io/backup-name: b1, velero.io/restore-name: r1}
                                data: {k: changed since}
                                """
                                        .formatted(i)));
            }
            next.operation()
                    .run(next.restore("{backupName: b1, scheduleName: s}", "{phase: InProgress}"));
            assertThat(next.status().phase()).isEqualTo(RestorePhase.COMPLETED);
            assertThat(next.status().warnings()).isNull();
            assertThat(next.server.stored("configmaps", "ns1", "c3").orElseThrow().text("/data/k"))
                    .isEqualTo("changed since");
            assertThat(next.server.stored("configmaps", "ns1", "c19")).isPresent();
        }
    }

    @Test
    void warnsOfTheSameObjectsWhenTheyAreNotItsOwn() throws InterruptedException {
        world.archivedConfigMaps(1).stored();
        world.server.add(
                "configmaps", json("{metadata: {name: c0, namespace: ns1}, data: {k: x}}"));
        world.operation().run(world.restore("{backupName: b1}", "{phase: InProgress}"));
        assertThat(world.results().warnings().namespaces().get("ns1"))
                .containsExactly(
                        "could not restore, ConfigMap \"c0\" already exists. Warning: the in-cluster"
                                + " version is different than the backed-up version. Differs at:"
                                + " data.k");
        assertThat(world.status().warnings()).isEqualTo(1);
        assertThat(world.status().phase()).isEqualTo(RestorePhase.COMPLETED);
    }

    @Test
    void createsNothingFromAnArchiveThatIsDamaged() throws InterruptedException {
        world.archivedConfigMaps(3).stored();
        byte[] whole = world.bucket.content("backups/b1/b1.tar.gz");
        world.stored(Arrays.copyOf(whole, whole.length - 40));
        world.operation().run(world.restore("{backupName: b1}"));
        assertThat(world.status().phase()).isEqualTo(RestorePhase.FAILED);
        assertThat(world.status().failureReason())
                .startsWith("reading the archive: it is damaged or ends early");
        assertThat(world.status().errors()).isEqualTo(1);
        assertThat(world.server.stored("namespaces", "", "ns1")).isEmpty();
        assertThat(world.results().errors().velero()).hasSize(1);
    }

    @Test
    void failsWhenTheBackupIsNotInTheBucketAnyMore() throws InterruptedException {
        world.operation().run(world.restore("{backupName: b1}"));
        assertThat(world.status().phase()).isEqualTo(RestorePhase.FAILED);
        assertThat(world.status().failureReason()).isNotEmpty();
    }

    @Test
    void reportsAnEmptyBackup() throws InterruptedException {
        world.stored();
        world.operation().run(world.restore("{backupName: b1}"));
        assertThat(world.status().phase()).isEqualTo(RestorePhase.PARTIALLY_FAILED);
        assertThat(world.results().errors().velero())
                .containsExactly(
                        "the backup holds no items: directory \"resources\" does not exist");
    }

    @Test
    void aKindThatNobodyKnowsIsAnErrorWhereItWasAskedFor() throws InterruptedException {
        world.archivedConfigMaps(1).stored();
        world.operation()
                .run(
                        world.restore(
                                "{backupName: b1, includedResources: [configmaps, typos],"
                                        + " excludedResources: [nonsense]}"));
        assertThat(world.status().phase()).isEqualTo(RestorePhase.PARTIALLY_FAILED);
        assertThat(world.results().errors().velero())
                .containsExactly("No kind is called \"typos\": none is restored");
        assertThat(world.results().warnings().velero())
                .containsExactly("No kind is called \"nonsense\": none is excluded");
        assertThat(world.server.stored("configmaps", "ns1", "c0")).isPresent();
    }

    @Test
    void reportsEachFileThatCannotBeStored() throws InterruptedException {
        world.archivedConfigMaps(1)
                .stored()
                .through(
                        new FaultyObjectStore(
                                world.bucket, (String key) -> key.startsWith("restores/")));
        world.operation().run(world.restore("{backupName: b1}"));
        assertThat(world.status().phase()).isEqualTo(RestorePhase.PARTIALLY_FAILED);
        assertThat(world.status().errors()).isEqualTo(4);
        assertThat(world.server.stored("configmaps", "ns1", "c0")).isPresent();
    }

    @Test
    void skipsWhatHasComeToItsEnd() throws InterruptedException {
        world.archived("pods", pod("done", "status: {phase: Succeeded}"))
                .archived("pods", pod("broken", "status: {phase: Failed}"))
                .archived("pods", pod("runs", "status: {phase: Running}"))
                .stored();
        world.operation().run(world.restore("{backupName: b1}"));
        assertThat(world.server.stored("pods", "ns1", "runs")).isPresent();
        assertThat(world.server.stored("pods", "ns1", "done")).isEmpty();
        assertThat(world.server.stored("pods", "ns1", "broken")).isEmpty();
        assertThat(world.log()).contains("ns1/done is complete - skipping");
        assertThat(world.status().phase()).isEqualTo(RestorePhase.COMPLETED);
    }

    private static String pod(String name, String rest) {
        return "apiVersion: v1\nkind: Pod\nmetadata: {name: %s, namespace: ns1}\n%s"
                .formatted(name, rest);
    }

    @Test
    void restoresWhatAnItemNeedsBeforeTheItem() throws InterruptedException {
        serve("persistentvolumeclaims", "PersistentVolumeClaim", true);
        serve("persistentvolumes", "PersistentVolume", false);
        world.archived(
                        "pods",
                        pod("p", "spec: {volumes: [{persistentVolumeClaim: {claimName: c}}]}"))
                .archived(
                        "persistentvolumeclaims",
                        """
                        apiVersion: v1
                        kind: PersistentVolumeClaim
                        metadata: {name: c, namespace: ns1}
                        spec: {volumeName: pv}
                        status: {phase: Bound}
                        """)
                .archived(
                        "persistentvolumes",
                        "{apiVersion: v1, kind: PersistentVolume, metadata: {name: pv}}")
                .stored();
        world.operation()
                .run(
                        world.restore(
                                "{backupName: b1, includedNamespaces: [ns1],"
                                        + " labelSelector: {matchLabels: {none: x}}}"));
        assertThat(world.server.stored("persistentvolumes", "", "pv")).isEmpty();

        world.operation(withPriorities("pods"))
                .run(world.restore("{backupName: b1, includedNamespaces: [ns1]}"));
        assertThat(
                        world.server.requests().stream()
                                .filter(r -> r.startsWith("POST"))
                                .map(r -> r.replaceAll("\\?.*|.*/", "")))
                .containsExactly(
                        "namespaces", "persistentvolumes", "persistentvolumeclaims", "pods");
    }

    private RestoreSettings withPriorities(String... high) {
        RestoreSettings s = world.settings();
        return new RestoreSettings(
                s.server(),
                s.scratch(),
                Priorities.parse(Arrays.asList(high)),
                s.waits(),
                s.choosesVersions(),
                s.itemsAtOnce(),
                s.limits(),
                s.log());
    }

    private void serve(String resource, String kind, boolean namespaced) {
        world.server.serve(
                ark.cluster.ResourceType.of(GroupResource.parse(resource), "v1", kind, namespaced));
    }

    @Test
    void warnsWhenTheBackupDoesNotHoldWhatAnItemNeeds() throws InterruptedException {
        world.archived(
                        "pods",
                        pod("p", "spec: {volumes: [{persistentVolumeClaim: {claimName: c}}]}"))
                .stored();
        world.operation().run(world.restore("{backupName: b1}"));
        assertThat(world.results().warnings().namespaces().get("ns1"))
                .containsExactly(
                        "pods/ns1/p needs persistentvolumeclaims/ns1/c, which the backup does not"
                                + " hold");
    }

    @Test
    void awaitsDefinitionsBeforeTheirObjects() throws InterruptedException {
        String definitions = "customresourcedefinitions.apiextensions.k8s.io";
        serve(definitions, "CustomResourceDefinition", false);
        world.archived(
                        definitions,
                        """
                        apiVersion: apiextensions.k8s.io/v1
                        kind: CustomResourceDefinition
                        metadata: {name: pears.fruit.dev}
                        """)
                .archived(
                        "pears.fruit.dev",
                        """
                        apiVersion: fruit.dev/v1
                        kind: Pear
                        metadata: {name: p, namespace: ns1}
                        """)
                .stored();
        // the definition is in force when it is looked at for the second time
        String url = "/" + definitions.substring(0, 25) + "/pears.fruit.dev";
        world.server.beforeNext("GET", url, () -> establish(definitions));
        world.operation().run(world.restore("{backupName: b1}"));
        assertThat(world.status().phase()).isEqualTo(RestorePhase.COMPLETED);
        assertThat(world.server.stored("pears.fruit.dev", "ns1", "p")).isPresent();
    }

    private void establish(String definitions) {
        world.server.add(
                definitions,
                json(
                        """
                        metadata: {name: pears.fruit.dev}
                        status:
                          conditions:
                          - {type: Established, status: "True"}
                          - {type: NamesAccepted, status: "True"}
                        """));
        serve("pears.fruit.dev", "Pear", true);
    }

    @Test
    void namesADefinitionThatDoesNotComeIntoForceAndWhatItsClusterLacks()
            throws InterruptedException {
        String definitions = "customresourcedefinitions.apiextensions.k8s.io";
        serve(definitions, "CustomResourceDefinition", false);
        world.archived(
                        definitions,
                        """
                        apiVersion: apiextensions.k8s.io/v1
                        kind: CustomResourceDefinition
                        metadata: {name: pears.fruit.dev}
                        """)
                .archived("pears.fruit.dev", "metadata: {name: p, namespace: ns1}")
                .stored();
        world.operation().run(world.restore("{backupName: b1}"));
        assertThat(world.results().errors().cluster())
                .containsExactly(
                        "CRD pears.fruit.dev is not available to use for custom resources.");
        assertThat(world.results().warnings().velero())
                .containsExactly(
                        "1 items of pears.fruit.dev were not restored (ns1/p): the cluster does not have"
                                + " this resource"
                                + RestoreRunner.CONVERT);
    }

    @Test
    void stopsWithoutALastPhaseWhenItIsCancelled() throws InterruptedException {
        world.archivedConfigMaps(50).stored();
        RestoreRequest.Id id = world.restore("{backupName: b1}");
        var reached = new CountDownLatch(1);
        world.server.beforeNext("POST", "configmaps", reached::countDown);
        world.server.failNext(50, "POST", "configmaps", new Fault.Stall(0));
        var thrown = new AtomicReference<Throwable>();
        RestoreOperation operation = world.operation();
        Thread work =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                operation.run(id);
                            } catch (InterruptedException | RuntimeException e) {
                                thrown.set(e);
                            }
                        });
        reached.await();
        work.interrupt();
        work.join();
        assertThat(thrown.get()).isNotNull();
        assertThat(world.status().phase()).isEqualTo(RestorePhase.IN_PROGRESS);
    }

    @Test
    void doesNothingForARestoreThatIsGoneOrReplacedOrEnded() throws InterruptedException {
        RestoreRequest.Id ended = world.restore("{backupName: b1}", "{phase: Completed}");
        world.operation().run(ended);
        world.operation().run(new RestoreRequest.Id("velero", "r1", "other", Instant.EPOCH));
        world.server.remove(new ItemKey(GroupResource.parse("restores.velero.io"), "velero", "r1"));
        world.operation().run(ended);
        assertThat(world.server.requests()).allMatch(request -> request.startsWith("GET"));
    }

    @Test
    void countsWhatBecameOfRestores() throws InterruptedException {
        world.backup("{phase: Completed}", "velero.io/schedule-name: nightly");
        world.archivedConfigMaps(1).stored();
        world.operation().run(world.restore("{backupName: b1}"));
        assertThat(world.restore().text("/spec/scheduleName")).isEqualTo("nightly");
        assertThat(
                        world.metrics.scrape(name -> name.equals("velero_restore_success")).stream()
                                .flatMap(s -> s.getDataPoints().stream())
                                .map(point -> point.getLabels().get("schedule")))
                .containsExactly("nightly");
    }
}
