package ark.podvolume;

import ark.cluster.ClusterException;
import ark.item.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks for volumes on threads of its own, so that nobody waits for a repository before he has
/// asked for the next volume, and awaits what was asked for. For many threads. How many requests
/// are under way at once is the cluster's to limit.
final class Asking implements AutoCloseable {
    /// Beyond the common deadline: asking waits for nothing for longer than a repository may take.
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private final VolumeObjects objects;
    private final VolumeWatch watch;
    private final Map<PodVolume, Asked> asked = new LinkedHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// @param unborn what stands for the object when it cannot be created
    private record Asked(
            PodVolume volume, Claim claim, Item unborn, CompletableFuture<Item> created) {}

    /// One volume to ask for.
    ///
    /// @param unborn the object as far as it is known
    record Order(PodVolume volume, Claim claim, Item unborn) {}

    Asking(VolumeObjects objects, VolumeWatch watch) {
        this.objects = objects;
        this.watch = watch;
    }

    /// Asks for one volume; returns at once.
    ///
    /// @param create gives the object, created or already ended; what it throws fails the volume
    void begin(Order order, Callable<Item> create) {
        var future = new CompletableFuture<Item>();
        synchronized (asked) {
            asked.put(
                    order.volume(),
                    new Asked(order.volume(), order.claim(), order.unborn(), future));
        }
        threads.execute(() -> create(order, create, future));
    }

    private void create(Order order, Callable<Item> create, CompletableFuture<Item> future) {
        try {
            Item created = create.call();
            if (!VolumeOutcome.ended(created)) {
                watch.follow(created);
            }
            future.complete(created);
        } catch (InterruptedException e) { // the work is cancelled
            Thread.currentThread().interrupt();
            future.completeExceptionally(e);
        } catch (Exception e) { // one volume that cannot be asked for fails no other
            if (e instanceof ClusterException c
                    && c.reason() == ClusterException.Reason.CANCELLED) {
                future.completeExceptionally(e);
            } else {
                future.complete(objects.failed(order.unborn(), String.valueOf(e.getMessage())));
            }
        }
    }

    /// Every volume that was asked for so far, in that order.
    List<PodVolume> volumes() {
        synchronized (asked) {
            return List.copyOf(asked.keySet());
        }
    }

    /// Waits for the ends of these.
    List<VolumeOutcome> await(Collection<PodVolume> volumes) throws InterruptedException {
        var created = new LinkedHashMap<Asked, Item>();
        for (PodVolume volume : volumes) {
            Asked one;
            synchronized (asked) {
                one = asked.get(volume);
            }
            if (one != null) {
                created.put(one, created(one));
            }
        }
        Map<String, Item> ends =
                watch.await(created.values().stream().map(item -> item.key().name()).toList());
        var outcomes = new ArrayList<VolumeOutcome>();
        created.forEach(
                (one, item) ->
                        outcomes.add(
                                new VolumeOutcome(
                                        one.volume(),
                                        one.claim(),
                                        ends.getOrDefault(item.key().name(), item))));
        return List.copyOf(outcomes);
    }

    private Item created(Asked one) throws InterruptedException {
        long limit = watch.left().plus(MARGIN).toMillis();
        try {
            return one.created().get(limit, TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return objects.failed(one.unborn(), watch.overdue());
        } catch (ExecutionException e) { // only a cancel ends so
            throw new InterruptedException("asking for " + one.volume() + " was cancelled");
        }
    }

    /// Stops asking; what was asked for goes on.
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
