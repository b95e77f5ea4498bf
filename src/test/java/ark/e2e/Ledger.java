package ark.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ark.testing.KubernetesCluster;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// An application with state: a StatefulSet whose pod has a claim and an emptyDir, and a second pod
/// on the same claim. All its volumes are asked for.
record Ledger(KubernetesCluster cluster, String namespace) {
    private static final Path KUBELET = Path.of("/var/lib/kubelet/pods");

    private static final String MANIFEST =
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: NAMESPACE}
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: ledger, namespace: NAMESPACE}
            spec:
              serviceName: ledger
              selector: {matchLabels: {app: ledger}}
              template:
                metadata:
                  labels: {app: ledger}
                  annotations: {backup.velero.io/backup-volumes: "data,scratch"}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: main
                    image: localhost/busybox:1
                    command: [sleep, "1000000"]
                    volumeMounts:
                    - {name: data, mountPath: /data}
                    - {name: scratch, mountPath: /scratch}
                  volumes:
                  - {name: scratch, emptyDir: {}}
              volumeClaimTemplates:
              - metadata: {name: data}
                spec:
                  accessModes: [ReadWriteOnce]
                  resources: {requests: {storage: 1Gi}}
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: reader
              namespace: NAMESPACE
              annotations: {backup.velero.io/backup-volumes: data}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: main
                image: localhost/busybox:1
                command: [sleep, "1000000"]
                volumeMounts: [{name: data, mountPath: /data, readOnly: true}]
              volumes:
              - name: data
                persistentVolumeClaim: {claimName: data-ledger-0}
            """;

    /// Creates it and waits until both pods run.
    void deploy() {
        try {
            Path manifest = Files.createTempFile("ledger", ".yaml");
            Files.writeString(manifest, MANIFEST.replace("NAMESPACE", namespace));
            cluster.kubectl("apply", "--filename=" + manifest);
            Files.delete(manifest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitReady();
    }

    void awaitReady() {
        for (String pod : List.of("ledger-0", "reader")) {
            cluster.client()
                    .pods()
                    .inNamespace(namespace)
                    .withName(pod)
                    .waitUntilReady(120, TimeUnit.SECONDS);
        }
    }

    /// Deletes its namespace and waits until that is gone.
    void lose() {
        cluster.remove(namespace);
    }

    /// Where the kubelet has a volume of the StatefulSet's pod.
    ///
    /// @param volume `data` or `scratch`
    Path folder(String volume) throws IOException {
        Pod pod = cluster.client().pods().inNamespace(namespace).withName("ledger-0").get();
        Path volumes = KUBELET.resolve(pod.getMetadata().getUid()).resolve("volumes");
        if (volume.equals("scratch")) {
            return volumes.resolve("kubernetes.io~empty-dir").resolve(volume);
        }
        try (Stream<Path> found = Files.list(volumes.resolve("kubernetes.io~csi"))) {
            List<Path> all = found.toList();
            assertThat(all).hasSize(1);
            return all.getFirst().resolve("mount");
        }
    }
}
