package ark.objectstore;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Time as retries need it: a clock that never jumps, and sleep of a length left to chance.
public interface Pauses {
    /// Nanoseconds since some moment; only differences mean something.
    long nanoTime();

    /// Sleeps between half of it and all of it, so that many callers who failed together do not
    /// come
    /// back together.
    void upTo(Duration longest) throws InterruptedException;

    /// The machine's own time.
    static Pauses real(RandomGenerator chance) {
        return new Pauses() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void upTo(Duration longest) throws InterruptedException {
                Thread.sleep(longest.dividedBy(1000).multipliedBy(chance.nextInt(500, 1001)));
            }
        };
    }
}
