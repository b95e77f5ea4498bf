package ark.hook;

import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.item.Item;
import ark.item.ItemKey;
import ark.operation.Pause;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Pods that are there, and time that passes only when somebody pauses.
final class FakeRestoredPods implements RestoredPods.Pods, Pause {
    final List<String> marks = new CopyOnWriteArrayList<>();
    final AtomicInteger looks = new AtomicInteger();
    final AtomicLong nanos = new AtomicLong();
    private final Map<ItemKey, Item> pods = new HashMap<>();
    private final Map<Integer, Runnable> later = new TreeMap<>();
    volatile boolean silent;
    private volatile String late = "never";

    /// Does something before the look of that number, counted from 1.
    synchronized FakeRestoredPods beforeLook(int number, Runnable what) {
        later.put(number, what);
        return this;
    }

    synchronized void put(Item pod) {
        pods.put(pod.key(), pod);
    }

    synchronized void remove(Item pod) {
        pods.remove(pod.key());
    }

    /// The pod with these containers running.
    void runs(Item pod, boolean ready, String... containers) {
        put(
                pod.edit(
                        json -> {
                            ArrayNode statuses =
                                    json.withObject("/status").putArray("containerStatuses");
                            for (String container : containers) {
                                statuses.addObject()
                                        .put("name", container)
                                        .put("ready", ready)
                                        .putObject("state")
                                        .putObject("running");
                            }
                        }));
    }

    void phase(Item pod, String phase) {
        put(pod.edit(json -> json.withObject("/status").put("phase", phase)));
    }

    @Override
    public synchronized List<Item> in(String namespace) {
        Runnable what = later.remove(looks.incrementAndGet());
        if (what != null) {
            what.run();
        }
        if (silent) {
            throw ClusterException.of(Reason.UNREACHABLE, "listing", "no answer");
        }
        return pods.values().stream()
                .filter(pod -> pod.key().namespace().equals(namespace))
                .toList();
    }

    /// From now on a mark that ends so is put only when somebody has looked at pods three more
    /// times.
    void marksLate(String ending) {
        late = ending;
    }

    @Override
    public void mark(ItemKey pod, String mark) {
        int seen = looks.get();
        while (mark.endsWith(late) && looks.get() < seen + 3) {
            pauseForAMoment();
        }
        marks.add(pod.path() + " " + mark);
    }

    private static void pauseForAMoment() {
        try {
            Thread.sleep(Duration.ofMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ClusterException.of(Reason.CANCELLED, "patching", "interrupted");
        }
    }

    @Override
    public void of(Duration time) throws InterruptedException {
        nanos.addAndGet(time.toNanos());
        Thread.sleep(Duration.ofMillis(1));
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }
}
