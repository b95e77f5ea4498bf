package ark.download;

import ark.api.v1.GoTime;
import ark.api.v1.RequestPhase;
import ark.api.v1.ServerStatusRequest;
import ark.api.v1.ServerStatusRequestStatus;
import ark.api.v1.VeleroKind;
import ark.cluster.Cluster;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.ItemKey;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/// Answers a ServerStatusRequest with what runs here, and deletes it a minute later.
@ControllerConfiguration(
        name = "server-status-request",
        generationAwareEventProcessing = false,
        maxReconciliationInterval =
                @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.MINUTES))
public final class ServerStatusReconciler implements Reconciler<ServerStatusRequest> {
    private static final GroupResource REQUESTS = VeleroKind.SERVER_STATUS_REQUEST.resource();
    private static final ResourceType TYPE = VeleroKind.SERVER_STATUS_REQUEST.as(ResourceType::of);

    /// Source: upstream's servers.
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final String namespace;
    private final ServerFacts facts;
    private final Cluster cluster;
    private final InstantSource clock;

    public ServerStatusReconciler(
            String namespace, ServerFacts facts, Cluster cluster, InstantSource clock) {
        this.namespace = namespace;
        this.facts = facts;
        this.cluster = cluster;
        this.clock = clock;
    }

    @Override
    public UpdateControl<ServerStatusRequest> reconcile(
            ServerStatusRequest request, Context<ServerStatusRequest> context) {
        ItemKey key = new ItemKey(REQUESTS, namespace, request.getMetadata().getName());
        ServerStatusRequestStatus status = request.getStatus();
        return switch (RequestPhase.of(status)) {
            case NEW -> answer(key);
            case PROCESSED ->
                    deleteInTime(key, status == null ? null : status.processedTimestamp());
            case IN_PROGRESS, UNKNOWN -> UpdateControl.noUpdate(); // not ours
        };
    }

    private UpdateControl<ServerStatusRequest> answer(ItemKey key) {
        ObjectNode status = Json.object();
        status.put("phase", RequestPhase.PROCESSED.text());
        status.put("processedTimestamp", GoTime.format(clock.instant()));
        status.put("serverVersion", facts.version());
        ArrayNode plugins = status.putArray("plugins");
        facts.plugins()
                .forEach(
                        plugin ->
                                plugins.addObject()
                                        .put("name", plugin.name())
                                        .put("kind", plugin.kind()));
        cluster.patchStatus(TYPE, key, status);
        return UpdateControl.<ServerStatusRequest>noUpdate().rescheduleAfter(KEPT.plusSeconds(1));
    }

    private UpdateControl<ServerStatusRequest> deleteInTime(
            ItemKey key, @org.jspecify.annotations.Nullable Instant processed) {
        Instant now = clock.instant();
        if (processed == null || !processed.plus(KEPT).isAfter(now)) {
            cluster.delete(TYPE, key);
            return UpdateControl.noUpdate();
        }
        return UpdateControl.<ServerStatusRequest>noUpdate()
                .rescheduleAfter(Duration.between(now, processed.plus(KEPT)).plusMillis(500));
    }
}
