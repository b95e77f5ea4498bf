package ark.retention;

import ark.api.v1.BackupStorageLocation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Notes what is to be forgotten; fails while told to.
final class FakeVolumeData implements VolumeData {
    final List<String> forgotten = new ArrayList<>();
    Optional<String> problem = Optional.empty();

    /// What others do meanwhile.
    Runnable others = () -> {};

    boolean reachesProviders;

    /// Snapshots of others.
    final List<String> foreign = new ArrayList<>();

    /// Who was said to own what was forgotten last.
    Owner owner = new Owner("", Set.of());

    @Override
    public Forgotten forget(
            BackupStorageLocation location,
            String volumeNamespace,
            Collection<String> snapshots,
            Owner owner) {
        this.owner = owner;
        others.run();
        if (problem.isPresent()) {
            return new Forgotten(problem, List.of());
        }
        snapshots.stream()
                .filter(id -> !foreign.contains(id))
                .forEach(id -> forgotten.add(volumeNamespace + "/" + id));
        return new Forgotten(
                Optional.empty(), snapshots.stream().filter(foreign::contains).toList());
    }

    @Override
    public Optional<String> forgetAllOf(String backup, String uid, BackupStorageLocation location) {
        if (problem.isEmpty()) {
            forgotten.add(backup + " " + uid);
        }
        return problem;
    }

    @Override
    public boolean reachesProviderOf(String snapshotLocation) {
        return reachesProviders;
    }

    @Override
    public Optional<String> delete(String snapshotLocation, String snapshot) {
        if (problem.isEmpty()) {
            forgotten.add(snapshotLocation + "/" + snapshot);
        }
        return problem;
    }
}
