package ark.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.backupstore.LogLine;
import ark.backupstore.RunLog;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/// Turns log events into [LogLine]s. An exception becomes the field `error` with its message and
/// the messages of its causes; its stack trace is only shown at level debug.
final class LogEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};

    /// Deeper chains of causes say nothing new, and may be circles.
    private static final int MAX_CAUSES = 8;

    private final RunLog.Format format;
    private final boolean stackTraces;

    LogEncoder(RunLog.Format format, boolean stackTraces) {
        this.format = format;
        this.stackTraces = stackTraces;
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String message = Objects.requireNonNullElse(event.getFormattedMessage(), "");
        return new LogLine(event.getInstant(), level(event), message, fields(event))
                .text(format)
                .getBytes(UTF_8);
    }

    private Map<String, String> fields(ILoggingEvent event) {
        var fields = new LinkedHashMap<String, String>();
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                fields.put(pair.key, String.valueOf(pair.value));
            }
        }
        fields.put("logSource", event.getLoggerName());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            boolean json = format == RunLog.Format.JSON;
            fields.put(json ? "error.message" : "error", messages(thrown, MAX_CAUSES));
            if (stackTraces) {
                fields.put("stackTrace", ThrowableProxyUtil.asString(thrown));
            }
        }
        return fields;
    }

    private static String messages(IThrowableProxy thrown, int causes) {
        String type = thrown.getClassName();
        String own =
                thrown.getMessage() == null
                        ? type.substring(type.lastIndexOf('.') + 1)
                        : thrown.getMessage();
        IThrowableProxy cause = thrown.getCause();
        if (cause == null || causes == 0) {
            return own;
        }
        String rest = messages(cause, causes - 1);
        return own.contains(rest) ? own : own + ": " + rest;
    }

    /// slf4j's levels are logback's.
    private static Level level(ILoggingEvent event) {
        return Level.valueOf(event.getLevel().toString());
    }
}
