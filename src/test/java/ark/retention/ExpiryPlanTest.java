package ark.retention;

import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.BackupPhase;
import ark.item.GroupResource;
import ark.item.Item;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpiryPlanTest {
    private static final Instant NOW = Instant.parse("2026-11-21T16:15:17Z");
    private static final Duration AGAIN = Duration.ofHours(1);

    private final List<KnownBackup> backups = new ArrayList<>();
    private final Set<String> restoring = new java.util.HashSet<>();
    private KnownRequests requests = new KnownRequests(Set.of(), Map.of());

    @Test
    void whatHasExpiredIsReadyToGoAndNothingElse() {
        add("old", "default", BackupPhase.COMPLETED, NOW);
        add("young", "default", BackupPhase.COMPLETED, NOW.plusSeconds(1));
        backups.add(backup("for-ever", "default", BackupPhase.COMPLETED, Optional.empty(), ""));
        assertThat(ready()).containsExactly("old");
    }

    @Test
    void whatSomebodyWorksOnStays() {
        add("running", "default", BackupPhase.IN_PROGRESS, NOW);
        add("restored", "default", BackupPhase.COMPLETED, NOW);
        add("asked-for", "default", BackupPhase.COMPLETED, NOW);
        add("failed-lately", "default", BackupPhase.COMPLETED, NOW);
        add("failed-before", "default", BackupPhase.PARTIALLY_FAILED, NOW);
        restoring.add("restored");
        requests =
                new KnownRequests(
                        Set.of("asked-for"),
                        Map.of(
                                "failed-lately", NOW.minus(AGAIN).plusSeconds(1),
                                "failed-before", NOW.minus(AGAIN)));
        assertThat(ready()).containsExactly("failed-before");
    }

    @Test
    void aLocationThatIsMissingOrReadOnlyIsSaidOnTheBackup() {
        add("b1", "nowhere", BackupPhase.COMPLETED, NOW);
        add("b2", "archive", BackupPhase.COMPLETED, NOW);
        add("b3", "archive", BackupPhase.COMPLETED, NOW.plusSeconds(1));
        backups.add(backup("b4", "nowhere", BackupPhase.FAILED, Optional.of(NOW), "BSLNotFound"));
        backups.add(backup("b5", "default", BackupPhase.FAILED, Optional.of(NOW), "BSLReadOnly"));
        ExpiryPlan plan = plan();
        assertThat(plan.marks().stream().map(mark -> mark.backup().name() + " " + mark.value()))
                .containsExactlyInAnyOrder("b1 BSLNotFound", "b2 BSLReadOnly", "b5 ");
        assertThat(plan.batches()).hasSize(1);
        assertThat(ready()).containsExactly("b5");
    }

    @Test
    void aDeletionThatNobodyWorksOnGoesOn() {
        add("left", "default", BackupPhase.DELETING, NOW.plusSeconds(999));
        add("open", "default", BackupPhase.DELETING, NOW.plusSeconds(999));
        add("lately", "default", BackupPhase.DELETING, NOW.plusSeconds(999));
        add("archived", "archive", BackupPhase.DELETING, NOW.plusSeconds(999));
        requests = new KnownRequests(Set.of("open"), Map.of("lately", NOW));
        assertThat(plan().unfinished().stream().map(KnownBackup::name)).containsExactly("left");
        assertThat(plan().batches()).isEmpty();
    }

    @Test
    void moreThanThreeAndMoreThanThirtyPercentAreTooMany() {
        assertThat(isTooLarge(3, 3)).isFalse();
        assertThat(isTooLarge(4, 4)).isTrue();
        assertThat(isTooLarge(4, 13)).isTrue();
        assertThat(isTooLarge(4, 14)).isFalse();
        assertThat(isTooLarge(30, 100)).isFalse();
        assertThat(isTooLarge(31, 100)).isTrue();
    }

    private boolean isTooLarge(int expired, int all) {
        backups.clear();
        for (int number = 0; number < all; number++) {
            add(
                    "b" + number,
                    "default",
                    BackupPhase.COMPLETED,
                    NOW.plusSeconds(number < expired ? 0 : 1));
        }
        return plan().batches().getFirst().isTooLarge();
    }

    private List<String> ready() {
        return plan().batches().stream()
                .flatMap(batch -> batch.expired().stream())
                .map(KnownBackup::name)
                .toList();
    }

    private ExpiryPlan plan() {
        return ExpiryPlan.of(
                new ExpiryPlan.Facts(
                        NOW,
                        backups,
                        Map.of(
                                "default", location("default", "ReadWrite"),
                                "archive", location("archive", "ReadOnly")),
                        requests,
                        restoring,
                        AGAIN));
    }

    private void add(String name, String location, BackupPhase phase, Instant expiration) {
        backups.add(backup(name, location, phase, Optional.of(expiration), ""));
    }

    private static KnownBackup backup(
            String name,
            String location,
            BackupPhase phase,
            Optional<Instant> expiration,
            String failure) {
        return new KnownBackup(name, "u-" + name, location, phase, expiration, failure);
    }

    private static Item location(String name, String mode) {
        String json =
                "{\"metadata\": {\"name\": \"%s\"}, \"spec\": {\"accessMode\": \"%s\"}}"
                        .formatted(name, mode);
        return Item.parse(
                GroupResource.parse("backupstoragelocations.velero.io"),
                json.getBytes(StandardCharsets.UTF_8));
    }
}
