package ark.cluster;

import java.time.Duration;

/// Time as retries need it, so that tests need not wait.
interface Waiting {
    /// Nanoseconds since some moment; never goes back.
    long nanoTime();

    void sleep(Duration time) throws InterruptedException;

    Waiting REAL =
            new Waiting() {
                @Override
                public long nanoTime() {
                    return System.nanoTime();
                }

                @Override
                public void sleep(Duration time) throws InterruptedException {
                    Thread.sleep(time);
                }
            };
}
