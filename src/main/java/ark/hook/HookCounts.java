package ark.hook;

import ark.api.v1.HookStatus;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// How many hooks of one run were tried, and how many failed. For many threads.
public final class HookCounts {
    private final AtomicLong attempted = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    void attempted() {
        attempted.incrementAndGet();
    }

    void failed() {
        failed.incrementAndGet();
    }

    /// As a status has it; empty when there was none.
    public Optional<HookStatus> status() {
        return attempted.get() == 0
                ? Optional.empty()
                : Optional.of(new HookStatus(attempted.get(), failed.get()));
    }
}
