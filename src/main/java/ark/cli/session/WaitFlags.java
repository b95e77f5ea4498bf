package ark.cli.session;

import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import java.time.Duration;
import picocli.CommandLine.Option;

/// `--wait`, and for how long.
public final class WaitFlags {
    /// Longer than any backup should take; a script must end some day.
    private static final Duration DEFAULT_LIMIT = Duration.ofHours(24);

    @Option(
            names = {"-w", "--wait"},
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Wait until it has ended, and show how far it is.")
    private String wait = "";

    @Option(
            names = "--wait-timeout",
            paramLabel = "DURATION",
            description =
                    "With --wait: stop waiting after this time, with exit code 4. Default: 24h")
    private String timeout = "";

    /// What the flags say.
    ///
    /// @param wanted whether to wait at all
    public record Settings(boolean wanted, Duration limit) {}

    /// Problems go to `flags`.
    public Settings read(FlagReader flags) {
        return new Settings(
                flags.on("--wait", wait),
                flags.duration("--wait-timeout", timeout)
                        .filter(d -> !d.isZero())
                        .orElse(DEFAULT_LIMIT));
    }
}
