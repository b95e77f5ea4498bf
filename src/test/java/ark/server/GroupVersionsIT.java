package ark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.TestNamespace;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A kind whose versions are others in the cluster that is restored into, as Velero's end-to-end
/// suite `[APIGroup]` has it.
@KubernetesTest
class GroupVersionsIT {
    @TempDir private Path folder;
    private KubernetesCluster cluster;
    private LocalServer server;
    private LocalRuns runs;

    /// A group of its own for each test: discovery is slow to forget one.
    private String group = "";

    private String workload = "";

    @BeforeEach
    void start(KubernetesCluster shared, TestNamespace own) {
        cluster = shared;
        group = own.name() + ".example.io";
        workload = own.name() + "-bands";
        Path bucket = folder.resolve("bucket");
        server =
                LocalServer.start(
                        cluster.kubeconfig(),
                        own.name(),
                        bucket,
                        "--features=EnableAPIGroupVersions");
        runs = new LocalRuns(cluster.client(), own.name(), bucket);
    }

    @AfterEach
    void stop() {
        server.close();
        cluster.kubectl("delete", "crd", "rockbands." + group, "--ignore-not-found");
        cluster.kubectl("delete", "namespace", workload, "--ignore-not-found", "--wait=false");
    }

    private void define(String... versions) {
        String served =
                String.join(
                        ", ",
                        Stream.of(versions)
                                .map(
                                        v ->
                                                """
                                                {name: %s, served: true, storage: %s,
                                                 schema: {openAPIV3Schema: {type: object,
                                                 x-kubernetes-preserve-unknown-fields: true}}}
                                                """
                                                        .formatted(v, v.equals(versions[0])))
                                .toList());
        cluster.apply(
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: rockbands.%1$s}
                spec:
                  group: %1$s
                  scope: Namespaced
                  names: {plural: rockbands, singular: rockband, kind: RockBand}
                  versions: [%2$s]
                """
                        .formatted(group, served));
        cluster.kubectl(
                "wait", "--for=condition=Established", "--timeout=30s", "crd/rockbands." + group);
        await().atMost(LocalServer.patience())
                .until(() -> servedVersions().equals(Stream.of(versions).sorted().toList()));
    }

    private List<String> servedVersions() {
        return cluster.kubectl("api-versions")
                .lines()
                .filter(line -> line.startsWith(group + "/"))
                .map(line -> line.substring(line.indexOf('/') + 1))
                .sorted()
                .toList();
    }

    private void backUpABand(String... versions) {
        define(versions);
        cluster.kubectl("create", "namespace", workload);
        cluster.apply(
                """
                apiVersion: %s/%s
                kind: RockBand
                metadata: {name: queen, namespace: %s}
                spec: {members: 4}
                """
                        .formatted(group, versions[0], workload));
        String spec = "{includedNamespaces: [%s]}".formatted(workload);
        assertThat(runs.backup("b1", spec)).isEqualTo("Completed");
        cluster.kubectl("delete", "crd", "rockbands." + group); // and the band with it
    }

    private String restore(String name) {
        return runs.restore(name, "{backupName: b1}");
    }

    /// The version in which the band was created.
    private String createdAs() {
        return cluster.kubectl(
                        "get",
                        "rockbands." + group + "/queen",
                        "--namespace=" + workload,
                        "--show-managed-fields",
                        "-o=jsonpath={.spec.members} {.metadata.managedFields[0].apiVersion}")
                .replace(group, "G");
    }

    @Test
    void whatTheClusterPrefersIsRestored() throws Exception {
        backUpABand("v2", "v1");
        define("v1");
        assertThat(restore("r1")).isEqualTo("Completed");
        assertThat(createdAs()).isEqualTo("4 G/v1");
    }

    @Test
    void theBestCommonVersionIsRestoredOrTheOneThatIsAskedFor() throws Exception {
        backUpABand("v1", "v2beta2", "v2beta1");
        define("v2", "v2beta1", "v2beta2");
        assertThat(restore("r1")).isEqualTo("Completed");
        assertThat(createdAs()).isEqualTo("4 G/v2beta2");

        cluster.kubectl("delete", "rockbands." + group, "queen", "--namespace=" + workload);
        cluster.kubectl(
                "create",
                "configmap",
                "enableapigroupversions",
                "--namespace=" + runs.namespace(),
                "--from-literal=restoreResourcesVersionPriority=rockbands." + group + "=v2beta1");
        assertThat(restore("r2")).isEqualTo("Completed");
        assertThat(createdAs()).isEqualTo("4 G/v2beta1");
    }

    @Test
    void withNoVersionInCommonNothingIsRestoredAndTheErrorNamesBoth() throws Exception {
        backUpABand("v1");
        define("v2");
        assertThat(restore("r1")).isEqualTo("PartiallyFailed");
        assertThat(cluster.kubectl("get", "rockbands." + group, "--namespace=" + workload))
                .contains("No resources found");
        assertThat(runs.results("r1").errors().namespaces().get(workload))
                .singleElement()
                .asString()
                .contains(group + "/v1, but in " + group + "/v2");
    }

    @Test
    void aDefinitionThatTheClusterLacksComesBackWithItsObjects() throws Exception {
        backUpABand("v2", "v1");
        assertThat(restore("r1")).isEqualTo("Completed");
        assertThat(createdAs()).isEqualTo("4 G/v2");
    }
}
