package ark.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Types everything that a page of the manual says, word by word and in its order, into a person's
/// shell, and compares what the page shows.
///
/// What only this machine can know (a folder, the address of a store, a name made from the time) is
/// told with [#replacing]. What is told and does not occur in the page is an error as well, so that
/// the test follows the page.
public final class Reader {
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d [+-]\\d{4} [A-Z]+");
    private static final Pattern AGE = Pattern.compile("\\b(\\d+[smhdy])+\\b");

    private final UserShell shell;
    private final Map<String, Supplier<String>> replacements = new LinkedHashMap<>();
    private final Map<String, Runnable> preparations = new LinkedHashMap<>();
    private final Map<String, Integer> exitCodes = new LinkedHashMap<>();
    private final Map<String, String> inBackground = new LinkedHashMap<>();
    private final Map<String, String> skipped = new LinkedHashMap<>();
    private final TreeSet<String> used = new TreeSet<>();
    private final List<UserShell.Running> running = new ArrayList<>();

    public Reader(UserShell shell) {
        this.shell = shell;
    }

    /// Types something else where the page has a name that is another one here.
    public Reader replacing(String written, String real) {
        return replacing(written, () -> real);
    }

    /// As above, with a text that is not known before it is typed.
    public Reader replacing(String written, Supplier<String> real) {
        replacements.put(written, real);
        return this;
    }

    /// Does something before each command that begins so.
    public Reader before(String command, Runnable preparation) {
        preparations.put(command, preparation);
        return this;
    }

    /// Expects that exit code of the commands that begin so, in place of 0.
    public Reader expecting(int exitCode, String command) {
        exitCodes.put(command, exitCode);
        return this;
    }

    /// Goes on once the command, which does not end, has printed something.
    public Reader inBackground(String command, String printed) {
        inBackground.put(command, printed);
        return this;
    }

    /// Does not type a command.
    ///
    /// @param why it cannot be typed in a test
    public Reader skipping(String command, String why) {
        skipped.put(command, why);
        return this;
    }

    /// Reads and types the page. What it leaves running is ended.
    ///
    /// @throws AssertionError at the first command that fails or prints something else than
    ///     the page
    public void reads(ManualPage page) {
        try {
            for (ManualPage.Block block : page.blocks()) {
                switch (block.language()) {
                    case "" -> ManualPage.steps(block).forEach(step -> type(page, step));
                    case "yaml" -> apply(page, block);
                    default -> {}
                }
            }
        } finally {
            running.forEach(UserShell.Running::close);
        }
        var told = new TreeSet<String>();
        List.of(replacements, preparations, exitCodes, inBackground, skipped)
                .forEach(each -> told.addAll(each.keySet()));
        told.removeAll(used);
        if (!told.isEmpty()) {
            throw new AssertionError(page.title() + " has no longer: " + told);
        }
    }

    private void type(ManualPage page, ManualPage.Step step) {
        if (!found(skipped, step.command()).isEmpty()) {
            return;
        }
        found(preparations, step.command()).forEach(Runnable::run);
        String command = replaced(step.command());
        List<String> background = found(inBackground, step.command());
        if (!background.isEmpty()) {
            start(page, step, command, background.getFirst());
            return;
        }
        UserShell.Result result = shell.bash(command);
        List<Integer> codes = found(exitCodes, step.command());
        int expected = codes.isEmpty() ? 0 : codes.getFirst();
        if (result.exitCode() != expected) {
            throw wrong(page, step.line(), command, "ended with " + result);
        }
        if (!step.output().isEmpty()) {
            compare(page, step, result.out());
        }
    }

    private void start(ManualPage page, ManualPage.Step step, String command, String printed) {
        UserShell.Running process = shell.start("bash", "-c", "exec " + command);
        running.add(process);
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!process.printed().contains(printed)) {
            if (!process.process().isAlive() || System.nanoTime() > deadline) {
                throw wrong(page, step.line(), command, "printed " + process.printed());
            }
            pause();
        }
    }

    private void apply(ManualPage page, ManualPage.Block block) {
        try {
            Path file =
                    Files.writeString(shell.folder().resolve("page.yaml"), replaced(block.text()));
            UserShell.Result result = shell.run("kubectl", "apply", "-f", file.toString());
            if (result.exitCode() != 0) {
                throw wrong(page, block.line(), "kubectl apply", "ended with " + result);
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void compare(ManualPage page, ManualPage.Step step, String printed) {
        String shown = String.join("\n", step.output());
        if (!redacted(replaced(shown)).equals(redacted(printed.strip()))) {
            throw wrong(page, step.line(), step.command(), "printed\n" + printed + "not\n" + shown);
        }
    }

    /// Without times and ages, and with blanks that do not depend on their length.
    private static String redacted(String text) {
        String timeless = TIME.matcher(text).replaceAll("TIME");
        return AGE.matcher(timeless).replaceAll("AGE").replaceAll(" +", " ");
    }

    private String replaced(String text) {
        String replaced = text;
        for (Map.Entry<String, Supplier<String>> entry : replacements.entrySet()) {
            if (replaced.contains(entry.getKey())) {
                used.add(entry.getKey());
                replaced = replaced.replace(entry.getKey(), entry.getValue().get());
            }
        }
        return replaced;
    }

    private <V> List<V> found(Map<String, V> told, String command) {
        var found = new ArrayList<V>();
        told.forEach(
                (begin, value) -> {
                    if (command.startsWith(begin)) {
                        used.add(begin);
                        found.add(value);
                    }
                });
        return found;
    }

    private static AssertionError wrong(ManualPage page, int line, String command, String what) {
        return new AssertionError(page.title() + ":" + line + ": " + command + "\n" + what);
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a command starts", e);
        }
    }
}
