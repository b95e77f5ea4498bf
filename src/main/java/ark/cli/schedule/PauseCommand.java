package ark.cli.schedule;

import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.output.ExitCode;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.cli.verb.ChoiceFlags;
import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ark schedule pause` and `ark schedule unpause`.
///
/// Source of the sentences: Velero 1.10 and later.
@Command(name = "pause")
final class PauseCommand implements Callable<Integer> {
    private final Supplier<Session> sessions;
    private final Change change;

    @Mixin private ChoiceFlags chosen = new ChoiceFlags();

    @Option(
            names = "--skip-immediately",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Leave out what is due when it goes on. Default: as it is set.")
    private String skip = "";

    /// What to do.
    enum Change {
        PAUSE("pause", "paused"),
        UNPAUSE("unpause", "unpaused");

        private final String verb;
        private final String done;

        Change(String verb, String done) {
            this.verb = verb;
            this.done = done;
        }
    }

    PauseCommand(Supplier<Session> sessions, Change change) {
        this.sessions = sessions;
        this.change = change;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark schedule " + change.verb);
        ChoiceFlags.Settings selected = chosen.read(flags, ScheduleCommands.SUBJECT);
        Optional<Boolean> skipping = flags.choice("--skip-immediately", skip);
        flags.check();
        ChoiceFlags.Chosen found = selected.find(session, ScheduleCommands.SUBJECT);
        found.items().forEach(schedule -> change(session, schedule, skipping));
        found.check(session, Kind.SCHEDULE);
        return ExitCode.DONE.number();
    }

    private void change(Session session, Item schedule, Optional<Boolean> skipping) {
        String name = schedule.key().name();
        boolean paused = change == Change.PAUSE;
        if (schedule.at("/spec/paused").asBoolean() == paused) {
            session.terminal().line("Schedule " + name + " is already " + change.done + ", skip");
            return;
        }
        ObjectNode patch = Json.object();
        ObjectNode spec = patch.putObject("spec").put("paused", paused);
        skipping.ifPresent(skipped -> spec.put("skipImmediately", skipped));
        session.resources().patch(Kind.SCHEDULE, name, patch);
        session.terminal().line("Schedule " + name + " " + change.done + " successfully");
    }
}
