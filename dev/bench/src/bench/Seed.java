package bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/// Fills a cluster with mixed objects of 3 KB on average; the same numbers give the same objects.
final class Seed {
    static final int WRITERS = 16;
    private static final String MANAGER = "?fieldManager=";

    private final Api api;

    Seed(Api api) {
        this.api = api;
    }

    /// One object and the path that it is POSTed to.
    record Seeded(String path, ObjectNode object) {}

    void namespace(String name) throws Exception {
        api.post("/api/v1/namespaces", object("v1", "Namespace", name, ""));
    }

    void widgets() throws Exception {
        api.post(
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                Api.JSON.readTree(
                        """
                        {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                         "metadata": {"name": "widgets.bench.ark.dev"},
                         "spec": {"group": "bench.ark.dev", "scope": "Namespaced",
                          "names": {"plural": "widgets", "singular": "widget", "kind": "Widget"},
                          "versions": [{"name": "v1", "served": true, "storage": true, "schema":
                           {"openAPIV3Schema": {"type": "object",
                            "x-kubernetes-preserve-unknown-fields": true}}}]}}"""));
        while (api.get("/apis/bench.ark.dev/v1").isMissingNode()) {
            Thread.sleep(100);
        }
    }

    /// Creates objects with numbers from `first` up to `end`, spread over namespaces, as one
    // manager.
    void objects(List<String> namespaces, int first, int end) throws Exception {
        var seeded = new ArrayList<Seeded>();
        for (int i = first; i < end; i++) {
            seeded.add(mixed(namespaces.get(i % namespaces.size()), i));
        }
        post(seeded, "bench");
    }

    /// POSTs objects, 16 at a time.
    void post(List<Seeded> objects, String manager) throws Exception {
        all(objects, each -> api.post(each.path() + MANAGER + manager, each.object()));
    }

    /// Changes a label of every object as another manager.
    void touch(List<Seeded> objects, String manager) throws Exception {
        JsonNode change = Api.JSON.readTree("{\"metadata\":{\"labels\":{\"touched\":\"yes\"}}}");
        all(
                objects,
                each ->
                        api.patch(
                                each.path()
                                        + "/"
                                        + each.object().at("/metadata/name").asText()
                                        + MANAGER
                                        + manager,
                                change));
    }

    private interface Change {
        JsonNode apply(Seeded object) throws Exception;
    }

    private static void all(List<Seeded> objects, Change change) throws Exception {
        var tasks = new ArrayList<Callable<JsonNode>>();
        objects.forEach(object -> tasks.add(() -> change.apply(object)));
        try (var threads = Executors.newFixedThreadPool(WRITERS)) {
            for (var done : threads.invokeAll(tasks)) {
                done.get();
            }
        }
    }

    static Seeded mixed(String namespace, int number) {
        var random = new Random(number);
        String name = "object-" + number;
        int size = 1000 + random.nextInt(3700);
        String text = text(random, size);
        return switch (number % 20) {
            case 10, 11, 12 -> {
                ObjectNode secret = object("v1", "Secret", name, namespace);
                secret.withObject("/stringData").put("value", text.substring(text.length() / 4));
                yield new Seeded(core(namespace, "secrets"), secret);
            }
            case 13 -> annotated("/api/v1", "v1", "ServiceAccount", namespace, name, text);
            case 14 -> {
                Seeded role =
                        annotated(
                                "/apis/rbac.authorization.k8s.io/v1",
                                "rbac.authorization.k8s.io/v1",
                                "Role",
                                namespace,
                                name,
                                text);
                role.object().putArray("rules");
                yield role;
            }
            case 15, 16, 17 -> deployment(namespace, name, text);
            case 18, 19 -> {
                Seeded widget =
                        annotated(
                                "/apis/bench.ark.dev/v1",
                                "bench.ark.dev/v1",
                                "Widget",
                                namespace,
                                name,
                                "x");
                widget.object().withObject("/spec").put("text", text).put("number", number);
                yield widget;
            }
            default -> {
                ObjectNode map = object("v1", "ConfigMap", name, namespace);
                map.withObject("/data").put("settings.properties", text);
                yield new Seeded(core(namespace, "configmaps"), map);
            }
        };
    }

    private static Seeded deployment(String namespace, String name, String text) {
        Seeded deployment =
                annotated("/apis/apps/v1", "apps/v1", "Deployment", namespace, name, text);
        ObjectNode spec = deployment.object().withObject("/spec");
        spec.put("replicas", 2);
        spec.withObject("/selector/matchLabels").put("app", name);
        spec.withObject("/template/metadata/labels").put("app", name);
        spec.withObject("/template/spec")
                .putArray("containers")
                .addObject()
                .put("name", "web")
                .put("image", "registry.example/web:1");
        return deployment;
    }

    private static Seeded annotated(
            String api, String version, String kind, String namespace, String name, String text) {
        ObjectNode object = object(version, kind, name, namespace);
        object.withObject("/metadata/annotations").put("bench.ark.dev/text", text);
        String plural = kind.toLowerCase(java.util.Locale.ROOT) + "s";
        return new Seeded(api + "/namespaces/" + namespace + "/" + plural, object);
    }

    private static String core(String namespace, String plural) {
        return "/api/v1/namespaces/" + namespace + "/" + plural;
    }

    private static ObjectNode object(String version, String kind, String name, String namespace) {
        ObjectNode object = Api.JSON.createObjectNode();
        object.put("apiVersion", version).put("kind", kind);
        object.withObject("/metadata").put("name", name);
        if (!namespace.isEmpty()) {
            object.withObject("/metadata").put("namespace", namespace);
            object.withObject("/metadata/labels").put("bench", "yes");
        }
        return object;
    }

    /// Text that compresses about as well as configuration does.
    private static String text(Random random, int length) {
        var text = new StringBuilder();
        while (text.length() < length) {
            text.append("key.")
                    .append(random.nextInt(10_000))
                    .append(" = value ")
                    .append(Long.toString(random.nextLong(), 36))
                    .append('\n');
        }
        return text.substring(0, length);
    }
}
