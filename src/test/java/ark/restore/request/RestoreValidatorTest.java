package ark.restore.request;

import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.Backup;
import ark.api.v1.BackupStorageLocation;
import ark.api.v1.Restore;
import ark.api.v1.RestoreSpec;
import ark.item.Json;
import ark.restore.action.Yaml;
import ark.restore.request.RestoreValidator.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestoreValidatorTest {
    private final List<Backup> backups = new ArrayList<>();
    private String locationStatus = "{phase: Available}";

    @Test
    void completesTheSpecWithWhatIsNeverRestored() {
        backup("b1", "Completed", "x: y");
        var accepted = accepted("{backupName: b1, excludedResources: [secrets, nodes]}");
        assertThat(accepted.spec())
                .isEqualTo(
                        RestoreSpec.builder()
                                .backupName("b1")
                                .excludedResources(
                                        List.of(
                                                "secrets",
                                                "nodes",
                                                "events",
                                                "events.events.k8s.io",
                                                "backups.velero.io",
                                                "restores.velero.io",
                                                "resticrepositories.velero.io",
                                                "csinodes.storage.k8s.io",
                                                "volumeattachments.storage.k8s.io",
                                                "backuprepositories.velero.io"))
                                .build());
    }

    @Test
    void takesTheNewestCompletedBackupOfASchedule() {
        backup("old", "Completed", "velero.io/schedule-name: s", "2026-01-01T00:00:00Z");
        backup("newest", "PartiallyFailed", "velero.io/schedule-name: s", "2026-01-03T00:00:00Z");
        backup("newer", "Completed", "velero.io/schedule-name: s", "2026-01-02T00:00:00Z");
        var accepted = accepted("{scheduleName: s}");
        assertThat(accepted.request().backup()).isEqualTo("newer");
        assertThat(accepted.spec().backupName()).isEqualTo("newer");
        assertThat(accepted.spec().scheduleName()).isEqualTo("s");
    }

    @Test
    void notesTheScheduleThatMadeTheBackup() {
        backup("b1", "Completed", "velero.io/schedule-name: s");
        assertThat(accepted("{backupName: b1}").spec().scheduleName()).isEqualTo("s");
    }

    @Test
    void saysWhatIsWrongWithTheSource() {
        backup("failed", "PartiallyFailed", "velero.io/schedule-name: s");
        String neither =
                "Either a backup or schedule must be specified as a source for the restore, but"
                        + " not both";
        assertThat(problems("{}")).containsExactly(neither);
        assertThat(problems("{backupName: b, scheduleName: s}")).containsExactly(neither);
        assertThat(problems("{scheduleName: none}"))
                .containsExactly("No backups found for schedule");
        assertThat(problems("{scheduleName: s}"))
                .containsExactly("No completed backups found for schedule");
        assertThat(problems("{backupName: none}"))
                .containsExactly("Error retrieving backup: backups.velero.io \"none\" not found");
    }

    @Test
    void takesBothNamesOfARestoreThatIsResumed() {
        backup("b1", "Completed", "velero.io/schedule-name: s");
        Verdict verdict = validator().validate(restore("{backupName: b1, scheduleName: s}"), true);
        assertThat(((Verdict.Accepted) verdict).request().resumed()).isTrue();
    }

    @Test
    void refusesBackupsThatAreNotWholeOrGoing() {
        for (String phase : List.of("New", "InProgress", "Finalizing", "Queued")) {
            backups.clear();
            backup("b1", phase, "x: y");
            assertThat(problems("{backupName: b1}"))
                    .containsExactly(
                            "backup \"b1\" cannot be restored: it is not completed, its phase is "
                                    + phase);
        }
        backups.clear();
        backup("b1", "Deleting", "x: y");
        assertThat(problems("{backupName: b1}"))
                .containsExactly("backup \"b1\" cannot be restored: it is being deleted");
        backups.clear();
        backup("b1", "Failed", "x: y");
        assertThat(problems("{backupName: b1}"))
                .containsExactly("backup \"b1\" cannot be restored: it failed");
        backups.clear();
        backup("b1", "PartiallyFailed", "x: y");
        accepted("{backupName: b1}");
    }

    @Test
    void refusesALocationThatIsGoneOrDoesNotAnswer() {
        backup("b1", "Completed", "x: y");
        locationStatus = "{phase: Unavailable, message: no such host}";
        assertThat(problems("{backupName: b1}"))
                .containsExactly(
                        "Error retrieving backup: backup storage location \"default\" is"
                                + " unavailable: no such host");
        locationStatus = "";
        assertThat(problems("{backupName: b1}"))
                .containsExactly(
                        "Error retrieving backup: backupstoragelocations.velero.io \"default\" not"
                                + " found");
    }

    @Test
    void saysEverythingThatIsWrongAtOnce() {
        backup("b1", "Completed", "x: y");
        assertThat(
                        problems(
                                """
                                backupName: b1
                                includedResources: [nodes, pods, secrets]
                                excludedResources: [secrets]
                                includedNamespaces: [ns1, "*"]
                                excludedNamespaces: [NS]
                                labelSelector: {matchLabels: {a: b}}
                                orLabelSelectors: [{matchLabels: {a: b}}]
                                namespaceMapping: {a: x, b: x, c: Bad}
                                existingResourcePolicy: recreate
                                itemOperationTimeout: 5
                                resourceModifier: {kind: configmap, name: m}
                                hooks:
                                  resources:
                                  - name: h
                                    postHooks:
                                    - exec: {command: []}
                                    - init: {initContainers: [{name: i}]}
                                """))
                .anyMatch(p -> p.equals("nodes are non-restorable resources"))
                .anyMatch(p -> p.startsWith("Invalid included/excluded resource lists: "))
                .anyMatch(p -> p.contains("includes list must either contain '*' only"))
                .anyMatch(p -> p.contains("invalid namespace \"NS\""))
                .anyMatch(p -> p.startsWith("encountered labelSelector as well as"))
                .anyMatch(p -> p.contains("\"a\" and \"b\" are both mapped to \"x\""))
                .anyMatch(p -> p.contains("invalid namespaceMapping of \"c\" to \"Bad\""))
                .anyMatch(p -> p.startsWith("existingResourcePolicy must be none or update"))
                .anyMatch(p -> p.startsWith("itemOperationTimeout: time: missing unit"))
                .anyMatch(p -> p.startsWith("spec.resourceModifier is not supported"))
                .anyMatch(p -> p.equals("hook \"h\": exec has no command"))
                .anyMatch(p -> p.contains("an init container has no image"))
                .hasSize(12);
    }

    private List<String> problems(String spec) {
        return ((Verdict.Refused) validator().validate(restore(spec), false)).problems();
    }

    private Verdict.Accepted accepted(String spec) {
        Verdict verdict = validator().validate(restore(spec), false);
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return (Verdict.Accepted) verdict;
    }

    private static Restore restore(String spec) {
        var json =
                Yaml.tree(
                        """
                        metadata:
                          name: r1
                          namespace: velero
                          uid: u
                          creationTimestamp: "2026-11-21T16:34:07Z"
                        """);
        json.set("spec", Yaml.tree(spec));
        return Json.mapper().convertValue(json, Restore.class);
    }

    private void backup(String name, String phase, String label) {
        backup(name, phase, label, "2026-01-01T00:00:00Z");
    }

    private void backup(String name, String phase, String label, String start) {
        backups.add(
                Json.mapper()
                        .convertValue(
                                Yaml.tree(
                                        """
                                        metadata: {name: %s, namespace: velero, labels: {%s}}
                                        spec: {storageLocation: default}
                                        status: {phase: %s, startTimestamp: "%s"}
                                        """
                                                .formatted(name, label, phase, start)),
                                Backup.class));
    }

    private RestoreValidator validator() {
        return new RestoreValidator(
                new RestoreValidator.Lookup() {
                    @Override
                    public Optional<Backup> backup(String name) {
                        return backups.stream()
                                .filter(b -> b.getMetadata().getName().equals(name))
                                .findFirst();
                    }

                    @Override
                    public List<Backup> backupsOf(String schedule) {
                        return backups.stream()
                                .filter(b -> b.getMetadata().getLabels().containsValue(schedule))
                                .toList();
                    }

                    @Override
                    public Optional<BackupStorageLocation> location(String name) {
                        return locationStatus.isEmpty()
                                ? Optional.empty()
                                : Optional.of(
                                        Json.mapper()
                                                .convertValue(
                                                        Yaml.tree("status: " + locationStatus),
                                                        BackupStorageLocation.class));
                    }
                },
                Duration.ofHours(4));
    }
}
