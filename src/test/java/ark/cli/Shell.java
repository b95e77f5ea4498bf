package ark.cli;

import ark.cli.output.Terminal;
import ark.cli.session.Kind;
import ark.cli.session.Machine;
import ark.cli.session.Surroundings;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Runs commands against a [FakeApi], with a clock that moves only while somebody waits.
final class Shell {
    static final Instant NOW = Instant.parse("2026-11-21T16:15:17Z");

    final Map<String, String> environment = new HashMap<>();
    final List<RootCommand.Target> targets = new ArrayList<>();
    private final TreeMap<Instant, Runnable> events = new TreeMap<>();
    private final Path home;
    private final FakeApi api;
    private Instant now = NOW;
    private ZoneId zone = ZoneId.of("UTC");
    private String input = "";
    private boolean interactive;
    private int uuids;
    private Runnable farewell = () -> {};

    /// What a command printed, and its exit code.
    record Result(int exitCode, String out, String err) {}

    /// @param home also the folder that commands run in
    Shell(Path home) {
        this.home = home;
        this.api = new FakeApi(() -> now);
    }

    FakeApi api() {
        return api;
    }

    Path folder() {
        return home;
    }

    Instant now() {
        return now;
    }

    /// From here on `out` is a terminal.
    Shell onTerminal() {
        interactive = true;
        return this;
    }

    Shell in(ZoneId zone) {
        this.zone = zone;
        return this;
    }

    Shell typing(String input) {
        this.input = input;
        return this;
    }

    /// Something that happens while a command waits.
    void after(Duration time, Runnable event) {
        events.put(NOW.plus(time), event);
    }

    /// Presses Ctrl-C.
    void interrupt() {
        farewell.run();
    }

    /// Stores a custom resource in namespace `velero`.
    void given(Kind kind, String yaml) {
        api.add(kind, yaml);
    }

    Result run(String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal =
                new Terminal(
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        new BufferedReader(new StringReader(input)),
                        interactive);
        var machine =
                new Machine(
                        () -> now,
                        zone,
                        () -> String.format("00000000-0000-0000-0000-%012d", ++uuids),
                        this::sleep,
                        this::register);
        var main =
                new Main(
                        new Surroundings(terminal, environment, home, home, machine),
                        target -> {
                            targets.add(target);
                            return api;
                        });
        int exitCode = main.command(words);
        return new Result(
                exitCode,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8));
    }

    private void sleep(Duration time) {
        now = now.plus(time);
        while (!events.isEmpty() && !events.firstKey().isAfter(now)) {
            events.pollFirstEntry().getValue().run();
        }
    }

    private Machine.Registration register(Runnable farewell) {
        this.farewell = farewell;
        return () -> this.farewell = () -> {};
    }
}
