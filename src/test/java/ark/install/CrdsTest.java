package ark.install;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CrdsTest {
    private static final ObjectNode EMPTY = Json.object();

    private static ObjectNode json(String text) {
        return Json.object(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /// A definition of a kind that is not there, with one version and the given schema.
    private static ObjectNode crd(String schema) {
        return json(
                """
                {'metadata': {'name': 'x.velero.io', 'labels': {'component': 'velero'}},
                 'spec': {'names': {'plural': 'x'}, 'versions': [{'name': 'v1', 'served': true,
                  'storage': true, 'schema': {'openAPIV3Schema': SCHEMA}}]}}
                """
                        .replace("SCHEMA", schema));
    }

    private static JsonNode schemaOf(JsonNode crd) {
        return crd.at("/spec/versions/0/schema/openAPIV3Schema");
    }

    private static ObjectNode united(String existing, String ours) {
        return (ObjectNode) schemaOf(Crds.upgrade(crd(existing), crd(ours)));
    }

    @Test
    void everyFileIsAmongThemInTheOrderOfNames() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/crds"))) {
            List<String> plurals =
                    files.map(file -> file.getFileName().toString().replace(".yaml", "")).toList();
            assertThat(Crds.all().stream().map(crd -> crd.at("/spec/names/plural").asText()))
                    .containsExactlyInAnyOrderElementsOf(plurals)
                    .isSortedAccordingTo(Comparator.naturalOrder());
        }
    }

    @Test
    void everyOneCarriesTheLabelOfTheInstallation() {
        assertThat(Crds.all())
                .allMatch(crd -> crd.at("/metadata/labels/component").asText().equals("velero"))
                .allMatch(crd -> crd.path("kind").asText().equals("CustomResourceDefinition"));
    }

    @Test
    void theCallerMayChangeThem() {
        Crds.all().forEach(crd -> crd.remove("spec"));
        assertThat(Crds.all()).allMatch(crd -> crd.has("spec"));
    }

    @Test
    void upgradingToItselfChangesNothing() {
        for (ObjectNode crd : Crds.all()) {
            assertThat(Crds.upgrade(crd, crd)).isEqualTo(crd);
        }
    }

    @Test
    void whatOnlyTheExistingOneHasStays() {
        ObjectNode existing =
                crd(
                        """
                        {'type': 'object', 'properties': {'spec': {'type': 'object',
                         'properties': {'future': {'type': 'integer'},
                          'known': {'type': 'string', 'nullable': true}}},
                         'status': {'type': 'object', 'properties': {'phase': {'type': 'string',
                          'enum': ['Old', 'Future']}}}}}
                        """);
        existing.withObject("/metadata")
                .put("resourceVersion", "7")
                .withObject("/labels")
                .put("owner", "them");
        existing.withObject("/spec/names").putArray("shortNames").add("theirs");
        existing.withObject("/status").put("kept", true);
        ObjectNode ours =
                crd(
                        """
                        {'type': 'object', 'properties': {'spec': {'type': 'object',
                         'properties': {'known': {'type': 'string', 'description': 'Ours.'}}},
                         'status': {'type': 'object', 'properties': {'phase': {'type': 'string',
                          'enum': ['Old', 'New']}}}}}
                        """);
        ours.withObject("/spec/names").putArray("shortNames").add("ours");
        ObjectNode upgraded = Crds.upgrade(existing, ours);
        assertThat(upgraded.path("metadata"))
                .isEqualTo(
                        json(
                                """
                                {'name': 'x.velero.io', 'labels': {'component': 'velero',
                                 'owner': 'them'}, 'resourceVersion': '7'}
                                """));
        assertThat(upgraded.at("/status/kept").asBoolean()).isTrue();
        assertThat(upgraded.at("/spec/names/shortNames").toString())
                .isEqualTo("[\"ours\",\"theirs\"]");
        assertThat(schemaOf(upgraded).at("/properties"))
                .isEqualTo(
                        json(
                                """
                                {'spec': {'type': 'object', 'properties': {
                                  'known': {'type': 'string', 'description': 'Ours.',
                                   'nullable': true}, 'future': {'type': 'integer'}}},
                                 'status': {'type': 'object', 'properties': {'phase':
                                  {'type': 'string', 'enum': ['Old', 'New', 'Future']}}}}
                                """));
        assertThat(existing.at("/spec/names/shortNames")).hasSize(1); // the arguments stand
        assertThat(ours.at("/spec/names/shortNames")).hasSize(1);
    }

    @Test
    void onlyWhatBothRequireIsRequired() {
        assertThat(
                        united(
                                        "{'type':'object','required':['a'],"
                                                + "'properties':{'a':{},'b':{}}}",
                                        "{'type':'object','required':['a','b'],"
                                                + "'properties':{'a':{},'b':{}}}")
                                .path("required")
                                .toString())
                .isEqualTo("[\"a\"]");
        assertThat(
                        united(
                                "{'type':'object','properties':{'a':{}}}",
                                "{'type':'object','required':['a'],'properties':{'a':{}}}"))
                .isEqualTo(json("{'type':'object','properties':{'a':{}}}"));
    }

    @Test
    void aSchemaThatSaysNothingChangesNothing() {
        String ours =
                "{'type':'object','required':['a'],"
                        + "'properties':{'a':{'type':'string','enum':['x']}}}";
        assertThat(united("{}", ours)).isEqualTo(json(ours));
        assertThat(united("{'type':'object'}", ours)).isEqualTo(json(ours));
        assertThat(united("{'type':'string'}", ours)).isEqualTo(json(ours));
        assertThat(Crds.upgrade(EMPTY, crd(ours)).at("/spec")).isEqualTo(crd(ours).at("/spec"));
    }

    @Test
    void unknownFieldsAreKeptWhereEitherKeepsThem() {
        String open = "{'type':'object','x-kubernetes-preserve-unknown-fields':true}";
        assertThat(
                        united(open, "{'type':'object','properties':{'a':{'type':'string'}}}")
                                .path("x-kubernetes-preserve-unknown-fields")
                                .asBoolean())
                .isTrue();
    }

    @Test
    void anyTextStaysAcceptedWhereItWas() {
        assertThat(united("{'type':'string'}", "{'type':'string','enum':['x']}"))
                .isEqualTo(json("{'type':'string'}"));
    }

    @Test
    void partsOfListsAndMapsAreUnitedToo() {
        assertThat(
                        united(
                                """
                                {'type': 'array', 'items': {'type': 'object', 'properties':
                                 {'future': {'type': 'string'}}}}
                                """,
                                "{'type':'array','items':{'type':'object'}}"))
                .isEqualTo(
                        json(
                                """
                                {'type': 'array', 'items': {'type': 'object', 'properties':
                                 {'future': {'type': 'string'}}}}
                                """));
        assertThat(
                        united(
                                        "{'type':'object','additionalProperties':{'type':'string',"
                                                + "'nullable':true}}",
                                        "{'type':'object','additionalProperties':{'type':'string'}}")
                                .at("/additionalProperties/nullable")
                                .asBoolean())
                .isTrue();
    }

    @Test
    void otherVersionsStayAndOnlyOneIsStored() {
        ObjectNode existing = crd("{'type':'object'}");
        ((ObjectNode) existing.at("/spec/versions/0")).put("name", "v2");
        JsonNode versions = Crds.upgrade(existing, crd("{'type':'object'}")).at("/spec/versions");
        assertThat(versions).hasSize(2);
        assertThat(versions.at("/0/name").asText()).isEqualTo("v1");
        assertThat(versions.at("/0/storage").asBoolean()).isFalse();
        assertThat(versions.at("/1/name").asText()).isEqualTo("v2");
        assertThat(versions.at("/1/storage").asBoolean()).isTrue();
    }

    @Test
    void isEstablishedOnceNamesAndServingAreConfirmed() {
        String conditions =
                """
                {'status': {'conditions': [{'type': 'NamesAccepted', 'status': 'True'},
                 {'type': 'Established', 'status': '%s'}]}}
                """;
        assertThat(Crds.established(json(conditions.formatted("True")))).isTrue();
        assertThat(Crds.established(json(conditions.formatted("False")))).isFalse();
        assertThat(Crds.established(EMPTY)).isFalse();
    }

    @Test
    void theNamespaceMayRunPrivilegedPods() {
        assertThat(Manifests.namespace("velero"))
                .isEqualTo(
                        json(
                                """
                                {'apiVersion': 'v1', 'kind': 'Namespace', 'metadata':
                                 {'name': 'velero', 'labels': {'component': 'velero',
                                  'pod-security.kubernetes.io/enforce': 'privileged',
                                  'pod-security.kubernetes.io/enforce-version': 'latest'}}}
                                """));
    }

    @Test
    void aListHoldsItsObjectsInOrder() {
        ObjectNode list = Manifests.list(List.of(json("{'a':1}"), json("{'b':2}")));
        assertThat(list)
                .isEqualTo(json("{'apiVersion':'v1','kind':'List','items':[{'a':1},{'b':2}]}"));
    }
}
