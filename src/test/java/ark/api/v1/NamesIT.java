package ark.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.Json;
import ark.testing.KubernetesTest;
import ark.testing.TestNamespace;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The API server is the judge of what is a good name, and of what a selector selects.
@KubernetesTest
class NamesIT {
    private static final List<String> CANDIDATES =
            List.of(
                    "a",
                    "0",
                    "a-b",
                    "a--b",
                    "a.b",
                    "a..b",
                    "-a",
                    "a-",
                    ".a",
                    "a.",
                    "a.-b",
                    "a-.b",
                    "A",
                    "aB",
                    "a_b",
                    "_a",
                    "a b",
                    "a\n",
                    "ä",
                    "a/b",
                    "a:b",
                    "a%2fb",
                    "..",
                    "*",
                    "x".repeat(63),
                    "x".repeat(64),
                    "x.".repeat(126) + "x",
                    "x".repeat(254));

    private static String problem(KubernetesClient client, String path, ObjectNode object) {
        try {
            client.raw(path + "?dryRun=All", "POST", object);
            return "";
        } catch (KubernetesClientException e) {
            assertThat(e.getCode()).as(e.getMessage()).isIn(400, 422);
            return String.valueOf(e.getMessage());
        }
    }

    private static ObjectNode object(String kind, String name) {
        ObjectNode object = Json.object();
        object.put("apiVersion", "v1").put("kind", kind).putObject("metadata").put("name", name);
        return object;
    }

    /// Both refuse the same, and the server's message holds each of our sentences.
    private static void assertAgreement(
            Function<String, List<String>> ours, Function<String, String> server) {
        for (String candidate : CANDIDATES) {
            String message = server.apply(candidate);
            List<String> problems = ours.apply(candidate);
            assertThat(problems.isEmpty())
                    .as(candidate + ": " + message)
                    .isEqualTo(message.isEmpty());
            assertThat(problems).as(candidate).allSatisfy(p -> assertThat(message).contains(p));
        }
    }

    @Test
    void namesOfObjects(TestNamespace namespace) {
        String path = "/api/v1/namespaces/" + namespace.name() + "/configmaps";
        assertAgreement(
                Names::objectNameProblems,
                name -> problem(namespace.client(), path, object("ConfigMap", name)));
    }

    @Test
    void namesOfNamespaces(KubernetesClient client) {
        assertAgreement(
                Names::namespaceProblems,
                name -> problem(client, "/api/v1/namespaces", object("Namespace", name)));
    }

    @Test
    void keysOfLabels(TestNamespace namespace) {
        String path = "/api/v1/namespaces/" + namespace.name() + "/configmaps";
        assertAgreement(
                Names::labelKeyProblems,
                key -> problem(namespace.client(), path, labelled(key, "v")));
        assertAgreement(
                prefix -> Names.labelKeyProblems(prefix + "/x"),
                prefix -> problem(namespace.client(), path, labelled(prefix + "/x", "v")));
    }

    @Test
    void valuesOfLabels(TestNamespace namespace) {
        String path = "/api/v1/namespaces/" + namespace.name() + "/configmaps";
        assertAgreement(
                Names::labelValueProblems,
                value -> problem(namespace.client(), path, labelled("k", value)));
    }

    private static ObjectNode labelled(String key, String value) {
        ObjectNode object = object("ConfigMap", "labelled");
        object.withObject("/metadata").putObject("labels").put(key, value);
        return object;
    }

    @Test
    void selectorsSelectWhatTheServerSelects(TestNamespace namespace) {
        var random = new Random(1);
        var objects = new HashMap<String, Map<String, String>>();
        for (int i = 0; i < 20; i++) {
            objects.put("o" + i, labels(random));
        }
        String path = "/api/v1/namespaces/" + namespace.name() + "/configmaps";
        objects.forEach(
                (name, labels) -> {
                    ObjectNode object = object("ConfigMap", name);
                    labels.forEach(object.withObject("/metadata/labels")::put);
                    namespace.client().raw(path, "POST", object);
                });
        for (int i = 0; i < 60; i++) {
            ark.item.LabelSelector selector = LabelSelectors.of(selector(random));
            var expected = new TreeSet<String>();
            objects.forEach(
                    (name, labels) -> {
                        if (selector.matches(labels)) {
                            expected.add(name);
                        }
                    });
            assertThat(selected(namespace, path, selector.toString()))
                    .as(selector.toString())
                    .isEqualTo(expected);
        }
    }

    private static Set<String> selected(TestNamespace namespace, String path, String selector) {
        String query = "?labelSelector=" + URLEncoder.encode(selector, StandardCharsets.UTF_8);
        String answer = namespace.client().raw(path + query);
        var names = new TreeSet<String>();
        Json.object(answer.getBytes(StandardCharsets.UTF_8))
                .path("items")
                .forEach(item -> names.add(item.at("/metadata/name").asText()));
        names.remove("kube-root-ca.crt");
        return names;
    }

    private static Map<String, String> labels(Random random) {
        var labels = new HashMap<String, String>();
        for (String key : List.of("a", "b", "velero.io/c")) {
            if (random.nextBoolean()) {
                labels.put(key, value(random));
            }
        }
        return labels;
    }

    private static String value(Random random) {
        return List.of("", "x", "y", "X.1_2-3").get(random.nextInt(4));
    }

    private static LabelSelector selector(Random random) {
        var selector = new LabelSelector();
        if (random.nextInt(3) == 0) {
            selector.setMatchLabels(labels(random));
        }
        var expressions = new ArrayList<LabelSelectorRequirement>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            String operator =
                    List.of("In", "NotIn", "Exists", "DoesNotExist").get(random.nextInt(4));
            List<String> values =
                    operator.endsWith("In")
                            ? IntStream.rangeClosed(0, random.nextInt(3))
                                    .mapToObj(_ -> value(random))
                                    .toList()
                            : List.of();
            String key = List.of("a", "b", "velero.io/c").get(random.nextInt(3));
            expressions.add(new LabelSelectorRequirement(key, operator, values));
        }
        selector.setMatchExpressions(expressions);
        return selector;
    }
}
