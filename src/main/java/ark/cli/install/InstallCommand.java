package ark.cli.install;

import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.output.CommandFailure;
import ark.cli.output.ExitCode;
import ark.cli.output.OutputFormat;
import ark.cli.session.ApiException;
import ark.cli.session.ApiServer;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.install.Crds;
import ark.install.Manifests;
import ark.item.Item;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ark install --crds-only`.
@Command(
        name = "install",
        description = "Install the custom resources of Ark in a cluster, or print them.",
        footer = {
            "Examples:",
            "  ark install --crds-only",
            "  ark install --crds-only --dry-run -o yaml | kubectl apply -f -"
        })
public final class InstallCommand implements Callable<Integer> {
    private static final Duration ESTABLISHED_WITHIN = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /// Somebody else may change a definition while it is being read and written.
    private static final int TRIES = 5;

    private final Supplier<Session> sessions;

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

    public InstallCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark install");
        if (!flags.on("--crds-only", crdsOnly)) {
            flags.problem(
                    "--crds-only is required: this version installs the custom resources only");
        }
        boolean onlyPrint = flags.on("--dry-run", dryRun);
        Optional<OutputFormat> format = format(flags);
        flags.check();
        List<ObjectNode> definitions = Crds.all();
        format.ifPresent(f -> session.terminal().print(f.print(Manifests.list(definitions))));
        if (onlyPrint) {
            return ExitCode.DONE.number();
        }
        for (ObjectNode definition : definitions) {
            session.terminal().line(name(definition) + ": " + install(session, definition));
        }
        session.terminal().line("Waiting for resources to be ready in cluster...");
        awaitEstablished(session, definitions);
        session.terminal().line("The custom resources are installed.");
        return ExitCode.DONE.number();
    }

    private Optional<OutputFormat> format(FlagReader flags) {
        if (output.equals("table")) {
            flags.problem("'table' format is not supported with 'install' command");
            return Optional.empty();
        }
        return flags.word("--output", output, List.of("json", "yaml"))
                .map(word -> OutputFormat.valueOf(word.toUpperCase(Locale.ROOT)));
    }

    private static String name(ObjectNode definition) {
        return "CustomResourceDefinition/" + definition.at("/metadata/name").asText();
    }

    /// @return what was done
    private static String install(Session session, ObjectNode ours) {
        ApiServer api = session.api();
        String name = ours.at("/metadata/name").asText();
        for (int i = 1; true; i++) {
            try {
                Optional<Item> existing = api.get(Kind.CUSTOM_RESOURCE, "", name);
                if (existing.isEmpty()) {
                    api.create(Kind.CUSTOM_RESOURCE, "", ours);
                    return "created";
                }
                ObjectNode old = existing.get().copyOfJson();
                ObjectNode united = Crds.upgrade(old.deepCopy(), ours.deepCopy());
                Item now = api.replace(Kind.CUSTOM_RESOURCE, "", name, united);
                boolean same =
                        now.text("/metadata/resourceVersion")
                                .equals(existing.get().text("/metadata/resourceVersion"));
                return same ? "already exists, unchanged" : "already exists, updated";
            } catch (ApiException e) {
                boolean somebodyWasFaster =
                        e.reason() == ApiException.Reason.CONFLICT
                                || e.reason() == ApiException.Reason.ALREADY_EXISTS;
                if (!somebodyWasFaster || i == TRIES) {
                    throw e;
                }
            }
        }
    }

    private static void awaitEstablished(Session session, List<ObjectNode> definitions) {
        Instant deadline = session.now().plus(ESTABLISHED_WITHIN);
        List<String> waiting =
                new ArrayList<>(
                        definitions.stream().map(d -> d.at("/metadata/name").asText()).toList());
        while (true) {
            waiting.removeIf(name -> isEstablished(session, name));
            if (waiting.isEmpty()) {
                return;
            }
            if (!session.now().isBefore(deadline)) {
                throw CommandFailure.gaveUp(
                        "timeout reached, CRDs not ready: " + String.join(", ", waiting),
                        "See: kubectl describe crd " + waiting.getFirst());
            }
            session.sleep(PAUSE);
        }
    }

    private static boolean isEstablished(Session session, String name) {
        return session.api()
                .get(Kind.CUSTOM_RESOURCE, "", name)
                .filter(definition -> Crds.established(definition.copyOfJson()))
                .isPresent();
    }
}
