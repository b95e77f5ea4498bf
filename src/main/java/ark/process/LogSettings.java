package ark.process;

import ark.backupstore.RunLog;
import java.util.List;
import org.slf4j.event.Level;

/// What a log shows.
///
/// @param level one of [ProcessLog#LEVELS]
public record LogSettings(String level, RunLog.Format format) {
    /// Reads `--log-level` and `--log-format`.
    public static LogSettings of(GivenFlags flags) {
        return new LogSettings(
                flags.word("--log-level", ProcessLog.LEVELS),
                flags.word("--log-format", List.of("text", "json")).equals("json")
                        ? RunLog.Format.JSON
                        : RunLog.Format.TEXT);
    }

    /// What the log of a backup or restore shows.
    public RunLog.Settings ofRuns() {
        Level least =
                switch (level) {
                    case "trace" -> Level.TRACE;
                    case "debug" -> Level.DEBUG;
                    case "warning" -> Level.WARN;
                    case "error", "fatal", "panic" -> Level.ERROR;
                    default -> Level.INFO;
                };
        return new RunLog.Settings(format, least);
    }
}
