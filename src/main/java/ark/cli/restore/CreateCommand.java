package ark.cli.restore;

import ark.api.v1.RestoreSpec;
import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.flag.OutputFlags;
import ark.cli.output.ExitCode;
import ark.cli.session.Follow;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.cli.session.WaitFlags;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ark restore create`.
@Command(
        name = "create",
        description = "Restore a backup.",
        footer = {
            "Examples:",
            "  # Everything that is in a backup",
            "  ark restore create --from-backup nightly-20261121010000",
            "  # The newest backup of a schedule, one namespace of it, under another name",
            "  ark restore create --from-schedule nightly --include-namespaces shop \\",
            "      --namespace-mappings shop:shop-copy --wait"
        })
final class CreateCommand implements Callable<Integer> {
    private final Supplier<Session> sessions;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description =
                    "The restore's name. Default: that of the backup or schedule, and the"
                            + " time.")
    private String name = "";

    @Option(names = "--from-backup", paramLabel = "NAME", description = "Restore this backup.")
    private String fromBackup = "";

    @Option(
            names = "--from-schedule",
            paramLabel = "NAME",
            description = "Restore the newest completed backup of this schedule.")
    private String fromSchedule = "";

    @Option(
            names = "--allow-partially-failed",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description =
                    "With --from-schedule: take a partially failed backup when it is the"
                            + " newest.")
    private String allowPartiallyFailed = "";

    @Mixin private RestoreFlags restore = new RestoreFlags();
    @Mixin private WaitFlags wait = new WaitFlags();
    @Mixin private OutputFlags output = new OutputFlags();

    CreateCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark restore create");
        checkNames(flags);
        boolean partiallyFailedToo = flags.on("--allow-partially-failed", allowPartiallyFailed);
        WaitFlags.Settings waiting = wait.read(flags);
        OutputFlags.Settings printed = output.read(flags);
        RestoreSpec.Builder spec = restore.spec(flags);
        ObjectNode object =
                session.resources()
                        .newObject(
                                Kind.RESTORE,
                                name(session),
                                restore.labels(flags),
                                restore.annotations(flags));
        flags.check();
        new Source(session, fromBackup, fromSchedule).addTo(spec, partiallyFailedToo);
        object.set("spec", Json.mapper().valueToTree(spec.build()));
        if (output.given()) {
            RestoreCommands.LISTING.print(session, object, printed);
            return ExitCode.DONE.number();
        }
        return submit(session, object, waiting).number();
    }

    private void checkNames(FlagReader flags) {
        if (fromBackup.isEmpty() == fromSchedule.isEmpty()) {
            flags.problem("either a backup or schedule must be specified, but not both");
        }
        if (!name.isEmpty()) {
            flags.objectName(name);
        }
    }

    private String name(Session session) {
        return name.isEmpty()
                ? fromBackup + fromSchedule + "-" + session.times().stamp(session.now())
                : name;
    }

    private static ExitCode submit(Session session, ObjectNode object, WaitFlags.Settings waiting) {
        String created = session.resources().create(Kind.RESTORE, object).key().name();
        if (!waiting.wanted() || !session.terminal().interactive()) {
            session.terminal().line("Restore request \"" + created + "\" submitted successfully.");
        }
        if (waiting.wanted()) {
            return new Follow(session, RestoreCommands.WORK, created).toTheEnd(waiting);
        }
        session.terminal()
                .line(
                        "Run `ark restore describe "
                                + created
                                + "` or `ark restore logs "
                                + created
                                + "` for more details.");
        return ExitCode.DONE;
    }
}
