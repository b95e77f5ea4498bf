package ark.hook;

import ark.item.ItemKey;

/// The run's log, as hooks need it. For many threads.
public interface HookLog {
    /// @param facts of this line: key, value, key, value …
    void info(ItemKey pod, String message, String... facts);

    void warn(ItemKey pod, String message, String... facts);

    /// Something is missing in the backup or the cluster.
    void error(ItemKey pod, String message, String... facts);
}
