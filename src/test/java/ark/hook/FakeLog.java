package ark.hook;

import ark.item.ItemKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Keeps what is logged: `error shop/db-0: message`.
final class FakeLog implements HookLog {
    private final List<String> lines = new ArrayList<>();
    private final List<Map<String, String>> facts = new ArrayList<>();

    @Override
    public void info(ItemKey pod, String message, String... keysAndValues) {
        add("info", pod, message, keysAndValues);
    }

    @Override
    public void warn(ItemKey pod, String message, String... keysAndValues) {
        add("warn", pod, message, keysAndValues);
    }

    @Override
    public void error(ItemKey pod, String message, String... keysAndValues) {
        add("error", pod, message, keysAndValues);
    }

    private synchronized void add(
            String level, ItemKey pod, String message, String... keysAndValues) {
        lines.add(level + " " + pod.path() + ": " + message);
        var map = new TreeMap<String, String>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        facts.add(map);
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /// Warnings and errors.
    synchronized List<String> problems() {
        return lines.stream().filter(line -> !line.startsWith("info ")).toList();
    }

    synchronized Map<String, String> factsOf(String line) {
        return facts.get(lines.indexOf(line));
    }
}
