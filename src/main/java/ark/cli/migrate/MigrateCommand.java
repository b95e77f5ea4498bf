package ark.cli.migrate;

import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.flag.OutputFlags;
import ark.cli.output.CommandFailure;
import ark.cli.output.ExitCode;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.era.Migration;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ark migrate`.
@Command(
        name = "migrate",
        description = {
            "Turn the resources of Ark up to 0.11 into locations, schedules and settings.",
            "It reads the YAML of a Config, of schedules and of locations of ark.heptio.com/v1."
                    + " Settings become arguments of the Deployment \"velero\" where there is one."
        },
        footer = {
            "Examples:",
            "  kubectl -n heptio-ark get configs.ark.heptio.com,schedules.ark.heptio.com -o yaml > ark.yaml",
            "  ark migrate ark.yaml --dry-run",
            "  ark migrate ark.yaml"
        })
public final class MigrateCommand implements Callable<Integer> {
    /// Thousands of schedules; no more can be meant.
    private static final long MAX_BYTES = 16L * 1024 * 1024;

    private final Supplier<Session> sessions;

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "YAML or JSON files.")
    private List<String> files = new ArrayList<>();

    @Option(
            names = "--dry-run",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Only say what would be done.")
    private String dryRun = "";

    @Mixin private OutputFlags output = new OutputFlags();

    public MigrateCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark migrate");
        if (files.isEmpty()) {
            flags.problem("name at least one file");
        }
        boolean onlySay = flags.on("--dry-run", dryRun);
        OutputFlags.Settings printed = output.read(flags);
        flags.check();
        var documents = new ArrayList<JsonNode>();
        files.forEach(file -> documents.addAll(read(file)));
        Migration.Result result = Migration.of(documents, session.namespace());
        if (output.given()) {
            session.terminal().print(printed.format().print(result.objects(), "v1", "List"));
            result.flags()
                    .forEach(
                            (flag, value) ->
                                    session.terminal()
                                            .complain("Give the server " + flag + "=" + value));
            result.notes().forEach(note -> session.terminal().complain("Note: " + note));
            return ExitCode.DONE.number();
        }
        boolean all = true;
        for (ObjectNode object : result.objects()) {
            all &= migrate(session, object, onlySay);
        }
        all &= new ServerArguments(session).add(result.flags(), onlySay);
        result.notes().forEach(note -> session.terminal().line("Note: " + note));
        return all ? ExitCode.DONE.number() : ExitCode.FAILED.number();
    }

    private static List<JsonNode> read(String file) {
        Path path = Path.of(file);
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw CommandFailure.usage(file + " has more than " + MAX_BYTES + " bytes", "");
            }
            try (InputStream in = Files.newInputStream(path);
                    MappingIterator<JsonNode> all =
                            new YAMLMapper().readerFor(JsonNode.class).readValues(in)) {
                return all.readAll().stream().filter(JsonNode::isObject).toList();
            }
        } catch (IOException e) {
            throw CommandFailure.failed("cannot read " + file + ": " + e.getMessage(), "", e);
        }
    }

    /// @return whether it is there as it should be
    private static boolean migrate(Session session, ObjectNode object, boolean onlySay) {
        String kind = object.path("kind").asText();
        String name = kind + " \"" + object.at("/metadata/name").asText() + "\"";
        if (onlySay) {
            session.terminal().line(name + " would be created");
            return true;
        }
        boolean created = session.resources().createNew(kind(kind), object).isPresent();
        session.terminal().line(name + (created ? " created" : " exists already: left as it is"));
        return created;
    }

    private static Kind kind(String kind) {
        return switch (kind) {
            case "Schedule" -> Kind.SCHEDULE;
            case "VolumeSnapshotLocation" -> Kind.SNAPSHOT_LOCATION;
            default -> Kind.LOCATION;
        };
    }
}
