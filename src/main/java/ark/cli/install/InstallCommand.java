package ark.cli.install;

import ark.api.v1.Names;
import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.output.ExitCode;
import ark.cli.output.OutputFormat;
import ark.cli.session.Session;
import ark.install.Crds;
import ark.install.InstallObjects;
import ark.install.InstallOptions;
import ark.install.Manifests;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `ark install`.
@Command(
        name = "install",
        description = "Install Ark in a cluster, or print the objects of an installation.",
        footer = {
            "Examples:",
            "  # A bucket of Amazon S3; pod volumes with restic",
            "  ark install --provider aws --bucket backups --secret-file ./credentials \\",
            "      --backup-location-config region=eu-central-1 --use-restic --wait",
            "  # A folder that every node has",
            "  ark install --provider filesystem --bucket backups --use-restic \\",
            "      --backup-location-config path=/backups \\",
            "      --backup-location-volume hostPath=/mnt/nfs/ark",
            "  ark install --crds-only --dry-run -o yaml | kubectl apply -f -"
        })
public final class InstallCommand implements Callable<Integer> {
    /// Whose buckets the server can use; a test holds it and the server together.
    public static final List<String> PROVIDERS = List.of("aws", "filesystem");

    private final Supplier<Session> sessions;

    @Spec private CommandSpec command = CommandSpec.create();

    @Mixin private LocationFlags locations = new LocationFlags();
    @Mixin private AgentFlags agents = new AgentFlags();
    @Mixin private ServerFlags server = new ServerFlags();
    @Mixin private PodFlags pods = new PodFlags();

    @Option(
            names = "--crds-only",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Only the definitions of the custom resources.")
    private String crdsOnly = "";

    @Option(
            names = "--dry-run",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Change nothing; with -o print what would be installed.")
    private String dryRun = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "Print what is installed: json or yaml.")
    private String output = "";

    @Option(
            names = "--apply",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description =
                    "Change objects that exist already to what this command line says; else they"
                            + " stay as they are.")
    private String apply = "";

    @Option(
            names = {"-w", "--wait"},
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Wait until server and node agents are ready.")
    private String wait = "";

    @Mixin private AcceptedFlags accepted = new AcceptedFlags();

    public InstallCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark install");
        boolean onlyDefinitions = flags.on("--crds-only", crdsOnly);
        boolean onlyPrint = flags.on("--dry-run", dryRun);
        boolean change = flags.on("--apply", apply);
        boolean await = flags.on("--wait", wait);
        Optional<OutputFormat> format = format(flags);
        List<ObjectNode> definitions = Crds.all();
        List<ObjectNode> others =
                onlyDefinitions
                        ? List.of()
                        : InstallObjects.behindDefinitions(options(session, flags));
        flags.check();
        var all = new ArrayList<>(definitions);
        all.addAll(others);
        format.ifPresent(f -> session.terminal().print(f.print(Manifests.list(all))));
        if (onlyPrint) {
            return ExitCode.DONE.number();
        }
        new Installer(session, change).install(definitions, others);
        if (await && !onlyDefinitions) {
            new Readiness(session).await(others);
        }
        farewell(session, onlyDefinitions, others);
        return ExitCode.DONE.number();
    }

    private InstallOptions options(Session session, FlagReader flags) {
        Names.labelValueProblems(session.namespace())
                .forEach(problem -> flags.problem("--namespace: " + problem));
        LocationFlags.Chosen chosen = locations.read(session, flags);
        accepted.check(flags);
        return new InstallOptions(
                session.namespace(),
                pods.image(),
                pods.extras(flags),
                chosen.credentials(),
                chosen.locations(),
                chosen.snapshotLocations(),
                server.read(flags, pods.ofServer(flags), features()),
                agents.read(flags, pods.ofAgent(flags), server.volumesToRestic(flags)));
    }

    /// A flag of every command; here it is the server's.
    private String features() {
        String given = command.findOption("--features").getValue();
        return given == null ? "" : given;
    }

    private Optional<OutputFormat> format(FlagReader flags) {
        if (output.equals("table")) {
            flags.problem("'table' format is not supported with 'install' command");
            return Optional.empty();
        }
        return flags.word("--output", output, List.of("json", "yaml"))
                .map(word -> OutputFormat.valueOf(word.toUpperCase(Locale.ROOT)));
    }

    private static void farewell(
            Session session, boolean onlyDefinitions, List<ObjectNode> objects) {
        if (onlyDefinitions) {
            session.terminal().line("The custom resources are installed.");
            return;
        }
        if (none(objects, "Secret")) {
            session.terminal().line("No secret file was specified, no Secret created.");
        }
        if (none(objects, "BackupStorageLocation")) {
            session.terminal()
                    .line(
                            "No bucket and provider were specified, no default backup storage"
                                    + " location created.");
        }
        objects.forEach(object -> warnOfProvider(session, object));
        session.terminal()
                .line(
                        "Velero is installed! ⛵ Use 'kubectl logs deployment/velero -n "
                                + session.namespace()
                                + "' to view the status.");
    }

    /// The location is made all the same: a later version may know its provider.
    private static void warnOfProvider(Session session, ObjectNode object) {
        String provider = object.at("/spec/provider").asText();
        boolean ofBackups = object.path("kind").asText().equals("BackupStorageLocation");
        if (ofBackups && !PROVIDERS.contains(provider.replaceFirst("^velero\\.io/", ""))) {
            session.terminal()
                    .complain(
                            "Warning: this version of Ark has no object store of provider \"%s\": the backup storage location \"default\" will be Unavailable. There are: %s."
                                    .formatted(provider, String.join(", ", PROVIDERS)));
        }
    }

    private static boolean none(List<ObjectNode> objects, String kind) {
        return objects.stream().noneMatch(object -> object.path("kind").asText().equals(kind));
    }
}
