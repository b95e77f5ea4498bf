package ark.kubeconfig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;

/// Keys, certificates and surroundings for tests.
final class Samples {
    static final Instant NOW = Instant.parse("2027-03-01T16:34:07Z");

    private Samples() {}

    static Path file(String name) {
        return Path.of("src/test/resources/kubeconfig", name).toAbsolutePath();
    }

    static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    static String base64(String name) {
        return Base64.getEncoder().encodeToString(bytes(name));
    }

    static Environment environment(Path home, Map<String, String> variables) {
        return new Environment(
                variables, home, home.resolve("serviceaccount"), false, InstantSource.fixed(NOW));
    }

    /// Writes a kubeconfig with one context.
    ///
    /// @param cluster inner YAML of the cluster, one line: `server: "https://..."`
    /// @param user inner YAML of the user
    static Path kubeconfig(Path folder, String cluster, String user) {
        String text =
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {%s}}]
                users: [{name: u, user: {%s}}]
                contexts: [{name: main, context: {cluster: c, user: u, namespace: shop}}]
                current-context: main
                """
                        .formatted(cluster, user);
        return write(folder.resolve("config"), text);
    }

    static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
