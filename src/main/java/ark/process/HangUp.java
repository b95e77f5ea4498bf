package ark.process;

import java.lang.reflect.Method;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes this process ignore the signal SIGHUP, which ends a Java process otherwise.
///
/// `restic unlock` sends it to the process whose number stands in a lock that was made on this
/// host,
/// to see whether that is still there. In a container that was started anew the number may be a
/// thread's of ours.
///
/// Source: restic 0.18, `internal/restic/lock_unix.go`.
public final class HangUp {
    private static final Logger log = LoggerFactory.getLogger(HangUp.class);

    private HangUp() {}

    /// From now on. The JDK has no public way: `sun.misc.Signal` is what there is.
    public static void ignore() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method handle = signal.getMethod("handle", signal, handler);
            Object hangUp = signal.getConstructor(String.class).newInstance("HUP");
            handle.invoke(null, hangUp, handler.getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException e) {
            log.atWarn().setCause(e).log("cannot ignore SIGHUP");
        }
    }
}
