package ark.process;

/// How many threads of the system carry virtual threads.
///
/// A virtual thread gives up its carrier only when it waits, and there is one carrier per
/// processor:
/// on one processor the packing of an archive would keep the lease from being renewed, and the
/// server would lose it for being busy. With more carriers the system divides the time.
public final class Carriers {
    private static final String NUMBER = "jdk.virtualThreadScheduler.parallelism";

    /// More than can compute without waiting at one time: backups, restores and readers have
    /// limits.
    private static final int ENOUGH = 16;

    private Carriers() {}

    /// For a `main`, before the first virtual thread. A number that somebody has set stands.
    public static void provide() {
        if (System.getProperty(NUMBER) == null) {
            int number = Math.max(ENOUGH, Runtime.getRuntime().availableProcessors());
            System.setProperty(NUMBER, Integer.toString(number));
        }
    }
}
