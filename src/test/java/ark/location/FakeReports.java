package ark.location;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Notes what is told of a location.
final class FakeReports implements BackupSync.Reports {
    final Map<String, List<String>> told = new TreeMap<>();
    int missing;

    @Override
    public synchronized void rejected(String location, String backup, List<String> problems) {
        told.computeIfAbsent(backup, _ -> new ArrayList<>()).addAll(problems);
    }

    @Override
    public synchronized void missing(String location, int backups) {
        missing = backups;
    }
}
