package ark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.item.GroupResource;
import ark.item.InvalidJsonException;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemSplitterTest {
    private static final ResourceType WIDGETS =
            ResourceType.of(GroupResource.parse("widgets.example.dev"), "v1", "Widget", true);
    private static final int LIMIT = 1 << 20;

    /// Gives at most so many bytes at once.
    private static InputStream inPieces(byte[] bytes, int piece) {
        return new InputStream() {
            private final InputStream all = new ByteArrayInputStream(bytes);

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return all.read(target, offset, Math.min(length, piece));
            }
        };
    }

    private record Found(ItemHead head, String json) {}

    private static List<Found> split(String json, int piece) throws IOException {
        var found = new ArrayList<Found>();
        new ItemSplitter(inPieces(json.getBytes(StandardCharsets.UTF_8), piece), WIDGETS, LIMIT)
                .split(
                        (head, buffer, offset, length) ->
                                found.add(
                                        new Found(
                                                head,
                                                new String(
                                                        buffer,
                                                        offset,
                                                        length,
                                                        StandardCharsets.UTF_8))));
        return found;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 100_000})
    void keepsCustomResourcesByteForByteHoweverTheBytesCome(int piece) throws IOException {
        for (long seed = 0; seed < 40; seed++) {
            HostileJson.ListText list = new HostileJson(seed).list(true);

            List<Found> found = split(list.json(), piece);

            assertThat(found).as("seed %d", seed).extracting(Found::json).isEqualTo(list.items());
            assertThat(found).as("seed %d", seed).extracting(Found::head).isEqualTo(list.heads());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 100_000})
    void putsInWhatBuiltInItemsLackAndChangesNothingElse(int piece) throws IOException {
        for (long seed = 0; seed < 40; seed++) {
            HostileJson.ListText list = new HostileJson(seed).list(false);

            List<Found> found = split(list.json(), piece);

            assertThat(found).hasSameSizeAs(list.items());
            for (int i = 0; i < found.size(); i++) {
                String lead = "{\"apiVersion\":\"example.dev/v1\",\"kind\":\"Widget\",";
                assertThat(found.get(i).json()).isEqualTo(lead + list.items().get(i).substring(1));
                ObjectNode parsed =
                        Json.object(found.get(i).json().getBytes(StandardCharsets.UTF_8));
                assertThat(parsed.at("/metadata/name").asText())
                        .isEqualTo(found.get(i).head().name());
            }
        }
    }

    @Test
    void putsInOnlyTheOneThatIsMissing() throws IOException {
        String json = "{\"items\":[{\"kind\":\"Other\",\"metadata\":{\"name\":\"a\"}}]}";

        assertThat(split(json, 10).getFirst().json())
                .isEqualTo(
                        "{\"apiVersion\":\"example.dev/v1\","
                                + "\"kind\":\"Other\",\"metadata\":{\"name\":\"a\"}}");
    }

    @Test
    void readsRevisionAndContinueTokenWhereverTheyStand() throws IOException {
        String before =
                "{\"metadata\":{\"resourceVersion\":\"7\",\"continue\":\"t\"},\"items\":[]}";
        String behind =
                "{\"items\":[],\"metadata\":{\"continue\":\"t\",\"resourceVersion\":\"7\"}}";
        for (String json : List.of(before, behind)) {
            var splitter =
                    new ItemSplitter(
                            inPieces(json.getBytes(StandardCharsets.UTF_8), 3), WIDGETS, LIMIT);

            assertThat(splitter.split((_, _, _, _) -> {}))
                    .isEqualTo(new ItemSplitter.Envelope("7", "t", 0));
        }
    }

    @Test
    void readsLabelsAndNamesWithEscapes() throws IOException {
        String json =
                "{\"items\":[{\"metadata\":{\"name\":\"a\\u002fb\",\"labels\":"
                        + "{\"k\\\"\":\"\\ud83d\\ude00\",\"n\":null}}}]}";

        ItemHead head = split(json, 4).getFirst().head();

        assertThat(head.name()).isEqualTo("a/b");
        assertThat(head.labels()).isEqualTo(Map.of("k\"", "😀", "n", ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 700_000})
    void growsForLargeItems(int size) throws IOException {
        String large = "x".repeat(size);
        String json =
                "{\"items\":[{\"metadata\":{\"name\":\"a\"}},{\"metadata\":{\"name\":\"b\"},\"d\":\""
                        + large
                        + "\"},{\"metadata\":{\"name\":\"c\"}}]}";

        List<Found> found = split(json, 16 * 1024);

        assertThat(found).extracting(f -> f.head().name()).containsExactly("a", "b", "c");
        assertThat(found.get(1).json()).endsWith(",\"d\":\"" + large + "\"}");
    }

    @Test
    void refusesAnItemThatIsTooLarge() {
        String json =
                "{\"items\":[{\"metadata\":{\"name\":\"a\"},\"d\":\"" + "x".repeat(LIMIT) + "\"}]}";

        assertThatThrownBy(() -> split(json, 16 * 1024))
                .isInstanceOf(ByteWindow.TooLargeException.class)
                .hasMessage("an object is larger than 1024 KiB");
    }

    @Test
    void refusesAListThatEndsEarlyAtAnyByte() {
        String json =
                "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":"
                        + "[{\"metadata\":{\"name\":\"a\"},\"d\":[1,\"\\\"x\"]}]}";
        for (int length = 0; length < json.length(); length++) {
            String part = json.substring(0, length);
            assertThatThrownBy(() -> split(part, 5))
                    .as("%d bytes", length)
                    .isInstanceOf(EOFException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"kind\":\"Status\"}",
                "{\"items\":{}}",
                "{\"items\":[1]}",
                "{\"items\":[{}]}",
                "{\"items\":[{\"metadata\":{\"name\":\"a\"}} {}]}",
                "{\"items\":[{\"metadata\":{\"name\":\"a\"}}}}",
                "{\"items\":[{\"metadata\":{\"name\":\"a\"]}]}",
                "{\"items\":[{\"metadata\":{\"name\":\"a\"},\"x\":[}]}]}",
                "{\"items\":[] \"metadata\":{}}",
                "{\"items\":[],}",
                "{\"items\":[],\"x\":}",
                "{\"items\":[]}{}",
                "<html>not found</html>",
            })
    void refusesWhatIsNoList(String json) {
        assertThatThrownBy(() -> split(json, 9)).isInstanceOf(InvalidJsonException.class);
    }

    @Test
    void refusesBottomlessNesting() {
        String json = "{\"items\":[{\"metadata\":{\"name\":\"a\"},\"d\":" + "[".repeat(100_000);

        assertThatThrownBy(() -> split(json, 9000))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessage("nested too deep");
    }

    @Test
    void needsNoMoreMemoryForManyItems() throws IOException {
        String item = ",{\"metadata\":{\"name\":\"a\"},\"d\":\"" + "x".repeat(1000) + "\"}";
        byte[] head =
                "{\"items\":[{\"metadata\":{\"name\":\"first\"}}"
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] one = item.getBytes(StandardCharsets.US_ASCII);
        byte[] tail = "]}".getBytes(StandardCharsets.US_ASCII);
        int many = 50_000;
        InputStream endless =
                new InputStream() {
                    private int next = -1;
                    private int at;

                    @Override
                    public int read() {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) {
                        byte[] now = next < 0 ? head : next < many ? one : tail;
                        if (next > many) return -1;
                        int part = Math.min(length, now.length - at);
                        System.arraycopy(now, at, target, offset, part);
                        at += part;
                        if (at == now.length) {
                            next++;
                            at = 0;
                        }
                        return part;
                    }
                };
        int[] largest = {0};

        long items =
                new ItemSplitter(endless, WIDGETS, LIMIT)
                        .split(
                                (_, buffer, _, _) ->
                                        largest[0] = Math.max(largest[0], buffer.length))
                        .items();

        assertThat(items).isEqualTo(many + 1);
        assertThat(largest[0]).isLessThan(100_000);
    }
}
