package ark.backupstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/// The log of one backup or restore: a compressed file that goes into the bucket, and the server's
/// own log. It is passed down to whoever works for that run; many threads may write to it.
///
/// Lines look as Velero's do, see [LogLine]. Informational lines reach the server's log at level
/// debug only, since there may be several for each object. A log never stops the run that it tells
/// of: what cannot be written, or is too much, is counted and dropped.
public final class RunLog implements AutoCloseable {
    /// How lines look: logrus' text format or one JSON object each.
    public enum Format {
        TEXT,
        JSON
    }

    /// What is logged, and how.
    ///
    /// @param least what is less important is not logged
    public record Settings(Format format, Level least) {}

    /// About a million lines. Warnings and errors have as much again.
    private static final long MAX_BYTES = 128L * 1024 * 1024;

    private static final Logger SERVER_LOG = LoggerFactory.getLogger(RunLog.class);

    private final Path file;
    private final Settings settings;
    private final Map<String, String> always;
    private final InstantSource clock;
    private final long maxBytes;
    private final OutputStream compressed;
    private long bytes;
    private long dropped;
    private int warnings;
    private int errors;
    private boolean closed;

    /// Begins a log.
    ///
    /// @param file created or overwritten; removed by whoever owns its folder
    /// @param always what every line says, as `backup` → `velero/b1`
    /// @throws UncheckedIOException when the file cannot be created
    public RunLog(Path file, Settings settings, Map<String, String> always, InstantSource clock) {
        this(file, settings, always, clock, MAX_BYTES);
    }

    RunLog(
            Path file,
            Settings settings,
            Map<String, String> always,
            InstantSource clock,
            long maxBytes) {
        this.file = file;
        this.settings = settings;
        this.always = Map.copyOf(always);
        this.clock = clock;
        this.maxBytes = maxBytes;
        try {
            this.compressed = new FastGzip(Files.newOutputStream(file));
        } catch (IOException e) {
            throw new UncheckedIOException("creating the log " + file, e);
        }
    }

    /// Logs what helps to find a fault.
    ///
    /// @param keysAndValues facts of this line: key, value, key, value …
    public void debug(String message, String... keysAndValues) {
        log(Level.DEBUG, message, keysAndValues);
    }

    /// Logs what went as it should.
    ///
    /// @param keysAndValues facts of this line: key, value, key, value …
    public void info(String message, String... keysAndValues) {
        log(Level.INFO, message, keysAndValues);
    }

    /// Logs and counts what somebody should look at.
    ///
    /// @param keysAndValues facts of this line: key, value, key, value …
    public void warn(String message, String... keysAndValues) {
        log(Level.WARN, message, keysAndValues);
    }

    /// Logs and counts what failed.
    ///
    /// @param keysAndValues facts of this line: key, value, key, value …
    public void error(String message, String... keysAndValues) {
        log(Level.ERROR, message, keysAndValues);
    }

    /// How many warnings were logged.
    public synchronized int warnings() {
        return warnings;
    }

    /// How many errors were logged.
    public synchronized int errors() {
        return errors;
    }

    /// Ends the file and gives it for storing. Lines logged later reach the server's log only.
    public Body finish() {
        close();
        return Body.of(file);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        if (dropped > 0) {
            String lines = dropped + " lines are missing here: the log was full";
            write(new LogLine(clock.instant(), Level.WARN, lines, always), Long.MAX_VALUE);
        }
        closed = true;
        try {
            compressed.close();
        } catch (IOException e) {
            SERVER_LOG.atWarn().setCause(e).addKeyValue("file", file).log("run log is incomplete");
        }
    }

    private void log(Level level, String message, String... keysAndValues) {
        if (level.toInt() < settings.least().toInt()) {
            return;
        }
        var facts = new TreeMap<>(always);
        for (int i = 0; i + 1 < keysAndValues.length; i += 2) {
            facts.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        var line = new LogLine(clock.instant(), level, message, facts);
        keep(line);
        tellServer(line);
    }

    private synchronized void keep(LogLine line) {
        boolean important = line.level() == Level.WARN || line.level() == Level.ERROR;
        warnings += line.level() == Level.WARN ? 1 : 0;
        errors += line.level() == Level.ERROR ? 1 : 0;
        write(line, important ? 2 * maxBytes : maxBytes);
    }

    private void write(LogLine line, long limit) {
        if (closed) {
            return;
        }
        byte[] text = line.text(settings.format()).getBytes(UTF_8);
        if (bytes + text.length > limit) {
            dropped++;
            return;
        }
        try {
            compressed.write(text);
            bytes += text.length;
        } catch (IOException e) {
            dropped++;
            bytes = Long.MAX_VALUE / 2; // a full disk: what follows is not even tried
            SERVER_LOG.atWarn().setCause(e).addKeyValue("file", file).log("cannot write run log");
        }
    }

    private static void tellServer(LogLine line) {
        Level level = line.level() == Level.INFO ? Level.DEBUG : line.level();
        if (!SERVER_LOG.isEnabledForLevel(level)) {
            return;
        }
        LoggingEventBuilder event = SERVER_LOG.atLevel(level);
        for (Map.Entry<String, String> fact : line.facts().entrySet()) {
            event = event.addKeyValue(fact.getKey(), LogLine.printable(fact.getValue()));
        }
        event.log(LogLine.printable(line.message()));
    }

    /// Level 1: logs compress well at any level, and the processor has better things to do.
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream file) throws IOException {
            super(file, 64 * 1024);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
