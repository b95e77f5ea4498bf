package ark.retention;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ark.item.GroupResource;
import ark.item.Item;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeletionPlanTest {
    private static final Item REQUEST = request("r1", "", "2026-01-02");
    private static final Item LOCATION = item("{metadata: {name: default}, spec: {provider: aws}}");

    @Test
    void aFinishedBackupIsDeletedWithItsRestores() {
        List<Item> restores = List.of(restore("Completed"), restore("Failed"));
        assertThat(plan(backup("Completed"), restores))
                .isEqualTo(new DeletionPlan.Delete(backup("Completed"), LOCATION, restores));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Completed", "PartiallyFailed", "Failed", "Deleting", "Novel"})
    void everyBackupThatNobodyWorksOnCanBeDeleted(String phase) {
        assertThat(plan(backup(phase), List.of())).isInstanceOf(DeletionPlan.Delete.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "New", "Queued", "InProgress", "Finalizing"})
    void aBackupThatIsNotFinishedIsRefusedInUpstreamsWords(String phase) {
        assertThat(plan(backup(phase), List.of()))
                .isEqualTo(new DeletionPlan.Refuse("backup is still in progress"));
    }

    @Test
    void aBackupThatFailedValidationHasNothingInTheBucket() {
        assertThat(plan(backup("FailedValidation"), List.of()))
                .isEqualTo(new DeletionPlan.DeleteResource(backup("FailedValidation")));
    }

    @Test
    void aRestoreThatRunsHoldsItsBackup() {
        assertThat(plan(backup("Completed"), List.of(restore("InProgress"))))
                .isEqualTo(new DeletionPlan.Refuse("restore r of it is still in progress"));
    }

    @Test
    void aRequestMustNameABackup() {
        Item request = item("{metadata: {name: r1}, spec: {}}");
        var facts =
                new DeletionPlan.Facts(
                        List.of(request), Optional.empty(), Optional.empty(), List.of());
        assertThat(DeletionPlan.of(request, facts))
                .isEqualTo(new DeletionPlan.Refuse("spec.backupName is required"));
    }

    @Test
    void aBackupThatDoesNotExistIsRefused() {
        var facts =
                new DeletionPlan.Facts(
                        List.of(REQUEST), Optional.empty(), Optional.empty(), List.of());
        assertThat(DeletionPlan.of(REQUEST, facts))
                .isEqualTo(new DeletionPlan.Refuse("backup not found"));
    }

    @Test
    void aBackupThatIsGoneWasDeletedByTheRequestThatWasBegun() {
        Item begun = request("r1", "InProgress", "2026-01-02");
        var facts =
                new DeletionPlan.Facts(
                        List.of(begun), Optional.empty(), Optional.empty(), List.of());
        assertThat(DeletionPlan.of(begun, facts)).isEqualTo(new DeletionPlan.Finish());
    }

    @Test
    void aMissingOrReadOnlyLocationIsRefusedInUpstreamsWords() {
        Optional<Item> backup = Optional.of(backup("Completed"));
        var missing = new DeletionPlan.Facts(List.of(REQUEST), backup, Optional.empty(), List.of());
        assertThat(DeletionPlan.of(REQUEST, missing))
                .isEqualTo(new DeletionPlan.Refuse("backup storage location default not found"));

        Item readOnly = item("{metadata: {name: default}, spec: {accessMode: ReadOnly}}");
        var facts =
                new DeletionPlan.Facts(List.of(REQUEST), backup, Optional.of(readOnly), List.of());
        assertThat(DeletionPlan.of(REQUEST, facts))
                .isEqualTo(
                        new DeletionPlan.Refuse(
                                "cannot delete backup because backup storage location default is"
                                        + " currently in read-only mode"));
    }

    @Test
    void ofSeveralRequestsTheOneThatWasBegunIsWorkedOnElseTheOldest() {
        Item older = request("r0", "", "2026-01-01");
        Item begun = request("r9", "InProgress", "2026-01-03");
        Item processed = request("r00", "Processed", "2025-01-01");
        assertThat(among(REQUEST, older, processed)).isEqualTo(new DeletionPlan.Leave());
        assertThat(among(older, REQUEST, processed)).isInstanceOf(DeletionPlan.Delete.class);
        assertThat(among(older, begun, REQUEST)).isEqualTo(new DeletionPlan.Leave());
        assertThat(among(begun, older, REQUEST)).isInstanceOf(DeletionPlan.Delete.class);
    }

    private static DeletionPlan among(Item request, Item... others) {
        var requests = new java.util.ArrayList<>(List.of(others));
        requests.add(request);
        return DeletionPlan.of(
                request,
                new DeletionPlan.Facts(
                        requests,
                        Optional.of(backup("Completed")),
                        Optional.of(LOCATION),
                        List.of()));
    }

    private static DeletionPlan plan(Item backup, List<Item> restores) {
        return DeletionPlan.of(
                REQUEST,
                new DeletionPlan.Facts(
                        List.of(REQUEST), Optional.of(backup), Optional.of(LOCATION), restores));
    }

    private static Item request(String name, String phase, String created) {
        return item(
                "{metadata: {name: %s, creationTimestamp: '%sT00:00:00Z'}, spec: {backupName: b1},"
                                .formatted(name, created)
                        + " status: {phase: '"
                        + phase
                        + "'}}");
    }

    private static Item backup(String phase) {
        return item(
                "{metadata: {name: b1}, spec: {storageLocation: default}, status: {phase: '"
                        + phase
                        + "'}}");
    }

    private static Item restore(String phase) {
        return item("{metadata: {name: r}, status: {phase: '" + phase + "'}}");
    }

    private static Item item(String yaml) {
        String json =
                yaml.replaceAll("'", "\"")
                        .replaceAll("([{ ])([a-zA-Z]+):", "$1\"$2\":")
                        .replaceAll(": ([a-zA-Z][a-zA-Z0-9]*)", ": \"$1\"");
        return Item.parse(new GroupResource("velero.io", "things"), json.getBytes(UTF_8));
    }
}
