package ark.e2e;

import ark.testing.KubernetesCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Pods with hooks of every kind. Each has the containers `main` and `side`, and its hooks note in
/// `/tmp/marks` of a container that they ran.
record HookedPods(KubernetesCluster cluster, String namespace) {
    private static final String POD =
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: NAME
              namespace: NAMESPACE
              labels: {app: NAME}
              annotations:
                kind: NAME
            ANNOTATIONS
            spec:
              terminationGracePeriodSeconds: 0
              containers:
              - {name: main, image: 'localhost/busybox:1', command: [sleep, '1000000']}
              - name: side
                image: localhost/busybox:1
                command: [sleep, '1000000']
                volumeMounts: [{name: shared, mountPath: /shared}]
              volumes:
              - {name: shared, emptyDir: {}}
            """;

    private static final String VELERO = ".hook.backup.velero.io/";
    private static final String ARK = ".hook.backup.ark.heptio.com/";

    /// Creates all of them and waits until they run.
    void deploy() {
        var all = new ArrayList<String>();
        all.add("apiVersion: v1\nkind: Namespace\nmetadata: {name: " + namespace + "}\n");
        all.add(pod("of-spec"));
        all.add(
                pod(
                        "of-velero",
                        "pre" + VELERO + "command: '[\"sh\", \"-c\", \"echo pre >> /tmp/marks\"]'",
                        "pre" + VELERO + "container: side",
                        "post" + VELERO + "command: whoami",
                        "post.hook.restore.velero.io/command: '[\"sh\", \"-c\", \"echo again\"]'",
                        "post.hook.restore.velero.io/container: side",
                        "init.hook.restore.velero.io/container-image: localhost/busybox:1",
                        "init.hook.restore.velero.io/container-name: before-all",
                        "init.hook.restore.velero.io/command: 'true'"));
        all.add(
                pod(
                        "of-ark",
                        "pre" + ARK + "command: '[\"sh\", \"-c\", \"echo pre >> /tmp/marks\"]'",
                        "pre" + ARK + "timeout: 20s",
                        "post" + ARK + "command: '[\"sh\", \"-c\", \"echo post >> /tmp/marks\"]'"));
        all.add(
                pod(
                        "of-both",
                        "hook.backup.velero.io/command: '[\"sh\", \"-c\", \"echo new >> /tmp/marks\"]'",
                        "hook.backup.ark.heptio.com/command: '[\"touch\", \"/tmp/never\"]'",
                        "post" + ARK + "command: '[\"sh\", \"-c\", \"echo post >> /tmp/marks\"]'"));
        all.add(failing("stuck", "[\"sleep\", \"300\"]", "Fail"));
        all.add(failing("refuses", "[\"sh\", \"-c\", \"echo no >&2; exit 3\"]", "Fail"));
        all.add(failing("limps", "[\"sh\", \"-c\", \"exit 4\"]", "Continue"));
        all.add(
                pod(
                        "noisy",
                        "pre"
                                + VELERO
                                + "command: '[\"sh\", \"-c\", \"printf \\\"\\\\033[31mred\\\\n\\\"; seq 100000\"]'"));
        cluster.apply(String.join("---\n", all));
        awaitReady();
    }

    /// A pod of which the pre hook fails, after two seconds at the latest.
    private String failing(String name, String command, String onError) {
        return pod(
                name,
                "pre" + VELERO + "command: '" + command + "'",
                "pre" + VELERO + "on-error: " + onError,
                "pre" + VELERO + "timeout: 2s",
                "post" + VELERO + "command: '[\"sh\", \"-c\", \"echo post >> /tmp/marks\"]'");
    }

    private String pod(String name, String... annotations) {
        String indented =
                String.join("", List.of(annotations).stream().map(a -> "    " + a + "\n").toList());
        return POD.replace("NAMESPACE", namespace)
                .replace("NAME", name)
                .replace("ANNOTATIONS\n", indented);
    }

    private void awaitReady() {
        cluster.client()
                .pods()
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(
                        pod ->
                                cluster.client()
                                        .resource(pod)
                                        .waitUntilReady(120, TimeUnit.SECONDS));
    }

    /// What the hooks noted in a container.
    String marks(String pod, String container) {
        return cluster.kubectl(
                        "--namespace=" + namespace,
                        "exec",
                        pod,
                        "--container=" + container,
                        "--",
                        "sh",
                        "-c",
                        "cd /tmp; ls; cat marks 2>/dev/null || true")
                .replaceFirst("marks\n", "")
                .strip();
    }
}
