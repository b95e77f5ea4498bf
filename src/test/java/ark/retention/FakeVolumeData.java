package ark.retention;

import ark.api.v1.BackupStorageLocation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Notes what is to be forgotten; fails while told to.
final class FakeVolumeData implements VolumeData {
    final List<String> forgotten = new ArrayList<>();
    Optional<String> problem = Optional.empty();
    boolean reachesProviders;

    @Override
    public Optional<String> forget(
            BackupStorageLocation location, String volumeNamespace, Collection<String> snapshots) {
        if (problem.isEmpty()) {
            snapshots.forEach(id -> forgotten.add(volumeNamespace + "/" + id));
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
