package ark.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// What a fixture's volume held, in the words of `dev/tree/tree describe`, without attributes and
/// without what the restic of its time lost.
record FixtureListing(Path file) {
    /// One line per entry but the root's, as [#comparable(List)] makes them of a description.
    List<String> lines() throws IOException {
        var lines = new ArrayList<String>();
        for (JsonNode entry : new ObjectMapper().readTree(Files.readAllBytes(file))) {
            String path = entry.path("path").asText();
            boolean lost =
                    path.equals(".")
                            || path.startsWith(".velero")
                            || entry.path("type").asText().equals("socket")
                            || entry.has("targetBase64");
            if (!lost) lines.add(line(entry));
        }
        return lines.stream().sorted().toList();
    }

    private static String line(JsonNode entry) {
        byte[] path =
                entry.has("pathBase64")
                        ? Base64.getDecoder().decode(entry.path("pathBase64").asText())
                        : entry.path("path").asText().getBytes(UTF_8);
        String kind =
                switch (entry.path("type").asText()) {
                    case "file" -> "-";
                    case "dir" -> "d";
                    case "symlink" -> "l";
                    case "fifo" -> "p";
                    case "chardev" -> "c";
                    case String other -> throw new IllegalStateException(other);
                };
        String line =
                "%s %s%s %s:%s %s"
                        .formatted(
                                printable(path),
                                kind,
                                entry.path("mode").asText(),
                                entry.path("uid").asText(),
                                entry.path("gid").asText(),
                                entry.path("mtimeNs").asText());
        return switch (kind) {
            case "-" ->
                    "%s %s %s"
                            .formatted(
                                    line,
                                    entry.path("size").asText(),
                                    entry.path("sha256").asText().substring(0, 16));
            case "l" -> line + " -> " + printable(entry.path("target").asText().getBytes(UTF_8));
            case "c" -> line + " " + entry.path("device").asText().replace(':', ',');
            default -> line;
        };
    }

    private static String printable(byte[] bytes) {
        var text = new StringBuilder();
        for (byte b : bytes) {
            boolean plain = b > 32 && b < 127 && b != '\\';
            text.append(plain ? String.valueOf((char) b) : "\\x%02x".formatted(b));
        }
        return text.toString();
    }

    /// A description without its root, extended attributes and hard links, and without links whose
    /// target restic 0.14 mangled.
    static List<String> comparable(List<String> description) {
        return description.stream()
                .skip(1)
                .filter(line -> !line.startsWith("links/bad-target "))
                .map(line -> line.replaceAll(" (user|security|system|trusted)\\.\\S+=\\S*", ""))
                .map(line -> line.replaceFirst(" =\\S+$", ""))
                .sorted()
                .toList();
    }
}
