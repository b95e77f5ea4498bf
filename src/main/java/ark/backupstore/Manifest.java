package ark.backupstore;

import ark.item.InvalidJsonException;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What every other file of a backup was when it was stored: `<backup>-manifest.json`.
///
/// @param files by the file's own name, without its folder: a bucket may be copied elsewhere
record Manifest(String backup, Map<String, Entry> files) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /// @param sha256 64 hexadecimal digits in lower case
    record Entry(long bytes, String sha256) {}

    Manifest {
        files = Map.copyOf(files);
    }

    Optional<Entry> entry(String fileName) {
        return Optional.ofNullable(files.get(fileName));
    }

    byte[] json() {
        ObjectNode json = Json.object();
        json.put("version", 1);
        json.put("backup", backup);
        var list = json.putArray("files");
        files.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(
                        file ->
                                list.addObject()
                                        .put("key", file.getKey())
                                        .put("size", file.getValue().bytes())
                                        .put("sha256", file.getValue().sha256()));
        return Json.bytes(json);
    }

    /// @throws InvalidJsonException when it is not a manifest
    static Manifest parse(byte[] json) {
        ObjectNode manifest = Json.object(json);
        var files = new LinkedHashMap<String, Entry>();
        for (JsonNode file : manifest.path("files")) {
            Entry entry = new Entry(file.path("size").asLong(-1), file.path("sha256").asText(""));
            if (entry.bytes() < 0 || !SHA256.matcher(entry.sha256()).matches()) {
                throw new InvalidJsonException("a manifest entry without size or sha256", null);
            }
            files.put(file.path("key").asText(""), entry);
        }
        return new Manifest(manifest.path("backup").asText(""), files);
    }
}
