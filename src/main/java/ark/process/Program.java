package ark.process;

import ark.kubeconfig.KubeConfigException;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A program that stays: from its arguments to its exit code.
///
/// @param name behind `ark`: `server`
/// @param flags all that it takes: `--log-level`, `--log-format` and `--features` among them
/// @param features those of `--features` that mean something to it
public record Program(
        String name, List<Flag> flags, List<String> features, PrintStream out, PrintStream err) {
    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;

    private static final Logger log = LoggerFactory.getLogger(Program.class);

    public Program {
        flags = List.copyOf(flags);
        features = List.copyOf(features);
    }

    /// Runs it, unless its flags are wrong or somebody asks for help.
    ///
    /// @param settings reads the flags, and notes what is wrong with them
    /// @param work gives the exit code, when it ends
    public <S> int run(
            List<String> arguments, Function<GivenFlags, S> settings, ToIntFunction<S> work) {
        GivenFlags given = GivenFlags.parse(name, flags, arguments);
        if (given.help()) {
            out.print(GivenFlags.help(name, flags));
            return DONE;
        }
        LogSettings logged = LogSettings.of(given);
        S read = settings.apply(given);
        if (!given.problems().isEmpty()) {
            printProblems(given.problems());
            return USAGE;
        }
        ProcessLog.write(logged.level(), logged.format(), out);
        for (String feature : given.list("--features")) {
            if (!features.contains(feature)) {
                log.atWarn().addKeyValue("feature", feature).log("not known here, and ignored");
            }
        }
        try {
            return work.applyAsInt(read);
        } catch (CannotStartException e) {
            return failed(String.valueOf(e.getMessage()), e.remedy(), e);
        } catch (KubeConfigException e) {
            return failed(e.what(), e.remedy(), e);
        } catch (RuntimeException e) {
            return failed(String.valueOf(e.getMessage()), "See more with --log-level debug.", e);
        }
    }

    private void printProblems(List<String> problems) {
        if (problems.size() == 1) {
            err.println("An error occurred: " + problems.getFirst());
        } else {
            err.println("An error occurred: " + problems.size() + " problems:");
            problems.forEach(problem -> err.println("  " + problem));
        }
        err.println("See: ark " + name + " --help");
    }

    private int failed(String problem, String remedy, RuntimeException cause) {
        log.atDebug().setCause(cause).log("it cannot start");
        err.println("An error occurred: " + problem);
        err.println(remedy);
        return FAILED;
    }

    /// Ark's version, from the jar's manifest; a build that was never packaged has none.
    public static String version() {
        return Objects.requireNonNullElse(
                Program.class.getPackage().getImplementationVersion(), "0.0.0-dev");
    }

    /// Turns the signal that ends the process (SIGTERM, SIGINT) into an orderly end with exit code
    /// 0.
    ///
    /// @param close ends the work, and returns when it has ended
    /// @param ended whether it ended by itself, and so the exit code is decided
    public static void closeWhenTold(Runnable close, java.util.function.BooleanSupplier ended) {
        Thread stop =
                Thread.ofPlatform()
                        .name("stop")
                        .unstarted(
                                () -> {
                                    if (ended.getAsBoolean()) {
                                        return;
                                    }
                                    log.info("stopping");
                                    close.run();
                                    log.info("stopped");
                                    // A signal's own exit code would be 143.
                                    Runtime.getRuntime().halt(DONE);
                                });
        Runtime.getRuntime().addShutdownHook(stop);
    }
}
