package ark.objectstore.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ark.spi.ObjectStore;
import ark.spi.ObjectStore.PutIfAbsent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;

/// Everything that a store is asked for in a backup's life, with the right answers.
final class StoreLife {
    private final ObjectStore store;
    private final byte[] large;

    /// A life in an empty bucket.
    ///
    /// @param large more than one part
    StoreLife(ObjectStore store, byte[] large) {
        this.store = store;
        this.large = large;
    }

    /// Leaves the bucket empty again.
    void live() throws IOException {
        assertThat(store.head("b/none")).isEmpty();
        assertThat(store.putIfAbsent("b/claim", new byte[1]))
                .isIn(PutIfAbsent.CREATED, PutIfAbsent.EXISTS);
        store.put("b/small", new ByteArrayInputStream("small".getBytes(UTF_8)), 5);
        assertThat(store.put("b/large", new ByteArrayInputStream(large))).isEqualTo(large.length);
        assertThat(store.head("b/small")).isPresent();
        try (InputStream stream = store.get("b/large")) {
            assertThat(stream.readAllBytes()).isEqualTo(large);
        }
        var prefixes = new ArrayList<String>();
        store.listPrefixes("", prefixes::add);
        assertThat(prefixes).containsExactly("b/");
        var keys = new ArrayList<String>();
        store.list("b/", object -> keys.add(object.key()));
        assertThat(keys).containsExactlyInAnyOrder("b/claim", "b/large", "b/small");
        keys.forEach(store::delete);
        store.list("", object -> assertThat(object).isNull());
    }
}
