package ark.cli.schedule;

import ark.api.v1.ScheduleSpec;
import ark.cli.flag.BackupFlags;
import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.flag.OutputFlags;
import ark.cli.output.CommandFailure;
import ark.cli.output.ExitCode;
import ark.cli.session.Kind;
import ark.cli.session.Locations;
import ark.cli.session.Session;
import ark.cron.CronExpression;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ark schedule create`.
@Command(
        name = "create",
        description = "Create a schedule, which makes a backup at each of its times.",
        footer = {
            "Times:",
            "  MINUTE HOUR DAY-OF-MONTH MONTH DAY-OF-WEEK, where Sunday is 0; or @hourly, @daily,",
            "  @weekly, @monthly, @yearly, @every 6h. CRON_TZ=Europe/Berlin before it names a zone.",
            "Examples:",
            "  # Everything, every night at one, kept for a month",
            "  ark schedule create nightly --schedule \"0 1 * * *\"",
            "  # One application, every six hours, kept for three days",
            "  ark schedule create shop --schedule \"@every 6h\" --include-namespaces shop --ttl 72h",
            "  # On working days at half past ten in the evening, Berlin's time",
            "  ark schedule create office --schedule \"CRON_TZ=Europe/Berlin 30 22 * * 1-5\""
        })
final class CreateCommand implements Callable<Integer> {
    private final Supplier<Session> sessions;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The schedule's name.")
    private String name = "";

    @Option(
            names = "--schedule",
            paramLabel = "CRON",
            description = "When to make backups. Must be given.")
    private String schedule = "";

    @Option(
            names = "--use-owner-references-in-backup",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "The schedule owns its backups: when it is deleted, so are they.")
    private String owner = "";

    @Option(
            names = "--paused",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Make no backups before the schedule is unpaused.")
    private String paused = "";

    @Option(
            names = "--skip-immediately",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Leave out what is due at once. Default: as the server is set.")
    private String skip = "";

    @Mixin private BackupFlags backup = new BackupFlags();
    @Mixin private OutputFlags output = new OutputFlags();

    CreateCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark schedule create");
        checkName(flags);
        checkSchedule(flags);
        OutputFlags.Settings printed = output.read(flags);
        ObjectNode object =
                session.resources()
                        .newObject(
                                Kind.SCHEDULE,
                                name,
                                backup.labels(flags),
                                backup.annotations(flags));
        object.set(
                "spec",
                Json.mapper()
                        .valueToTree(
                                new ScheduleSpec(
                                        backup.spec(flags),
                                        schedule,
                                        flags.on("--use-owner-references-in-backup", owner),
                                        flags.choice("--paused", paused).orElse(null),
                                        flags.choice("--skip-immediately", skip).orElse(null))));
        flags.check();
        Locations.check(session, backup);
        if (output.given()) {
            ScheduleCommands.LISTING.print(session, object, printed);
            return ExitCode.DONE.number();
        }
        create(session, object);
        session.terminal().line("Schedule \"" + name + "\" created successfully.");
        return ExitCode.DONE.number();
    }

    private void checkName(FlagReader flags) {
        if (name.isEmpty()) {
            flags.problem("a name for the schedule is required");
        } else {
            flags.objectName(name);
        }
    }

    /// The server would say so, too, but only who asks would hear it.
    private void checkSchedule(FlagReader flags) {
        if (schedule.isBlank()) {
            flags.problem("--schedule is required");
            return;
        }
        try {
            CronExpression.parse(schedule, ZoneOffset.UTC);
        } catch (IllegalArgumentException e) {
            flags.problem("--schedule: invalid schedule: " + e.getMessage());
        }
    }

    private void create(Session session, ObjectNode object) {
        if (session.resources().createNew(Kind.SCHEDULE, object).isEmpty()) {
            throw CommandFailure.failed(
                    "a schedule named \"" + name + "\" exists already",
                    "Choose another name, or delete it: ark schedule delete " + name);
        }
    }
}
