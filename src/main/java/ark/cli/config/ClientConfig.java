package ark.cli.config;

import ark.item.InvalidJsonException;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/// The person's settings: `~/.config/ark/config.json`, or else Velero's file.
public final class ClientConfig {
    private static final long MAX_BYTES = 1024 * 1024;

    private final Path own;
    private final Map<String, String> settings;
    private final String problem;

    private ClientConfig(Path own, Map<String, String> settings, String problem) {
        this.own = own;
        this.settings = settings;
        this.problem = problem;
    }

    /// Reads the file; what is wrong with it is a [#problem].
    public static ClientConfig in(Path home) {
        Path folder = home.resolve(".config");
        Path own = folder.resolve("ark/config.json");
        Path velero = folder.resolve("velero/config.json");
        Path file = Files.exists(own) ? own : velero;
        try {
            if (!Files.exists(file)) {
                return new ClientConfig(own, Map.of(), "");
            }
            if (Files.size(file) > MAX_BYTES) {
                return new ClientConfig(own, Map.of(), file + " is too large");
            }
            return new ClientConfig(own, texts(Json.object(Files.readAllBytes(file))), "");
        } catch (NoSuchFileException e) {
            return new ClientConfig(own, Map.of(), "");
        } catch (IOException | InvalidJsonException e) {
            return new ClientConfig(own, Map.of(), file + ": " + e.getMessage());
        }
    }

    private static Map<String, String> texts(ObjectNode json) {
        var texts = new TreeMap<String, String>();
        json.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    /// What is wrong with the file; "" when nothing is.
    public String problem() {
        return problem;
    }

    /// A setting; "" when it is not set.
    public String get(String key) {
        return settings.getOrDefault(key, "");
    }

    /// All that is set, by key.
    public Map<String, String> all() {
        return new TreeMap<>(settings);
    }

    /// Writes Ark's own file, whole or not at all.
    ///
    /// @param changes an empty value removes a setting
    void write(Map<String, String> changes) throws IOException {
        var all = new TreeMap<>(settings);
        all.putAll(changes);
        all.values().removeIf(String::isEmpty);
        ObjectNode json = Json.object();
        all.forEach(json::put);
        Files.createDirectories(own.getParent());
        Path part = Files.createTempFile(own.getParent(), "config", ".json");
        try {
            Files.write(part, Json.bytes(json));
            Files.move(part, own, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
