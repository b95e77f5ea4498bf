package ark.cli.backup;

import ark.cli.flag.BackupFlags;
import ark.cli.flag.FlagReader;
import ark.cli.flag.OutputFlags;
import ark.cli.output.CommandFailure;
import ark.cli.output.ExitCode;
import ark.cli.session.Follow;
import ark.cli.session.Kind;
import ark.cli.session.Locations;
import ark.cli.session.Session;
import ark.cli.session.WaitFlags;
import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ark backup create`.
@Command(
        name = "create",
        description = "Create a backup.",
        footer = {
            "Examples:",
            "  # Everything in the cluster",
            "  ark backup create nightly",
            "  # One application, and wait for it",
            "  ark backup create shop --include-namespaces shop --wait",
            "  # As a schedule would make it, now",
            "  ark backup create --from-schedule nightly",
            "  # See the object without creating it",
            "  ark backup create shop --selector app=shop -o yaml"
        })
final class CreateCommand implements Callable<Integer> {
    private final Supplier<Session> sessions;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The backup's name. With --from-schedule it may be left out.")
    private String name = "";

    @Option(
            names = "--from-schedule",
            paramLabel = "NAME",
            description = "Take the template of this schedule; all other filters are ignored.")
    private String fromSchedule = "";

    @Mixin private BackupFlags backup = new BackupFlags();
    @Mixin private WaitFlags wait = new WaitFlags();
    @Mixin private OutputFlags output = new OutputFlags();

    CreateCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark backup create");
        checkName(flags);
        WaitFlags.Settings waiting = wait.read(flags);
        OutputFlags.Settings printed = output.read(flags);
        ObjectNode object = fromSchedule.isEmpty() ? fromFlags(session, flags) : Json.object();
        flags.check();
        if (fromSchedule.isEmpty()) {
            Locations.check(session, backup);
        } else {
            object = new ScheduledBackup(session).of(fromSchedule, name);
        }
        if (output.given()) {
            BackupCommands.LISTING.print(session, object, printed);
            return ExitCode.DONE.number();
        }
        return submit(session, object, waiting).number();
    }

    private void checkName(FlagReader flags) {
        if (!name.isEmpty()) {
            flags.objectName(name);
        } else if (fromSchedule.isEmpty()) {
            flags.problem(
                    "A backup name is required, unless you are creating based on a schedule.");
        }
    }

    private ObjectNode fromFlags(Session session, FlagReader flags) {
        ObjectNode object =
                session.resources()
                        .newObject(
                                Kind.BACKUP, name, backup.labels(flags), backup.annotations(flags));
        object.set("spec", Json.mapper().valueToTree(backup.spec(flags)));
        return object;
    }

    private ExitCode submit(Session session, ObjectNode object, WaitFlags.Settings waiting) {
        if (!fromSchedule.isEmpty()) {
            session.terminal()
                    .line("Creating backup from schedule, all other filters are ignored.");
        }
        String created = create(session, object).key().name();
        boolean bars = waiting.wanted() && session.terminal().interactive();
        if (!bars) {
            session.terminal().line("Backup request \"" + created + "\" submitted successfully.");
        }
        if (waiting.wanted()) {
            return new Follow(session, BackupCommands.WORK, created).toTheEnd(waiting);
        }
        session.terminal()
                .line(
                        "Run `ark backup describe "
                                + created
                                + "` or `ark backup logs "
                                + created
                                + "` for more details.");
        return ExitCode.DONE;
    }

    private static Item create(Session session, ObjectNode object) {
        return session.resources()
                .createNew(Kind.BACKUP, object)
                .orElseThrow(() -> existsAlready(session, object.at("/metadata/name").asText()));
    }

    private static CommandFailure existsAlready(Session session, String name) {
        Optional<Item> other = session.resources().find(Kind.BACKUP, name);
        String location = other.map(item -> item.text("/spec/storageLocation")).orElse("");
        String from =
                other.flatMap(item -> BackupCommands.SUBJECT.parts().read(item).created())
                        .map(created -> ", from " + session.times().minute(created))
                        .orElse("");
        return CommandFailure.failed(
                "a backup named \""
                        + name
                        + "\" exists already"
                        + (location.isEmpty() ? "" : ", in location \"" + location + "\"")
                        + from,
                "Choose another name, or delete it: ark backup delete " + name);
    }
}
