package ark.item;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/// JSON that is read as from a stranger and written back exactly as it was read.
///
/// Numbers keep every digit (`9007199254740993`, `1.10`, `1e400`); nesting, text and number
/// lengths are
/// limited; duplicate keys and trailing text are refused.
public final class Json {
    /// Deeper than any Kubernetes object; the API server itself refuses 10,000.
    private static final int MAX_DEPTH = 500;

    /// Above what etcd stores in one object (1.5 MiB, 8 MiB when raised).
    private static final int MAX_TEXT_CHARACTERS = 16 * 1024 * 1024;

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .maxStringLength(MAX_TEXT_CHARACTERS)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                                    .build())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private Json() {}

    /// Reads one JSON object.
    ///
    /// @throws InvalidJsonException when the bytes are not exactly one JSON object within the
    ///     limits
    public static ObjectNode object(byte[] json) {
        return object(json, 0, json.length);
    }

    /// Reads one JSON object from a part of an array.
    ///
    /// @throws InvalidJsonException when the bytes are not exactly one JSON object within the
    ///     limits
    public static ObjectNode object(byte[] json, int offset, int length) {
        JsonNode node = tree(json, offset, length);
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new InvalidJsonException("expected a JSON object, found " + node.getNodeType(), null);
    }

    /// Reads any JSON value.
    ///
    /// @throws InvalidJsonException when the bytes are not exactly one JSON value within the limits
    public static JsonNode tree(byte[] json) {
        return tree(json, 0, json.length);
    }

    private static JsonNode tree(byte[] json, int offset, int length) {
        try {
            return MAPPER.readTree(json, offset, length);
        } catch (JsonProcessingException e) {
            throw new InvalidJsonException(e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array has no input errors
        }
    }

    /// An empty object.
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// Compact JSON in the order of the tree, UTF-8.
    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e); // a tree can always be written
        }
    }

    /// A mapper with these settings, for streaming and for records; the caller may not change its
    /// configuration.
    public static JsonMapper mapper() {
        return MAPPER;
    }
}
