package ark.cluster;

import ark.cluster.ClusterException.Reason;
import ark.cluster.ClusterException.Refusal;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One cluster: the door to every resource of its API. Safe for many threads.
///
/// Every method throws [ClusterException] when the server refuses, and when it stays away for
/// longer than the settings allow. An interrupted thread gets one with `CANCELLED`.
public final class Cluster {
    private final ApiServer server;
    private final Retries retries;
    private final Lister lister;
    private final Writes writes;

    /// @param client stays the caller's to close
    public Cluster(KubernetesClient client, ClusterSettings settings) {
        this(client, settings, Waiting.REAL);
    }

    Cluster(KubernetesClient client, ClusterSettings settings, Waiting waiting) {
        server = new ApiServer(client, settings, waiting);
        retries = new Retries(settings.retryFor(), waiting);
        lister = new Lister(server, retries, settings);
        writes = new Writes(server, retries, this::get);
    }

    /// Asks what the cluster serves now. Groups that fail are reported in the catalog.
    public ResourceCatalog discover() {
        return new Discovery(server, retries).run();
    }

    public KubernetesVersion version() {
        Call call = Call.get("/version", "asking for the cluster's version");
        JsonNode version =
                retries.run(call, _ -> server.send(call, body -> Json.object(body.readAllBytes())));
        return new KubernetesVersion(
                number(version.path("major").asText()),
                number(version.path("minor").asText()),
                version.path("gitVersion").asText());
    }

    /// What time it is where the API server is, in whole seconds; empty when it does not tell.
    public Optional<Instant> time() {
        Call call = Call.get("/version", "asking the API server for the time");
        return retries.run(call, _ -> server.dateOf(call))
                .flatMap(
                        date -> {
                            try {
                                return Optional.of(
                                        Instant.from(
                                                DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
                            } catch (DateTimeException e) {
                                return Optional.empty();
                            }
                        });
    }

    /// `34` of `34+`.
    private static int number(String text) {
        String digits = text.replaceAll("\\D.*", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    /// Lists as a stream of bytes, in pages, one object after the other; memory holds one.
    ///
    /// At an exact revision the server may answer from another one all the same, as aggregated
    /// APIs do; the result then says `exact() == false`.
    ///
    /// @throws ClusterException `EXPIRED` when the exact revision is gone, `REVISION_TOO_LARGE`
    ///     when the server does not reach it within seconds; the sink may have got objects
    public ListResult list(ListRequest request, ItemSink sink) {
        return lister.list(request, "", sink);
    }

    /// All objects of a list that is known to be short.
    public List<Item> items(ListRequest request) {
        var items = new Collected(request.type());
        lister.list(request, "", items);
        return List.copyOf(items.items);
    }

    private static final class Collected implements ItemSink {
        private final ResourceType type;
        private final List<Item> items = new ArrayList<>();

        Collected(ResourceType type) {
            this.type = type;
        }

        @Override
        public void begin() {
            items.clear();
        }

        @Override
        public void item(ItemHead head, byte[] buffer, int offset, int length) {
            items.add(Item.of(type.resource(), Json.object(buffer, offset, length)));
        }
    }

    /// The cluster's newest revision as the store of this type counts: a consistent read.
    public String revisionOf(ResourceType type) {
        String path = ApiPath.collection(type, "") + ApiPath.query("limit", "1");
        Call call = Call.get(path, "reading the revision of " + type.resource());
        return retries.run(call, _ -> server.send(call, body -> revision(type, body)));
    }

    private static String revision(ResourceType type, java.io.InputStream body)
            throws java.io.IOException {
        return new ItemSplitter(body, type, ClusterSettings.forServer().maxItemBytes())
                .split((_, _, _, _) -> {})
                .resourceVersion();
    }

    /// One object in its newest state; empty when there is none.
    public Optional<Item> get(ResourceType type, String namespace, String name) {
        ItemKey key = new ItemKey(type.resource(), namespace, name);
        Call call = Call.get(ApiPath.item(type, key), "getting " + key);
        try {
            return Optional.of(
                    retries.run(
                            call, _ -> server.send(call, body -> Writes.item(type, call, body))));
        } catch (ClusterException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// One object as it was at a revision; empty when there was none.
    ///
    /// @throws ClusterException `EXPIRED`, `REVISION_TOO_LARGE`, and `REVISION_IGNORED` when the
    ///     server answered from another revision
    public Optional<Item> getAt(ResourceType type, String namespace, String name, String revision) {
        var found = new Collected(type);
        ListRequest request = new ListRequest(type, namespace, "", Revision.exact(revision));
        ListResult result = lister.list(request, "metadata.name=" + name, found);
        if (!result.exact()) {
            String message = "asked for revision " + revision + ", got " + result.revision();
            throw new ClusterException(
                    Reason.REVISION_IGNORED,
                    "getting " + type.resource() + "/" + name,
                    Refusal.silent(message, false),
                    null);
        }
        return found.items.stream().filter(item -> item.key().name().equals(name)).findFirst();
    }

    /// Creates an object.
    ///
    /// A creation whose answer was lost is tried again; if the object exists then and holds
    /// everything that was sent, it is taken for ours.
    ///
    /// @param fieldManager who shall own its fields; empty for the client's own name
    /// @return the object as the server stored it
    public Item create(ResourceType type, Item item, String fieldManager) {
        return writes.create(type, item, fieldManager);
    }

    /// Changes an object by a JSON merge patch (RFC 7386).
    ///
    /// @return the object as it is now
    public Item patch(ResourceType type, ItemKey key, ObjectNode mergePatch) {
        return writes.patch(type, key, "", mergePatch);
    }

    /// Replaces the status of an object whose kind has a status subresource.
    ///
    /// @param item with the resourceVersion that it is based on, or none to overwrite
    /// @throws ClusterException `NOT_FOUND` when the kind has no such subresource
    public Item replaceStatus(ResourceType type, Item item) {
        if (!type.statusSubresource()) {
            throw ClusterException.of(
                    Reason.NOT_FOUND,
                    "writing the status of " + item.key(),
                    "the kind has no status subresource");
        }
        return writes.replaceStatus(type, item);
    }

    /// Deletes an object.
    ///
    /// @return false when there was none
    public boolean delete(ResourceType type, ItemKey key) {
        return delete(type, key, "");
    }

    /// Deletes an object if it still is the one that is meant, not another one of its name.
    ///
    /// @param uid of the one that is meant; empty for any
    /// @return false when there was none
    /// @throws ClusterException `CONFLICT` when it is another one
    public boolean delete(ResourceType type, ItemKey key, String uid) {
        return writes.delete(type, key, uid);
    }

    /// Writes the status of a custom resource that has no status subresource: the one place that
    /// writes statuses. Only the members given are changed; null removes one.
    ///
    /// @return the resource as it is now
    /// @throws ClusterException `NOT_FOUND` when it is gone
    public Item patchStatus(ResourceType type, ItemKey key, ObjectNode status) {
        return patchStatus(type, key, "", status);
    }

    /// Writes the status of a resource unless somebody has changed it since.
    ///
    /// @param seen the resource as it was
    /// @return the resource as it is now
    /// @throws ClusterException `NOT_FOUND` when it is gone, `CONFLICT` when it was changed or
    ///     replaced
    public Item patchStatus(ResourceType type, Item seen, ObjectNode status) {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").put("resourceVersion", seen.text("/metadata/resourceVersion"));
        patch.set("status", status);
        return writes.patch(type, seen.key(), seen.text("/metadata/uid"), patch);
    }

    /// Writes the status of that very resource, not of another one that has taken its name.
    ///
    /// @param uid of the resource that is meant
    /// @return the resource as it is now
    /// @throws ClusterException `NOT_FOUND` when it is gone, `CONFLICT` when it was replaced
    public Item patchStatus(ResourceType type, ItemKey key, String uid, ObjectNode status) {
        return patchStatus(type, key, uid, status, Json.object());
    }

    /// Writes the status and other members at once: who watches never sees one without the other.
    ///
    /// @param also changes of metadata or spec, a JSON merge patch
    public Item patchStatus(
            ResourceType type, ItemKey key, String uid, ObjectNode status, ObjectNode also) {
        ObjectNode patch = also.deepCopy();
        patch.set("status", status);
        return writes.patch(type, key, uid, patch);
    }
}
