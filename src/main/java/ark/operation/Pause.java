package ark.operation;

import java.time.Duration;

/// Waits. A test's fake returns at once.
public interface Pause {
    Pause REAL = Thread::sleep;

    void of(Duration time) throws InterruptedException;

    /// Some moment's count of nanoseconds; only differences mean something. A fake whose pauses
    /// take no time counts them here.
    default long nanoTime() {
        return System.nanoTime();
    }

    /// Tries something again and again, at first soon, then once a second.
    ///
    /// @param limit how long to pause in all
    /// @return whether it came true
    default boolean until(Duration limit, Try condition) throws InterruptedException {
        Duration paused = Duration.ZERO;
        Duration next = Duration.ofMillis(50);
        while (!condition.holds()) {
            if (paused.compareTo(limit) >= 0) {
                return false;
            }
            of(next);
            paused = paused.plus(next);
            Duration doubled = next.multipliedBy(2);
            next = doubled.toMillis() > 1000 ? Duration.ofSeconds(1) : doubled;
        }
        return true;
    }

    /// Something that may come true.
    interface Try {
        boolean holds();
    }
}
