package ark.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cluster.Fault;
import ark.item.Item;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kinds that the cluster serves in several versions.
class BackupVersionsTest {
    private static final String BANDS = "rockbands.music.dev";

    @TempDir private Path scratch;
    private BackupWorld world;

    @BeforeEach
    void makeWorld() {
        world = new BackupWorld(scratch);
        world.serve(BANDS, "v2", "RockBand", true);
        world.serve(BANDS, "v2beta1", "RockBand", true);
        world.serve(BANDS, "v1", "RockBand", true);
        world.add("namespaces foo");
        world.add(BANDS + " foo/queen {'spec': {'members': 4}}");
        world.everyVersion = true;
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static String path(String version) {
        return "resources/" + BANDS + "/" + version + "namespaces/foo/queen.json";
    }

    @Test
    void everyServedVersionIsStoredInItsFolder() {
        Item backup = world.run("b1", "{'includedNamespaces': ['foo']}");

        Map<String, String> archive = world.archive("b1");
        assertThat(archive.keySet())
                .filteredOn(path -> path.contains(BANDS))
                .containsExactlyInAnyOrder(
                        path("v2-preferredversion/"), path(""), path("v2beta1/"), path("v1/"));
        assertThat(archive.get(path("v2-preferredversion/")))
                .contains("\"apiVersion\":\"music.dev/v2\"")
                .isEqualTo(archive.get(path("")));
        assertThat(archive.get(path("v2beta1/")))
                .contains("\"apiVersion\":\"music.dev/v2beta1\"", "\"members\":4");
        assertThat(archive.get(path("v1/"))).contains("\"apiVersion\":\"music.dev/v1\"");
        assertThat(backup.at("/status/phase").asText()).isEqualTo("Completed");
        assertThat(backup.at("/status/progress/itemsBackedUp").asInt()).isEqualTo(2);
        assertThat(world.file("b1", "b1-resource-list.json.gz"))
                .contains(
                        "\"music.dev/v1/RockBand\":[\"foo/queen\"]",
                        "\"music.dev/v2/RockBand\":[\"foo/queen\"]",
                        "\"music.dev/v2beta1/RockBand\":[\"foo/queen\"]");
    }

    @Test
    void withoutTheFeatureOnlyThePreferredVersionIsRead() {
        world.everyVersion = false;
        world.run("b1", "{'includedNamespaces': ['foo']}");

        assertThat(world.archive("b1").keySet())
                .filteredOn(path -> path.contains(BANDS))
                .containsExactly(path("v2-preferredversion/"), path(""));
        assertThat(world.api.requests()).noneMatch(request -> request.contains("music.dev/v1/"));
    }

    @Test
    void everyVersionIsReadAtTheOneRevision() {
        world.run("b1", "{'includedNamespaces': ['foo']}");

        assertThat(world.api.requests())
                .filteredOn(request -> request.matches(".*/music.dev/v\\w+/namespaces/foo/.*"))
                .hasSize(3)
                .allMatch(request -> request.contains("resourceVersionMatch=Exact"));
    }

    @Test
    void aVersionThatCannotBeReadIsAnErrorAndCostsNoOther() {
        world.api.failNext(
                1, "GET", "/music.dev/v1/namespaces/foo", Fault.forbidden("conversion is broken"));
        Item backup = world.run("b1", "{'includedNamespaces': ['foo']}");

        assertThat(backup.at("/status/phase").asText()).isEqualTo("PartiallyFailed");
        assertThat(backup.text("/metadata/annotations/ark.dev~1inexact-kinds"))
                .doesNotContain("rockbands");
        assertThat(world.file("b1", "b1-results.gz"))
                .contains(BANDS + " (music.dev/v1)", "conversion is broken");
        assertThat(world.archive("b1"))
                .containsKeys(path("v2-preferredversion/"), path("v2beta1/"))
                .doesNotContainKey(path("v1/"));
    }

    @Test
    void whatIsLeftOutIsLeftOutInEveryVersion() {
        world.add(
                BANDS
                        + " foo/abba {'metadata': {'name': 'abba', 'namespace': 'foo', 'labels':"
                        + " {'velero.io/exclude-from-backup': 'true'}}}");
        world.run("b1", "{'includedNamespaces': ['foo']}");

        assertThat(world.archive("b1").keySet()).noneMatch(path -> path.contains("abba"));
    }

    @Test
    void whatAnActionAddsIsAddedInEveryVersion() {
        String definitions = "customresourcedefinitions.apiextensions.k8s.io";
        world.serve(definitions, "v1beta1", "CustomResourceDefinition", false);
        world.add(definitions + " " + BANDS + " {'spec': {'preserveUnknownFields': true}}");
        world.run("b1", "{'includedNamespaces': ['foo']}");

        String folder = "resources/" + definitions + "/";
        assertThat(world.archive("b1").keySet())
                .filteredOn(path -> path.contains(definitions))
                .containsExactlyInAnyOrder(
                        folder + "v1-preferredversion/cluster/" + BANDS + ".json",
                        folder + "cluster/" + BANDS + ".json",
                        folder + "v1beta1/cluster/" + BANDS + ".json");
        assertThat(world.archive("b1").get(folder + "cluster/" + BANDS + ".json"))
                .contains("\"apiVersion\":\"apiextensions.k8s.io/v1\"");
    }

    @Test
    void cohabitingKindsAreStoredInTheirFirstGroupOnly() {
        world.serve("networkpolicies.extensions", "v1beta1", "NetworkPolicy", true);
        world.serve("networkpolicies.networking.k8s.io", "v1", "NetworkPolicy", true);
        world.serve("networkpolicies.networking.k8s.io", "v1beta1", "NetworkPolicy", true);
        world.add("networkpolicies.networking.k8s.io foo/deny");
        world.add("networkpolicies.extensions foo/deny");
        world.run("b1", "{'includedNamespaces': ['foo']}");

        assertThat(world.archive("b1").keySet())
                .filteredOn(path -> path.contains("networkpolicies"))
                .allMatch(path -> path.contains("networkpolicies.networking.k8s.io"))
                .hasSize(3);
    }
}
