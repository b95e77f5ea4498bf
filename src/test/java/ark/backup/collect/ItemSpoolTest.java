package ark.backup.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.cluster.ItemHead;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.ItemKey;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemSpoolTest {
    private static final ResourceType PODS = type("pods");
    private static final ResourceType SECRETS = type("secrets");

    @TempDir private Path folder;

    private static ResourceType type(String resource) {
        return ResourceType.of(GroupResource.core(resource), "v1", "Kind", true);
    }

    private static ItemHead head(String name) {
        return new ItemHead("ns", name, "", false, Map.of());
    }

    private static ItemKey key(ResourceType type, String name) {
        return new ItemKey(type.resource(), "ns", name);
    }

    private static void add(ItemSpool.Batch batch, String name, byte[] content) {
        byte[] buffer = new byte[content.length + 7];
        System.arraycopy(content, 0, buffer, 3, content.length);
        batch.add(head(name), buffer, 3, content.length);
        Arrays.fill(buffer, (byte) 'x'); // the lister uses its buffer again
    }

    @Test
    void objectsAreFoundOnceTheirBatchIsCommitted() {
        try (ItemSpool spool = ItemSpool.in(folder)) {
            ItemSpool.Batch batch = spool.batch(PODS);
            add(batch, "a", "{1}".getBytes(UTF_8));
            assertThat(spool.read(key(PODS, "a"))).isEmpty();
            assertThat(spool.holds(PODS.resource())).isFalse();

            batch.commit();

            assertThat(spool.read(key(PODS, "a"))).hasValue("{1}".getBytes(UTF_8));
            assertThat(spool.read(key(PODS, "b"))).isEmpty();
            assertThat(spool.read(key(SECRETS, "a"))).isEmpty();
            assertThat(spool.found(List.of(PODS, SECRETS)))
                    .containsExactly(
                            new Found.OfType(
                                    PODS,
                                    List.of(new Found(key(PODS, "a"), Map.of(), false, false))),
                            new Found.OfType(SECRETS, List.of()));
        }
    }

    @Test
    void whatIsForgottenIsNotFound() {
        try (ItemSpool spool = ItemSpool.in(folder)) {
            ItemSpool.Batch batch = spool.batch(PODS);
            add(batch, "a", new byte[] {1});
            add(batch, "b", new byte[] {2});
            batch.backTo(1);
            add(batch, "c", new byte[] {3});
            batch.commit();

            assertThat(spool.read(key(PODS, "a"))).hasValue(new byte[] {1});
            assertThat(spool.read(key(PODS, "b"))).isEmpty();
            assertThat(spool.read(key(PODS, "c"))).hasValue(new byte[] {3});
        }
    }

    @Test
    void manyBatchesOfAllSizesAtOnceComeBackToTheByte() throws Exception {
        List<Map<String, byte[]>> contents = new ArrayList<>();
        var random = new Random(42);
        for (int batch = 0; batch < 8; batch++) {
            var objects = new LinkedHashMap<String, byte[]>();
            for (int i = 0; i < 60; i++) {
                byte[] content = new byte[random.nextInt(i % 20 == 0 ? 900_000 : 9_000)];
                random.nextBytes(content);
                objects.put("o" + i, content);
            }
            contents.add(objects);
        }
        try (ItemSpool spool = ItemSpool.in(folder)) {
            List<Supplier<Boolean>> writers = new ArrayList<>();
            for (int i = 0; i < contents.size(); i++) {
                ItemSpool.Batch batch = spool.batch(type("kind" + i));
                Map<String, byte[]> objects = contents.get(i);
                writers.add(
                        () -> {
                            objects.forEach((name, content) -> add(batch, name, content));
                            batch.commit();
                            return true;
                        });
            }
            SideBySide.all(writers, 8);

            for (int i = 0; i < contents.size(); i++) {
                ResourceType type = type("kind" + i);
                contents.get(i)
                        .forEach(
                                (name, content) ->
                                        assertThat(spool.read(key(type, name))).hasValue(content));
            }
        }
    }

    @Test
    void nothingLiesInTheFolder() throws Exception {
        try (ItemSpool spool = ItemSpool.in(folder)) {
            add(spool.batch(PODS), "a", new byte[1]);
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).isEmpty(); // so nothing stays when the process dies
            }
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsTold() {
        assertThatThrownBy(() -> ItemSpool.in(folder.resolve("none")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("making the spool");
    }
}
