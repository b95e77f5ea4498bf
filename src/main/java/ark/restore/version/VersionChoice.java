package ark.restore.version;

import ark.item.GroupResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Chooses among the versions in which a backup holds an item.
///
/// Source: Velero 1.9.7, pkg/restore/prioritize_group_version.go.
public sealed interface VersionChoice {
    /// What a backup holds of an item besides its plain path.
    ///
    /// @param versions none in a backup of Ark 0.9 and older
    /// @param preferred the version that the backed-up cluster preferred, which is also at
    ///     the plain
    ///     path; "" when the backup does not say
    record Archived(Set<String> versions, String preferred) {
        public Archived {
            versions = Set.copyOf(versions);
        }
    }

    /// A version that the backup holds and the cluster serves.
    ///
    /// @param reason the end of a sentence
    record Choice(String version, String reason) {}

    /// The version to take; empty for the plain path.
    ///
    /// @param served the versions in which the cluster serves the resource, the preferred one first
    Optional<Choice> of(GroupResource resource, Archived archived, List<String> served);

    /// What the backed-up cluster preferred, and another version only where that is not served.
    record Plain() implements VersionChoice {
        @Override
        public Optional<Choice> of(GroupResource resource, Archived archived, List<String> served) {
            return served.contains(archived.preferred())
                    ? Optional.empty()
                    : first(
                            served,
                            archived.versions()::contains,
                            "the cluster does not serve the one that the backup prefers");
        }
    }

    /// What a person wants, else what the cluster prefers, else what the backed-up cluster
    /// preferred, else the best that both have.
    ///
    /// @param wanted for each resource its versions, the most wanted first
    record Among(Map<GroupResource, List<String>> wanted) implements VersionChoice {
        public Among {
            wanted = Map.copyOf(wanted);
        }

        @Override
        public Optional<Choice> of(GroupResource resource, Archived archived, List<String> served) {
            Predicate<String> common =
                    version -> served.contains(version) && archived.versions().contains(version);
            List<String> preferredHere = served.stream().limit(1).toList();
            List<String> ranked = served.stream().sorted(new VersionOrder()).toList();
            return first(wanted.getOrDefault(resource, List.of()), common, "it is asked for")
                    .or(() -> first(preferredHere, common, "the cluster prefers it"))
                    .or(() -> first(List.of(archived.preferred()), common, "the backup prefers it"))
                    .or(() -> first(ranked, common, "the best that backup and cluster share"));
        }
    }

    private static Optional<Choice> first(
            List<String> versions, Predicate<String> possible, String reason) {
        return versions.stream()
                .filter(possible)
                .findFirst()
                .map(version -> new Choice(version, reason));
    }
}
