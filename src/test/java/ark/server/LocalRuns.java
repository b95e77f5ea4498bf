package ark.server;

import static org.awaitility.Awaitility.await;

import ark.backupstore.Results;
import ark.item.Json;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/// Backups and restores that a server makes for a test, with a folder as its bucket.
///
/// @param namespace of the server
record LocalRuns(KubernetesClient client, String namespace, Path bucket) {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final Set<String> ENDED =
            Set.of("Completed", "PartiallyFailed", "Failed", "FailedValidation");

    /// Makes a backup, and gives the phase that it ends in.
    ///
    /// @param spec YAML on one line
    String backup(String name, String spec) {
        create("Backup", name, spec);
        return awaitEnd("Backup", name);
    }

    /// Makes a restore, and gives the phase that it ends in.
    String restore(String name, String spec) {
        create("Restore", name, spec);
        return awaitEnd("Restore", name);
    }

    void create(String kind, String name, String spec) {
        Resources.create(
                client,
                namespace,
                """
                apiVersion: velero.io/v1
                kind: %s
                metadata: {name: %s}
                spec: %s
                """
                        .formatted(kind, name, spec));
    }

    String awaitEnd(String kind, String name) {
        return await(kind + " " + name)
                .atMost(LIMIT)
                .until(() -> text(kind, name, "/status/phase"), ENDED::contains);
    }

    String text(String kind, String name, String pointer) {
        return Resources.text(client, namespace, kind, name, pointer);
    }

    Results results(String restore) throws IOException {
        byte[] json = file("restores/" + restore + "/restore-" + restore + "-results.gz");
        return Results.of(Json.tree(json));
    }

    Results backupResults(String backup) throws IOException {
        return Results.of(Json.tree(file("backups/" + backup + "/" + backup + "-results.gz")));
    }

    String log(String restore) throws IOException {
        byte[] lines = file("restores/" + restore + "/restore-" + restore + "-logs.gz");
        return new String(lines, StandardCharsets.UTF_8);
    }

    private byte[] file(String path) throws IOException {
        try (InputStream file = Files.newInputStream(bucket.resolve(path));
                var gzip = new GZIPInputStream(file)) {
            return gzip.readAllBytes();
        }
    }
}
