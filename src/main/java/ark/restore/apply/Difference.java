package ark.restore.apply;

import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Where two JSON trees differ. Never what they hold there: that may be secret.
final class Difference {
    /// More paths than a person reads in one line.
    private static final int MAX_PATHS = 10;

    private static final int MAX_PATH_CHARACTERS = 200;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

    private final List<String> paths = new ArrayList<>();
    private int count;

    private Difference() {}

    /// `spec.ports[0].nodePort, data["a.b"] and 7 more`; empty when the trees are equal.
    static String between(JsonNode one, JsonNode other) {
        var difference = new Difference();
        difference.compare("", one, other);
        String named = String.join(", ", difference.paths);
        int more = difference.count - difference.paths.size();
        return more == 0 ? named : named + " and " + more + " more";
    }

    private void compare(String path, JsonNode one, JsonNode other) {
        if (one.isObject() && other.isObject()) {
            Set<String> names = new TreeSet<>();
            one.fieldNames().forEachRemaining(names::add);
            other.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                compare(path + step(path, name), one.path(name), other.path(name));
            }
        } else if (one.isArray() && other.isArray() && one.size() == other.size()) {
            for (int i = 0; i < one.size(); i++) {
                compare(path + "[" + i + "]", one.get(i), other.get(i));
            }
        } else if (!one.equals(other)) {
            note(path);
        }
    }

    private static String step(String path, String name) {
        if (!PLAIN.matcher(name).matches()) {
            return "[\"" + name + "\"]";
        }
        return path.isEmpty() ? name : "." + name;
    }

    private void note(String path) {
        count++;
        if (paths.size() < MAX_PATHS) {
            paths.add(
                    path.length() <= MAX_PATH_CHARACTERS
                            ? path
                            : path.substring(0, MAX_PATH_CHARACTERS) + "…");
        }
    }

    /// The JSON merge patch (RFC 7386) that turns one object into another; empty when they are
    /// equal.
    static ObjectNode patch(ObjectNode from, ObjectNode to) {
        ObjectNode patch = Json.object();
        from.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!to.has(name)) {
                                patch.putNull(name);
                            }
                        });
        for (var field : to.properties()) {
            JsonNode old = from.path(field.getKey());
            if (old instanceof ObjectNode a && field.getValue() instanceof ObjectNode b) {
                ObjectNode inner = patch(a, b);
                if (!inner.isEmpty()) {
                    patch.set(field.getKey(), inner);
                }
            } else if (!old.equals(field.getValue())) {
                patch.set(field.getKey(), field.getValue().deepCopy());
            }
        }
        return patch;
    }
}
