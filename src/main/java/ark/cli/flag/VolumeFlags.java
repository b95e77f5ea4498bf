package ark.cli.flag;

import ark.api.v1.BackupSpec;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import picocli.CommandLine.Option;

/// How the data of volumes is captured, and how long that may take.
final class VolumeFlags {
    @Option(
            names = "--snapshot-volumes",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description =
                    "Take snapshots of PersistentVolumes, or not. Default: where a location"
                            + " for them is set up.")
    private String snapshotVolumes = "";

    @Option(
            names = "--default-volumes-to-restic",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Capture all pod volumes with restic, or only the annotated ones.")
    private String volumesToRestic = "";

    @Option(
            names = "--default-volumes-to-fs-backup",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "The later name of --default-volumes-to-restic.")
    private String volumesToFsBackup = "";

    @Option(
            names = "--snapshot-move-data",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Move the data of snapshots to the location.")
    private String snapshotMoveData = "";

    @Option(
            names = "--data-mover",
            paramLabel = "NAME",
            description = "The data mover to use with --snapshot-move-data.")
    private String dataMover = "";

    @Option(
            names = "--parallel-files-upload",
            paramLabel = "N",
            description = "Files to read at the same time for one volume.")
    private String parallelFiles = "";

    @Option(
            names = "--csi-snapshot-timeout",
            paramLabel = "DURATION",
            description = "How long to wait for a CSI snapshot. Default: the server's, 10m.")
    private String csiSnapshotTimeout = "";

    @Option(
            names = "--item-operation-timeout",
            paramLabel = "DURATION",
            description = "How long to wait for operations of plugins. Default: the server's, 4h.")
    private String itemOperationTimeout = "";

    @Option(
            names = "--resource-policies-configmap",
            paramLabel = "NAME",
            description = "A ConfigMap with volume policies.")
    private String resourcePolicies = "";

    @Option(
            names = "--volume-group-snapshot-label-key",
            paramLabel = "KEY",
            description = "The label that groups volumes for a common snapshot.")
    private String volumeGroupLabel = "";

    void addTo(BackupSpec.Builder spec, FlagReader flags) {
        spec.snapshotVolumes(flags.choice("--snapshot-volumes", snapshotVolumes).orElse(null))
                .defaultVolumesToRestic(
                        flags.choice("--default-volumes-to-restic", volumesToRestic).orElse(null))
                .defaultVolumesToFsBackup(
                        flags.choice("--default-volumes-to-fs-backup", volumesToFsBackup)
                                .orElse(null))
                .snapshotMoveData(
                        flags.choice("--snapshot-move-data", snapshotMoveData).orElse(null))
                .datamover(dataMover.isEmpty() ? null : dataMover)
                .csiSnapshotTimeout(
                        flags.wireDuration("--csi-snapshot-timeout", csiSnapshotTimeout)
                                .orElse(null))
                .itemOperationTimeout(
                        flags.wireDuration("--item-operation-timeout", itemOperationTimeout)
                                .orElse(null))
                .volumeGroupSnapshotLabelKey(volumeGroupLabel.isEmpty() ? null : volumeGroupLabel);
        flags.count("--parallel-files-upload", parallelFiles)
                .ifPresent(n -> spec.uploaderConfig(new BackupSpec.UploaderConfig(n)));
        if (!resourcePolicies.isEmpty()) {
            spec.resourcePolicy(new TypedLocalObjectReference(null, "configmap", resourcePolicies));
        }
    }
}
