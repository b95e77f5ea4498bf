package ark.backup.request;

import ark.api.v1.AccessMode;
import ark.api.v1.Backup;
import ark.api.v1.BackupSpec;
import ark.api.v1.BackupStorageLocation;
import ark.api.v1.GoDuration;
import ark.api.v1.LocationPhase;
import ark.api.v1.Names;
import ark.hook.BackupHooks;
import ark.podvolume.VolumeTimeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns a Backup into a request, or into every problem that it has.
///
/// Source of rules and sentences: Velero 1.9.7, pkg/controller/backup_controller.go, and 1.18 where
/// it knows more.
public final class BackupValidator {
    private final RequestDefaults defaults;
    private final List<String> problems = new ArrayList<>();

    /// What validation gave.
    public sealed interface Verdict {
        record Valid(BackupRequest request, BackupStorageLocation location) implements Verdict {}

        /// It cannot be made.
        ///
        /// @param problems at least one
        record Invalid(List<String> problems) implements Verdict {}
    }

    private BackupValidator(RequestDefaults defaults) {
        this.defaults = defaults;
    }

    public static Verdict validate(Backup backup, BackupFacts facts, RequestDefaults defaults) {
        return new BackupValidator(defaults).validate(backup, facts);
    }

    private Verdict validate(Backup backup, BackupFacts facts) {
        BackupSpec spec =
                backup.getSpec() == null ? BackupSpec.builder().build() : backup.getSpec();
        String name = backup.getMetadata().getName();
        Names.objectNameProblems(name)
                .forEach(p -> problems.add("invalid name \"" + name + "\": " + p));
        Duration ttl = ttl(spec);
        checkDuration("csiSnapshotTimeout", spec.csiSnapshotTimeout());
        checkDuration("itemOperationTimeout", spec.itemOperationTimeout());
        Optional<BackupStorageLocation> location = location(spec, facts);
        SnapshotLocations.Choice snapshots =
                SnapshotLocations.choose(
                        spec, facts.snapshotLocations(), defaults.snapshotLocations());
        problems.addAll(snapshots.problems());
        problems.addAll(FilterRules.problems(spec));
        problems.addAll(BackupHooks.problems(spec.hooks()));
        checkImplemented(spec);
        if (!problems.isEmpty() || location.isEmpty()) {
            return new Verdict.Invalid(List.copyOf(problems));
        }
        var request =
                new BackupRequest(
                        BackupId.of(backup),
                        location.get().getMetadata().getName(),
                        ttl,
                        FilterRules.of(spec),
                        snapshots.wish(),
                        podVolumes(backup, spec));
        return new Verdict.Valid(request, location.get());
    }

    /// The later name of the field wins, as upstream has it.
    private PodVolumeWish podVolumes(Backup backup, BackupSpec spec) {
        boolean every = defaults.podVolumes().every();
        if (spec.defaultVolumesToFsBackup() != null) {
            every = spec.defaultVolumesToFsBackup();
        } else if (spec.defaultVolumesToRestic() != null) {
            every = spec.defaultVolumesToRestic();
        }
        Map<String, String> annotations = backup.getMetadata().getAnnotations();
        return new PodVolumeWish(
                every,
                VolumeTimeout.of(
                        annotations == null ? Map.of() : annotations,
                        defaults.podVolumes().timeout().limit()));
    }

    private Duration ttl(BackupSpec spec) {
        try {
            Duration ttl = GoDuration.orDefault(spec.ttl(), defaults.ttl());
            if (ttl.isNegative()) {
                problems.add("ttl must not be negative, is " + spec.ttl());
            }
            return ttl;
        } catch (IllegalArgumentException e) {
            problems.add("invalid ttl: " + e.getMessage());
            return defaults.ttl();
        }
    }

    private void checkDuration(String field, @Nullable String text) {
        if (text == null) {
            return;
        }
        try {
            GoDuration.parse(text);
        } catch (IllegalArgumentException e) {
            problems.add("invalid " + field + ": " + e.getMessage());
        }
    }

    private Optional<BackupStorageLocation> location(BackupSpec spec, BackupFacts facts) {
        boolean named = spec.storageLocation() != null && !spec.storageLocation().isEmpty();
        String name = named ? spec.storageLocation() : defaultLocation(facts);
        Optional<BackupStorageLocation> location =
                facts.locations().stream()
                        .filter(l -> l.getMetadata().getName().equals(name))
                        .findFirst();
        if (location.isEmpty()) {
            String words =
                    named ? "default '%s' wasn't found" : "server default '%s' doesn't exist";
            problems.add(
                    ("an existing backup storage location wasn't specified at backup creation time"
                                    + " and the "
                                    + words
                                    + ". Please address this issue (see `velero backup-location"
                                    + " -h` for options) and create a new backup. Error:"
                                    + " backupstoragelocations.velero.io \"%s\" not found")
                            .formatted(name, name));
        }
        location.ifPresent(this::checkUsable);
        return location;
    }

    private String defaultLocation(BackupFacts facts) {
        return facts.locations().stream()
                .filter(
                        l ->
                                l.getSpec() != null
                                        && Boolean.TRUE.equals(l.getSpec().defaultLocation()))
                .map(l -> l.getMetadata().getName())
                .findFirst()
                .orElse(defaults.location());
    }

    private void checkUsable(BackupStorageLocation location) {
        String name = location.getMetadata().getName();
        if (location.getSpec() != null && location.getSpec().accessMode() == AccessMode.READ_ONLY) {
            problems.add(
                    "backup can't be created because backup storage location "
                            + name
                            + " is currently in read-only mode");
        }
        if (LocationPhase.of(location.getStatus()) == LocationPhase.UNAVAILABLE) {
            String message = location.getStatus().message();
            problems.add(
                    "backup can't be created because BackupStorageLocation "
                            + name
                            + " is in Unavailable status."
                            + (message == null ? "" : " " + message));
        }
    }

    /// A field that changes what is captured and that this version knows nothing of must not be
    /// passed over in silence.
    private void checkImplemented(BackupSpec spec) {
        refuse("resourcePolicy", spec.resourcePolicy() != null);
        refuse("snapshotMoveData", Boolean.TRUE.equals(spec.snapshotMoveData()));
        refuse("datamover", spec.datamover() != null && !spec.datamover().isEmpty());
    }

    private void refuse(String field, boolean set) {
        if (set) {
            problems.add(
                    "spec." + field + " is set, and this version does not implement it: remove it");
        }
    }
}
