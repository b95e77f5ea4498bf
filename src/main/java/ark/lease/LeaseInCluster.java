package ark.lease;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A Lease of the Kubernetes API, which `kubectl get leases` shows.
public final class LeaseInCluster implements Leadership.Store {
    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final InstantSource clock;
    private volatile @Nullable ZonedDateTime acquired; // the API shows it, nobody decides by it

    /// @param clock for the times that the API shows; nobody decides by them
    public LeaseInCluster(
            KubernetesClient client, String namespace, String name, InstantSource clock) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.clock = clock;
    }

    @Override
    public Optional<Leadership.Claim> read() {
        return Optional.ofNullable(client.leases().inNamespace(namespace).withName(name).get())
                .map(LeaseInCluster::claim);
    }

    private static Leadership.Claim claim(Lease lease) {
        LeaseSpec spec = Objects.requireNonNullElseGet(lease.getSpec(), LeaseSpec::new);
        int seconds = Objects.requireNonNullElse(spec.getLeaseDurationSeconds(), 0);
        return new Leadership.Claim(
                Objects.requireNonNullElse(spec.getHolderIdentity(), ""),
                Duration.ofSeconds(seconds),
                lease.getMetadata().getResourceVersion());
    }

    @Override
    public Optional<Leadership.Claim> write(
            Leadership.@Nullable Claim seen, String holder, Duration duration) {
        ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC);
        ZonedDateTime since = acquired;
        if (since == null || seen == null || !seen.holder().equals(holder)) {
            since = now;
        }
        Lease lease =
                new LeaseBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .withResourceVersion(seen == null ? null : seen.version())
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity(holder)
                        .withLeaseDurationSeconds((int) duration.toSeconds())
                        .withRenewTime(now)
                        .withAcquireTime(since)
                        .endSpec()
                        .build();
        try {
            var resource = client.leases().resource(lease);
            Lease written = seen == null ? resource.create() : resource.update();
            acquired = since;
            return Optional.of(claim(written));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) { // somebody was faster
                return Optional.empty();
            }
            throw e;
        }
    }
}
