package ark.process;

import ark.backupstore.RunLog;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/// The process's log: level, format and where it goes. Set up once, before anything else logs.
public final class ProcessLog {
    /// The words of `--log-level`, most talkative first, and what they let through. `fatal` and
    /// `panic` have no level of their own here: a program that cannot go on says so on its way out.
    public static final List<String> LEVELS =
            List.of("trace", "debug", "info", "warning", "error", "fatal", "panic");

    private static final Map<String, Level> LOGBACK =
            Map.of(
                    "trace", Level.TRACE,
                    "debug", Level.DEBUG,
                    "info", Level.INFO,
                    "warning", Level.WARN,
                    "error", Level.ERROR,
                    "fatal", Level.ERROR,
                    "panic", Level.ERROR);

    private ProcessLog() {}

    /// Sets the log up, anew if need be.
    ///
    /// @param level one of [#LEVELS]
    /// @param out stays open when the log is set up anew
    public static void write(String level, RunLog.Format format, OutputStream out) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Level chosen = LOGBACK.getOrDefault(level, Level.INFO);
        boolean debugging = Level.DEBUG.isGreaterOrEqual(chosen);

        var encoder = new LogEncoder(format, debugging);
        encoder.setContext(context);
        encoder.start();
        var appender = new OutputStreamAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(new Unclosed(out));
        appender.start();

        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        boolean quiet = chosen.isGreaterOrEqual(Level.WARN);
        root.setLevel(debugging || quiet ? chosen : Level.WARN); // libraries talk when we debug
        root.addAppender(appender);
        context.getLogger("ark").setLevel(chosen);
    }

    /// Standard output, which a log may not close.
    private static final class Unclosed extends java.io.FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws java.io.IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws java.io.IOException {
            flush();
        }
    }
}
