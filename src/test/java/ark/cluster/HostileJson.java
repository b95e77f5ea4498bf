package ark.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/// Makes lists of objects that are valid and as nasty as JSON allows: members in any order, white
/// space anywhere, brackets and quotes in texts, escapes in names, every kind of number.
final class HostileJson {
    private static final List<String> TEXTS =
            List.of(
                    "",
                    "plain",
                    "}]}{[",
                    "\\\"items\\\":[{",
                    "\\\\",
                    "\\\\\\\"",
                    "\\u0000\\u001f",
                    "\\ud83d\\ude00",
                    "😀 ünïcode \u2028",
                    "metadata",
                    "\\/\\b\\f\\n\\r\\t",
                    "a".repeat(300));
    private static final List<String> NUMBERS =
            List.of("0", "-1", "9007199254740993", "9223372036854775807", "1.10", "1e400", "-0.0");
    private static final List<String> SPACES = List.of("", "", "", " ", "\n", "\r\n\t ");

    private final SplittableRandom random;

    HostileJson(long seed) {
        random = new SplittableRandom(seed);
    }

    /// A list and what is in it.
    ///
    /// @param items the exact text of each item
    record ListText(String json, List<String> items, List<ItemHead> heads) {}

    ListText list(boolean typed) {
        var items = new ArrayList<String>();
        var heads = new ArrayList<ItemHead>();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            ItemHead head = head(i);
            heads.add(head);
            items.add(item(head, typed));
        }
        var members = new ArrayList<String>();
        String array = count == 0 && random.nextBoolean() ? "null" : array(items);
        members.add("\"items\"" + space() + ":" + space() + array);
        members.add(
                "\"metadata\":{\"resourceVersion\":\"42\",\"x\":"
                        + value(2)
                        + ",\"continue\":\"c\"}");
        members.add("\"kind\":\"List\"");
        members.add("\"apiVersion\":\"v1\"");
        members.add("\"else\":" + value(3));
        Collections.shuffle(members, new java.util.Random(random.nextLong()));
        return new ListText(space() + object(members) + space(), items, heads);
    }

    private ItemHead head(int i) {
        var labels = new java.util.HashMap<String, String>();
        for (int l = random.nextInt(3); l > 0; l--) labels.put("label-" + l, "value-" + l);
        return new ItemHead(
                random.nextBoolean() ? "" : "ns-" + i,
                "name-" + i,
                random.nextBoolean() ? "" : "uid-" + i,
                random.nextInt(4) == 0,
                labels);
    }

    private String item(ItemHead head, boolean typed) {
        var members = new ArrayList<String>();
        members.add(name("metadata") + space() + ":" + space() + metadata(head));
        if (typed) {
            members.add(name("apiVersion") + ":\"example.dev/v1\"");
            members.add(name("kind") + ":\"Widget\"");
        }
        for (int m = random.nextInt(5); m > 0; m--) {
            members.add("\"field-" + m + text() + "\":" + value(4));
        }
        Collections.shuffle(members, new java.util.Random(random.nextLong()));
        return object(members);
    }

    private String metadata(ItemHead head) {
        var members = new ArrayList<String>();
        members.add(name("name") + ":\"" + head.name() + "\"");
        if (!head.namespace().isEmpty()) {
            members.add(name("namespace") + ":\"" + head.namespace() + "\"");
        }
        if (!head.uid().isEmpty()) members.add("\"uid\":\"" + head.uid() + "\"");
        members.add(
                "\"deletionTimestamp\":" + (head.deleting() ? "\"2026-01-01T00:00:00Z\"" : "null"));
        members.add("\"managedFields\":" + value(4));
        if (!head.labels().isEmpty() || random.nextBoolean()) {
            var labels = new ArrayList<String>();
            head.labels().forEach((k, v) -> labels.add("\"" + k + "\":" + "\"" + v + "\""));
            members.add("\"labels\":" + (labels.isEmpty() ? "null" : object(labels)));
        }
        Collections.shuffle(members, new java.util.Random(random.nextLong()));
        return object(members);
    }

    /// A member's name, sometimes with a letter escaped.
    private String name(String plain) {
        if (random.nextInt(4) > 0) return "\"" + plain + "\"";
        int at = random.nextInt(plain.length());
        String escaped = "\\u%04x".formatted((int) plain.charAt(at));
        return "\"" + plain.substring(0, at) + escaped + plain.substring(at + 1) + "\"";
    }

    private String value(int depth) {
        int kind = random.nextInt(depth == 0 ? 3 : 5);
        return switch (kind) {
            case 0 -> "\"" + text() + "\"";
            case 1 -> NUMBERS.get(random.nextInt(NUMBERS.size()));
            case 2 -> List.of("true", "false", "null").get(random.nextInt(3));
            case 3 -> {
                var values = new ArrayList<String>();
                for (int i = random.nextInt(4); i > 0; i--) values.add(value(depth - 1));
                yield array(values);
            }
            default -> {
                var members = new ArrayList<String>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    members.add("\"metadata" + i + "\":" + value(depth - 1));
                }
                yield object(members);
            }
        };
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private String object(List<String> members) {
        return "{" + space() + String.join(space() + "," + space(), members) + space() + "}";
    }

    private String array(List<String> values) {
        return "[" + space() + String.join(space() + "," + space(), values) + space() + "]";
    }

    private String space() {
        return SPACES.get(random.nextInt(SPACES.size()));
    }
}
