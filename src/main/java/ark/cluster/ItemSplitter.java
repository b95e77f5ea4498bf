package ark.cluster;

import ark.item.InvalidJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Splits the JSON of a list into its objects while it arrives, without building trees.
///
/// Items of built-in kinds carry neither `apiVersion` nor `kind`; they are written into the bytes
/// that precede the item, which have been handed over already. In custom resources `metadata` may
/// stand anywhere, and so may the list's own metadata.
final class ItemSplitter {
    private final ResourceType type;
    private final byte[] bothMissing;
    private final ByteWindow window;

    private String resourceVersion = "";
    private String continueToken = "";
    private long items;

    // Of the item that is being read: offsets from its first byte.
    private int metadataFrom;
    private int metadataTo;
    private boolean hasApiVersion;
    private boolean hasKind;

    /// What a list says of itself.
    ///
    /// @param continueToken empty on the last page
    record Envelope(String resourceVersion, String continueToken, long items) {}

    /// Takes one item.
    interface Found {
        void item(ItemHead head, byte[] buffer, int offset, int length);
    }

    /// @param maxItemBytes a larger object ends the split
    ItemSplitter(InputStream in, ResourceType type, int maxItemBytes) {
        this.type = type;
        bothMissing = prefix(true, true);
        window = new ByteWindow(in, bothMissing.length, maxItemBytes);
    }

    /// Reads the stream to its end.
    ///
    /// @throws IOException when the stream breaks or ends before the list does
    /// @throws InvalidJsonException when it is not a list
    Envelope split(Found sink) throws IOException {
        boolean foundItems = false;
        window.expect('{');
        byte next = window.peek();
        while (next != '}') {
            String name = keptString();
            window.expect(':');
            switch (name) {
                case "metadata" -> listMetadata();
                case "items" -> {
                    foundItems = true;
                    items(sink);
                }
                default -> window.skipValue();
            }
            next = window.take();
            if (next != ',' && next != '}') {
                throw new InvalidJsonException("no comma between the members of a list", null);
            }
        }
        if (!foundItems || !window.atEnd()) {
            throw new InvalidJsonException("the answer is not a list", null);
        }
        return new Envelope(resourceVersion, continueToken, items);
    }

    private String keptString() throws IOException {
        if (window.peek() != '"') {
            throw new InvalidJsonException("a member of a list has no name", null);
        }
        window.keep();
        window.skipString();
        String text = cursor(window.mark(), window.position()).string();
        window.drop();
        return text;
    }

    private void listMetadata() throws IOException {
        window.peek();
        window.keep();
        window.skipValue();
        JsonCursor metadata = cursor(window.mark(), window.position());
        if (metadata.atObject()) {
            metadata.object(
                    name -> {
                        switch (name) {
                            case "resourceVersion" -> resourceVersion = metadata.stringOrNothing();
                            case "continue" -> continueToken = metadata.stringOrNothing();
                            default -> metadata.skip();
                        }
                    });
        }
        window.drop();
    }

    private JsonCursor cursor(int from, int to) {
        return new JsonCursor(window.bytes(), from, to);
    }

    private void items(Found sink) throws IOException {
        if (window.peek() == 'n') { // Go writes a list without items as null
            window.skipValue();
            return;
        }
        window.expect('[');
        if (window.peek() == ']') {
            window.take();
            return;
        }
        byte next;
        do {
            item(sink);
            next = window.take();
        } while (next == ',');
        if (next != ']') {
            throw new InvalidJsonException("no comma between the items of a list", null);
        }
    }

    private void item(Found sink) throws IOException {
        window.peek();
        window.keep();
        members();
        if (metadataTo == 0) {
            throw new InvalidJsonException("an item of a list has no metadata", null);
        }
        int from = window.mark();
        ItemHead head = head(cursor(from + metadataFrom, from + metadataTo));
        int start = putInWhatIsMissing(from);
        items++;
        sink.item(head, window.bytes(), start, window.position() - start);
        window.drop();
    }

    /// Writes `{"apiVersion":...,` so that it ends over the item's own opening bracket.
    ///
    /// @return where the item begins now
    private int putInWhatIsMissing(int from) {
        if (hasApiVersion && hasKind) {
            return from;
        }
        byte[] missing = hasApiVersion || hasKind ? prefix(!hasApiVersion, !hasKind) : bothMissing;
        int start = from + 1 - missing.length;
        System.arraycopy(missing, 0, window.bytes(), start, missing.length);
        return start;
    }

    /// Reads one item; notes where its metadata lies and what it lacks.
    private void members() throws IOException {
        metadataFrom = 0;
        metadataTo = 0;
        hasApiVersion = false;
        hasKind = false;
        window.expect('{');
        if (window.peek() == '}') {
            window.take();
            return;
        }
        byte next;
        do {
            member();
            next = window.take();
        } while (next == ',');
        if (next != '}') {
            throw new InvalidJsonException("no comma between the members of an item", null);
        }
    }

    private void member() throws IOException {
        if (window.peek() != '"') {
            throw new InvalidJsonException("a member of an item has no name", null);
        }
        // Relative to the mark, which moves when the window reads on.
        int nameFrom = window.position() - window.mark();
        window.skipString();
        int from = window.mark() + nameFrom;
        String name = cursor(from, window.position()).string();
        window.expect(':');
        switch (name) {
            case "metadata" -> {
                window.peek();
                metadataFrom = window.position() - window.mark();
                window.skipValue();
                metadataTo = window.position() - window.mark();
            }
            case "apiVersion" -> {
                hasApiVersion = true;
                window.skipValue();
            }
            case "kind" -> {
                hasKind = true;
                window.skipValue();
            }
            default -> window.skipValue();
        }
    }

    private static ItemHead head(JsonCursor metadata) {
        var texts = new HashMap<String, String>();
        var labels = new HashMap<String, String>();
        boolean[] deleting = {false};
        if (metadata.atObject()) {
            metadata.object(
                    member -> {
                        switch (member) {
                            case "name", "namespace", "uid" ->
                                    texts.put(member, metadata.stringOrNothing());
                            case "deletionTimestamp" -> deleting[0] = !metadata.skipNull();
                            case "labels" -> labels(metadata, labels);
                            default -> metadata.skip();
                        }
                    });
        }
        return new ItemHead(
                texts.getOrDefault("namespace", ""),
                texts.getOrDefault("name", ""),
                texts.getOrDefault("uid", ""),
                deleting[0],
                labels);
    }

    private static void labels(JsonCursor metadata, Map<String, String> labels) {
        if (metadata.atObject()) {
            metadata.object(label -> labels.put(label, metadata.stringOrNothing()));
        } else {
            metadata.skip();
        }
    }

    private byte[] prefix(boolean apiVersion, boolean kind) {
        String text =
                "{"
                        + (apiVersion ? "\"apiVersion\":\"" + type.apiVersion() + "\"," : "")
                        + (kind ? "\"kind\":\"" + type.kind() + "\"," : "");
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
