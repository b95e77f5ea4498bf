package ark.server;

import ark.objectstore.StoreCall;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.BooleanSupplier;

/// What monitoring can see of the process itself and of its calls to object stores.
final class ServerMetrics implements StoreCall.Listener {
    /// From a cache hit to an archive of some gigabytes, in seconds.
    private static final double[] CALLS = {0.01, 0.05, 0.25, 1, 5, 30, 120, 600};

    private final Histogram calls;
    private final Counter stored;

    ServerMetrics(PrometheusRegistry registry, String version, BooleanSupplier leading) {
        calls =
                Histogram.builder()
                        .name("ark_store_call_seconds")
                        .help("How long calls of object stores took, attempts together")
                        .labelNames("location", "operation", "outcome")
                        .classicOnly()
                        .classicUpperBounds(CALLS)
                        .register(registry);
        stored =
                Counter.builder()
                        .name("ark_stored_bytes_total")
                        .help("Bytes that were put into object stores")
                        .labelNames("location")
                        .register(registry);
        GaugeWithCallback.builder()
                .name("ark_leading")
                .help("1 when this server works, 0 when it stands by")
                .callback(callback -> callback.call(leading.getAsBoolean() ? 1 : 0))
                .register(registry);
        Gauge.builder()
                .name("ark_build")
                .help("Always 1; the label tells the version")
                .labelNames("version")
                .register(registry)
                .labelValues(version)
                .set(1);
        GaugeWithCallback.builder()
                .name("process_start_time_seconds")
                .help("When the process started, Unix time")
                .callback(callback -> callback.call(startSeconds()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("jvm_memory_used_bytes")
                .help("Heap in use")
                .callback(
                        callback -> {
                            Runtime runtime = Runtime.getRuntime();
                            long used = runtime.totalMemory() - runtime.freeMemory();
                            callback.call((double) used);
                        })
                .register(registry);
    }

    private static double startSeconds() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(start -> start.toEpochMilli() / 1000.0)
                .orElse(0.0);
    }

    @Override
    public void finished(StoreCall call) {
        calls.labelValues(call.location(), call.operation(), call.outcome())
                .observe(call.took().toMillis() / 1000.0);
        if (call.bytes() > 0) {
            stored.labelValues(call.location()).inc((double) call.bytes());
        }
    }
}
