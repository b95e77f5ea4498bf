package ark.operation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/// Permits that are given in the order in which they were asked for.
///
/// A fair semaphore gives them in the order in which threads come to wait, and threads that are
/// started one after the other come in any order.
final class Turns {
    // Guarded by this.
    private final Deque<CountDownLatch> waiting = new ArrayDeque<>();
    private int free;

    /// @param permits how many have their turn at once
    Turns(int permits) {
        free = permits;
    }

    /// Asks for a permit; waits for nothing.
    ///
    /// @return opens when the permit is there; [#end] it in any case
    synchronized CountDownLatch ask() {
        if (free > 0) {
            free--;
            return new CountDownLatch(0);
        }
        var turn = new CountDownLatch(1);
        waiting.addLast(turn);
        return turn;
    }

    /// Hands the permit on, or leaves the queue.
    synchronized void end(CountDownLatch turn) {
        if (waiting.remove(turn)) {
            return;
        }
        CountDownLatch next = waiting.pollFirst();
        if (next == null) {
            free++;
        } else {
            next.countDown();
        }
    }
}
