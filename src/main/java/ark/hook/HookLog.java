package ark.hook;

import ark.item.ItemKey;

/// The run's log, as hooks need it. For many threads.
public interface HookLog {
    /// Logs what went as it should.
    ///
    /// @param facts of this line: key, value, key, value …
    void info(ItemKey pod, String message, String... facts);

    /// Logs and counts what somebody should look at.
    void warn(ItemKey pod, String message, String... facts);

    /// Logs and counts what failed: something is missing in the backup or the cluster.
    void error(ItemKey pod, String message, String... facts);
}
