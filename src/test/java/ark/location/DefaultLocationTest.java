package ark.location;

import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.BackupStorageLocationSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DefaultLocationTest {
    @Test
    void withNoneMarkedTheNamedOneIs() {
        assertThat(
                        changes(
                                Optional.empty(),
                                location("a", "2026-01-01", null),
                                location("default", "2026-01-02", false)))
                .isEqualTo(Map.of("default", true));
    }

    @Test
    void withNoneMarkedAndNoneOfTheNameNothingHappens() {
        assertThat(changes(Optional.empty(), location("a", "2026-01-01", null))).isEmpty();
    }

    @Test
    void oneThatIsMarkedStays() {
        assertThat(
                        changes(
                                Optional.of("b"),
                                location("default", "2026-01-03", false),
                                location("b", "2026-01-01", true)))
                .isEmpty();
    }

    @Test
    void ofSeveralTheYoungestStays() {
        assertThat(
                        changes(
                                Optional.empty(),
                                location("a", "2026-01-01", true),
                                location("b", "2026-01-03", true),
                                location("c", "2026-01-02", true)))
                .isEqualTo(Map.of("a", false, "c", false));
    }

    @Test
    void theOneThatWasMarkedWhileWeLookedWins() {
        assertThat(
                        changes(
                                Optional.of("b"),
                                location("a", "2026-01-01", true),
                                location("b", "2026-01-03", true)))
                .isEqualTo(Map.of("b", false));
    }

    private static Map<String, Boolean> changes(
            Optional<String> seen, BackupStorageLocation... locations) {
        return DefaultLocation.changes(List.of(locations), "default", seen);
    }

    private static BackupStorageLocation location(
            String name, String created, @Nullable Boolean marked) {
        var location = new BackupStorageLocation();
        location.setMetadata(
                new ObjectMetaBuilder()
                        .withName(name)
                        .withCreationTimestamp(created + "T00:00:00Z")
                        .build());
        location.setSpec(BackupStorageLocationSpec.builder().defaultLocation(marked).build());
        return location;
    }
}
