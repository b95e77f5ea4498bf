package ark.restore;

import ark.item.ItemKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Who restores what: each item is restored once, and whoever needs it first waits for it.
///
/// The lock guards both maps. Items that need each other in a circle are not waited for.
final class Claims {
    private final Map<ItemKey, Boolean> done = new HashMap<>();
    private final Map<ItemKey, ItemKey> needs = new HashMap<>();

    /// Takes an item on.
    ///
    /// @return false when somebody else has it, or had it
    synchronized boolean claim(ItemKey item) {
        return done.putIfAbsent(item, false) == null;
    }

    /// An item that was claimed has come to its end, good or bad.
    synchronized void done(ItemKey item) {
        done.put(item, true);
        needs.remove(item);
        notifyAll();
    }

    /// An item that this thread has claimed goes on when another one is there.
    synchronized void needs(ItemKey item, ItemKey needed) {
        needs.put(item, needed);
    }

    synchronized void needsNothing(ItemKey item) {
        needs.remove(item);
    }

    /// Waits until an item is done, or at once gives up when it waits for `item` itself.
    synchronized void await(ItemKey item, ItemKey needed) throws InterruptedException {
        needs.put(item, needed);
        while (!done.getOrDefault(needed, true) && !circular(item)) {
            wait();
        }
        needs.remove(item);
    }

    private boolean circular(ItemKey item) {
        Optional<ItemKey> next = Optional.ofNullable(needs.get(item));
        for (int steps = 0; next.isPresent() && steps <= needs.size(); steps++) {
            if (next.get().equals(item)) {
                return true;
            }
            next = Optional.ofNullable(needs.get(next.get()));
        }
        return false;
    }

    /// How many items were claimed.
    synchronized long count() {
        return done.size();
    }
}
