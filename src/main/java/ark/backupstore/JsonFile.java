package ark.backupstore;

import ark.item.InvalidJsonException;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// A small JSON file of a bucket: one value and a newline, in gzip.
final class JsonFile {
    private JsonFile() {}

    static byte[] compress(byte[] json) {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(json);
            gzip.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array has no output errors
        }
        return compressed.toByteArray();
    }

    /// The value, or empty when it is `null`: Go writes an empty list so.
    ///
    /// @param file compressed; the caller closes it
    /// @throws IOException when it is no gzip, is cut off, or holds more than `limit` bytes
    /// @throws InvalidJsonException when it holds no JSON
    static Optional<JsonNode> read(InputStream file, int limit) throws IOException {
        try (var gzip = new GZIPInputStream(file)) {
            JsonNode node = Json.tree(readAtMost(gzip, limit));
            return node.isNull() || node.isMissingNode() ? Optional.empty() : Optional.of(node);
        }
    }

    /// Everything, when it is not more than `limit` bytes.
    static byte[] readAtMost(InputStream stream, int limit) throws IOException {
        byte[] content = stream.readNBytes(limit);
        if (content.length == limit && stream.read() >= 0) {
            throw new IOException("it holds more than " + limit + " bytes");
        }
        return content;
    }
}
