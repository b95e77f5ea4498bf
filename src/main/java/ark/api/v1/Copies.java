package ark.api.v1;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Immutable copies of what came from the wire, without the nulls that may be in there.
final class Copies {
    private Copies() {}

    static <T> @Nullable List<T> list(@Nullable List<T> list) {
        return list == null ? null : list.stream().filter(Objects::nonNull).toList();
    }

    static <V> @Nullable Map<String, V> map(@Nullable Map<String, V> map) {
        if (map == null) {
            return null;
        }
        var copy = new LinkedHashMap<String, V>(); // keeps the order of the wire
        map.forEach(
                (key, value) -> {
                    if (key != null && value != null) {
                        copy.put(key, value);
                    }
                });
        return Collections.unmodifiableMap(copy);
    }
}
