package ark.cli.install;

import ark.api.v1.GoDuration;
import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.install.InstallOptions.Resources;
import ark.install.InstallOptions.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// How the server works: most of these become its arguments.
final class ServerFlags {
    @Option(
            names = {"--default-volumes-to-restic", "--default-volumes-to-fs-backup"},
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Capture all pod volumes with restic, unless a backup says otherwise.")
    private String volumesToRestic = "";

    @Option(
            names = "--restore-only",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "The server makes and deletes no backups.")
    private String restoreOnly = "";

    @Option(
            names = {"--default-restic-prune-frequency", "--default-repo-maintain-frequency"},
            paramLabel = "DURATION",
            description = "How often repositories are pruned. Default: the server's, 168h")
    private String pruneFrequency = "";

    @Option(
            names = "--garbage-collection-frequency",
            paramLabel = "DURATION",
            description = "How often expired backups are looked for. Default: the server's, 60m")
    private String collectionFrequency = "";

    @Option(
            names = "--pod-volume-operation-timeout",
            paramLabel = "DURATION",
            description = "How long the volumes of a backup may take. Default: the server's, 4h")
    private String volumeTimeout = "";

    @Option(
            names = "--concurrent-backups",
            paramLabel = "NUMBER",
            description = "How many backups may run at once. Default: the server's, 1")
    private String concurrentBackups = "";

    @Option(
            names = "--schedule-skip-immediately",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "New schedules wait for their first time.")
    private String skipImmediately = "";

    @Option(
            names = "--service-account-name",
            paramLabel = "NAME",
            description = "An account that exists already, for the server. Default: our own")
    private String accountName = "";

    @Option(
            names = "--server-priority-class-name",
            paramLabel = "NAME",
            description = "PriorityClass of the server.")
    private String priorityClass = "";

    boolean volumesToRestic(FlagReader flags) {
        return flags.on("--default-volumes-to-restic", volumesToRestic);
    }

    /// @param features as the global flag has them
    Server read(FlagReader flags, Resources resources, String features) {
        var arguments = new ArrayList<String>();
        arguments.add("--features=" + features);
        if (volumesToRestic(flags)) arguments.add("--default-volumes-to-restic=true");
        if (flags.on("--restore-only", restoreOnly)) arguments.add("--restore-only");
        addDuration(flags, arguments, "--default-restic-prune-frequency", pruneFrequency);
        addDuration(flags, arguments, "--garbage-collection-frequency", collectionFrequency);
        if (!volumeTimeout.isEmpty()) {
            flags.duration("--pod-volume-operation-timeout", volumeTimeout)
                    .ifPresent(d -> arguments.add("--fs-backup-timeout=" + GoDuration.format(d)));
        }
        flags.count("--concurrent-backups", concurrentBackups)
                .ifPresent(n -> arguments.add("--concurrent-backups=" + n));
        if (flags.on("--schedule-skip-immediately", skipImmediately)) {
            arguments.add("--schedule-skip-immediately=true");
        }
        return new Server(resources, arguments, accountName, priorityClass);
    }

    private static void addDuration(
            FlagReader flags, List<String> arguments, String flag, String text) {
        if (text.startsWith("-")) {
            flags.problem(flag + " must be non-negative");
            return;
        }
        flags.duration(flag, text)
                .filter(Duration::isPositive)
                .ifPresent(d -> arguments.add(flag + "=" + GoDuration.format(d)));
    }
}
