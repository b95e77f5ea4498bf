package ark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.item.Json;
import ark.testing.KubernetesCluster;
import ark.testing.MinioServer;
import ark.testing.TestSecret;
import ark.testing.UserShell;
import ark.testing.VeleroServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server of Velero 1.18 and this one share a bucket, each in a namespace of its own: each finds
/// what the other wrote, and brings it back. Velero's server takes minutes to build and the port
/// 8080 to run, so this is for `./test --long`.
@Tag("long")
class VeleroServerIT {
    private static final String ARK = "ark-side";
    private static final String VELERO = "velero-side";
    private static final String KINDS =
            "configmaps,secrets,serviceaccounts,services,deployments,cronjobs,roles,rolebindings,"
                    + "poddisruptionbudgets,widgets";
    private static final String DEFINITION =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.example.org}
            spec:
              group: example.org
              scope: Namespaced
              names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
            """;
    private static final String OBJECTS =
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop, labels: {team: a}, annotations: {note: "ünïcode ✓"}}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: page, namespace: shop}
            data: {index.html: "Hello"}
            binaryData: {b: AAECAw==}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: password, namespace: shop}
            stringData: {password: x}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: web, namespace: shop}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {selector: {app: nginx}, ports: [{name: http, port: 80}]}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop, labels: {app: nginx}}
            spec:
              replicas: 2
              selector: {matchLabels: {app: nginx}}
              template:
                metadata: {labels: {app: nginx}}
                spec: {serviceAccountName: web, containers: [{name: c, image: nginx}]}
            ---
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: monthly, namespace: shop}
            spec:
              schedule: "0 0 1 * *"
              jobTemplate:
                spec:
                  template: {spec: {restartPolicy: Never, containers: [{name: c, image: x}]}}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: reader, namespace: shop}
            rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: reader, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
            subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: web, namespace: shop}
            spec: {minAvailable: 1, selector: {matchLabels: {app: nginx}}}
            ---
            apiVersion: example.org/v1
            kind: Widget
            metadata: {name: exact, namespace: shop}
            spec: {big: 9007199254740993, price: 1.10, list: [1, {a: null}]}
            """;

    @TempDir private static Path folder;
    private static KubernetesCluster cluster;
    private static KubernetesClient client;
    private static MinioServer minio;
    private static UserShell shell;
    private static ServerProcess ark;
    private static UserShell.Running velero;

    @BeforeAll
    static void start() {
        cluster = KubernetesCluster.start(List.of());
        client = cluster.client();
        minio = MinioServer.start();
        shell = new UserShell(folder, cluster, ARK).with("velero", VeleroServer.path());
        done("velero", "install", "--crds-only");
        done("ark", "install", "--crds-only");
        cluster.apply(DEFINITION);
        cluster.kubectl("wait", "--for=condition=Established", "crd/widgets.example.org");
        cluster.apply(OBJECTS);
        String bucket = minio.createBucket();
        for (String namespace : List.of(ARK, VELERO)) {
            cluster.kubectl("create", "namespace", namespace);
            TestSecret.put(client, namespace, "cloud", TestSecret.CLOUD, minio.credentialsFile());
            Resources.create(client, namespace, location(bucket));
        }
        // Velero asks for its own Deployment, whose settings its jobs would take.
        cluster.kubectl(
                "create", "deployment", "velero", "-n=" + VELERO, "--image=x", "--replicas=0");
        ark =
                ServerProcess.start(
                        folder.resolve("ark.log"),
                        cluster.kubeconfig(),
                        ARK,
                        "--store-validation-frequency=1s",
                        "--backup-sync-period=1s");
        velero =
                shell.start(
                        "velero",
                        "server",
                        "--namespace=" + VELERO,
                        "--plugin-dir=" + VeleroServer.plugins(),
                        "--metrics-address=localhost:0",
                        "--profiler-address=localhost:0",
                        "--store-validation-frequency=1s",
                        "--backup-sync-period=1s");
        awaitPhase(ARK, "BackupStorageLocation", "default", "Available");
        awaitPhase(VELERO, "BackupStorageLocation", "default", "Available");
    }

    private static String location(String bucket) {
        return """
        apiVersion: velero.io/v1
        kind: BackupStorageLocation
        metadata: {name: default}
        spec:
          provider: aws
          default: true
          objectStorage: {bucket: %s}
          credential: {name: cloud, key: %s}
          config: {region: %s, s3ForcePathStyle: "true", s3Url: "%s"}
        """
                .formatted(bucket, TestSecret.CLOUD, minio.region(), minio.endpoint());
    }

    @AfterAll
    static void stop() {
        velero.close();
        ark.close();
        minio.close();
        cluster.close();
    }

    @Test
    void eachBringsBackWhatTheOtherWrote() {
        Map<String, JsonNode> before = objects();
        assertThat(before).hasSizeGreaterThan(10);

        done("ark", "-n", ARK, "backup", "create", "by-ark", "--include-namespaces=shop", "--wait");
        lose();
        restore("velero", VELERO, "by-ark");
        assertThat(objects()).isEqualTo(before);

        done(
                "velero",
                "-n",
                VELERO,
                "backup",
                "create",
                "by-velero",
                "--include-namespaces=shop",
                "--wait");
        awaitPhase(VELERO, "Backup", "by-velero", "Completed");
        lose();
        restore("ark", ARK, "by-velero");
        assertThat(objects()).isEqualTo(before);
    }

    private static void lose() {
        cluster.kubectl("delete", "namespace", "shop");
        cluster.kubectl("delete", "crd", "widgets.example.org");
    }

    private static void restore(String program, String namespace, String backup) {
        awaitPhase(namespace, "Backup", backup, "Completed");
        done(program, "-n", namespace, "restore", "create", backup, "--from-backup", backup, "-w");
        String page = done(program, "-n", namespace, "restore", "describe", backup, "--details");
        assertThat(Resources.text(client, namespace, "Restore", backup, "/status/phase"))
                .as(page)
                .isEqualTo("Completed");
        assertThat(Resources.text(client, namespace, "Restore", backup, "/status/errors"))
                .as(page)
                .isIn("", "0");
    }

    private static void awaitPhase(String namespace, String kind, String name, String phase) {
        await(kind + " " + name + " in " + namespace)
                .atMost(LocalServer.patience())
                .until(
                        () -> Resources.text(client, namespace, kind, name, "/status/phase"),
                        phase::equals);
    }

    private static String done(String... words) {
        UserShell.Result result = shell.run(words);
        assertThat(result.exitCode()).as("%s", result).isZero();
        return result.out();
    }

    /// All that the namespace holds, without what a server sets anew.
    private static Map<String, JsonNode> objects() {
        String list = cluster.kubectl("get", KINDS, "-n=shop", "-o=json");
        var found = new TreeMap<String, JsonNode>();
        for (JsonNode item : Json.tree(list.getBytes(StandardCharsets.UTF_8)).path("items")) {
            var object = (ObjectNode) item;
            var metadata = (ObjectNode) object.path("metadata");
            metadata.retain("name", "namespace", "labels", "annotations");
            if (metadata.path("labels") instanceof ObjectNode labels) {
                labels.remove(List.of("velero.io/backup-name", "velero.io/restore-name"));
                if (labels.isEmpty()) metadata.remove("labels");
            }
            object.remove("status");
            if (object.path("spec") instanceof ObjectNode spec) {
                spec.remove(List.of("clusterIP", "clusterIPs"));
            }
            found.put(object.path("kind").asText() + " " + metadata.path("name").asText(), object);
        }
        return found;
    }
}
