package ark.cli.schedule;

import ark.api.v1.ScheduleSpec;
import ark.api.v1.ScheduleStatus;
import ark.cli.session.Kind;
import ark.cli.session.Noun;
import ark.cli.session.Noun.Verb;
import ark.cli.session.Session;
import ark.cli.verb.DeleteCommand;
import ark.cli.verb.DescribeCommand;
import ark.cli.verb.GetCommand;
import ark.cli.verb.Listing;
import ark.cli.verb.Subject;
import ark.item.Item;
import java.util.List;

/// The commands of the noun "schedule".
public final class ScheduleCommands {
    static final Subject<ScheduleSpec, ScheduleStatus> SUBJECT =
            Subject.of("schedule", Kind.SCHEDULE, ScheduleSpec.class, ScheduleStatus.class);

    static final Listing<ScheduleSpec, ScheduleStatus> LISTING =
            new Listing<>(
                    SUBJECT,
                    (session, columns, schedules) ->
                            new ScheduleTable(session.times(), session.now(), columns)
                                    .text(schedules));

    private ScheduleCommands() {}

    public static Noun noun() {
        return new Noun(
                "schedule",
                "schedules",
                "Work with schedules, which make backups on time",
                List.of(
                        new Verb("create", CreateCommand::new),
                        new Verb(
                                "get",
                                "List schedules.",
                                sessions -> new GetCommand<>(sessions, LISTING)),
                        new Verb(
                                "describe",
                                "Tell when a schedule makes which backups.",
                                sessions ->
                                        new DescribeCommand<>(
                                                sessions,
                                                SUBJECT,
                                                (session, schedule) ->
                                                        new SchedulePage(
                                                                        session.page(),
                                                                        session.times())
                                                                .text(schedule))),
                        new Verb(
                                "pause",
                                "Make no backups until the schedules are unpaused.",
                                sessions -> new PauseCommand(sessions, PauseCommand.Change.PAUSE)),
                        new Verb(
                                "unpause",
                                "Make backups again. What became due in between is one backup, made"
                                        + " at once.",
                                sessions ->
                                        new PauseCommand(sessions, PauseCommand.Change.UNPAUSE)),
                        new Verb(
                                "delete",
                                "Delete schedules. Their backups stay, unless the schedule owns"
                                        + " them.",
                                sessions ->
                                        new DeleteCommand(
                                                sessions, SUBJECT, ScheduleCommands::delete))));
    }

    private static void delete(Session session, Item schedule) {
        String name = schedule.key().name();
        session.resources().delete(Kind.SCHEDULE, name);
        session.terminal().line("Schedule deleted: " + name);
    }
}
