package ark.cli.location;

import ark.api.v1.AccessMode;
import ark.api.v1.BackupStorageLocationSpec;
import ark.api.v1.BackupStorageLocationSpec.ObjectStorage;
import ark.api.v1.GoDuration;
import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.flag.OutputFlags;
import ark.cli.output.CommandFailure;
import ark.cli.output.ExitCode;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ark backup-location create`.
@Command(
        name = "create",
        description = "Add a location where backups are kept.",
        footer = {
            "Examples:",
            "  # A bucket of Amazon S3",
            "  ark backup-location create default --provider aws --bucket backups \\",
            "      --config region=eu-central-1 --credential cloud-credentials=cloud --default",
            "  # A folder of the server",
            "  ark backup-location create default --provider filesystem --bucket backups \\",
            "      --config path=/var/lib/ark --default"
        })
final class CreateCommand implements Callable<Integer> {
    private static final List<String> ACCESS_MODES =
            List.of(AccessMode.READ_WRITE.text(), AccessMode.READ_ONLY.text());

    private final Supplier<Session> sessions;

    @Parameters(arity = "1", paramLabel = "NAME", description = "The location's name.")
    private String name = "";

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description =
                    "Who keeps the objects: aws (Amazon S3 and compatibles) or filesystem."
                            + " Required.")
    private String provider = "";

    @Option(names = "--bucket", paramLabel = "NAME", description = "The bucket. Required.")
    private String bucket = "";

    @Option(names = "--prefix", paramLabel = "PATH", description = "A folder in the bucket.")
    private String prefix = "";

    @Option(
            names = "--config",
            paramLabel = "KEY=VALUE,...",
            description = "Settings of the provider, such as region=eu-central-1.")
    private List<String> config = new ArrayList<>();

    @Option(
            names = "--labels",
            paramLabel = "KEY=VALUE,...",
            description = "Labels of the location itself.")
    private List<String> labels = new ArrayList<>();

    @Option(
            names = "--backup-sync-period",
            paramLabel = "DURATION",
            description =
                    "How often to look for backups in it; 0s for never. Default: the server's,"
                            + " 1m.")
    private String backupSyncPeriod = "";

    @Option(
            names = "--validation-frequency",
            paramLabel = "DURATION",
            description =
                    "How often to check that it can be used; 0s for never again. Default: the"
                            + " server's, 1m.")
    private String validationFrequency = "";

    @Option(
            names = "--access-mode",
            paramLabel = "MODE",
            description = "ReadWrite or ReadOnly. Default: ReadWrite")
    private String accessMode = "";

    @Option(
            names = "--default",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Make it the default location.")
    private String makeDefault = "";

    @Mixin private SharedFlags shared = new SharedFlags();
    @Mixin private OutputFlags output = new OutputFlags();

    CreateCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark backup-location create");
        boolean asDefault = flags.on("--default", makeDefault);
        OutputFlags.Settings printed = output.read(flags);
        BackupStorageLocationSpec spec = spec(session, flags, asDefault);
        Map<String, String> ownLabels = flags.labels("--labels", labels);
        flags.objectName(name);
        flags.check();
        ObjectNode object = session.resources().newObject(Kind.LOCATION, name, ownLabels, Map.of());
        object.set("spec", Json.mapper().valueToTree(spec));
        if (output.given()) {
            LocationCommands.LISTING.print(session, object, printed);
            return ExitCode.DONE.number();
        }
        create(session, object);
        if (asDefault) {
            new DefaultLocation(session).isNow(name);
        }
        session.terminal()
                .line("Backup storage location \"" + name + "\" configured successfully.");
        return ExitCode.DONE.number();
    }

    private BackupStorageLocationSpec spec(Session session, FlagReader flags, boolean asDefault) {
        if (provider.isEmpty()) {
            flags.problem("--provider is required");
        }
        if (bucket.isEmpty()) {
            flags.problem("--bucket is required");
        }
        Map<String, String> settings = flags.map("--config", config, '=');
        String mode = flags.word("--access-mode", accessMode, ACCESS_MODES).orElse("");
        return BackupStorageLocationSpec.builder()
                .provider(provider)
                .objectStorage(
                        new ObjectStorage(
                                bucket,
                                prefix.isEmpty() ? null : prefix,
                                shared.certificates(session, flags).orElse(null),
                                null))
                .config(settings.isEmpty() ? null : settings)
                .credential(shared.credential(flags).orElse(null))
                .defaultLocation(asDefault ? true : null)
                .accessMode(mode.isEmpty() ? null : AccessMode.of(mode))
                .backupSyncPeriod(
                        // 0s is not the same as unset here
                        flags.duration("--backup-sync-period", backupSyncPeriod)
                                .map(GoDuration::format)
                                .orElse(null))
                .validationFrequency(
                        flags.duration("--validation-frequency", validationFrequency)
                                .map(GoDuration::format)
                                .orElse(null))
                .build();
    }

    private void create(Session session, ObjectNode object) {
        if (session.resources().createNew(Kind.LOCATION, object).isEmpty()) {
            throw CommandFailure.failed(
                    "a location named \"" + name + "\" exists already",
                    "Choose another name, or change it: ark backup-location set "
                            + name
                            + ", kubectl edit backupstoragelocation "
                            + name);
        }
    }
}
