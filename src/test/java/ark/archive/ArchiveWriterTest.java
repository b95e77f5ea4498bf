package ark.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.archive.ArchiveException.Reason;
import ark.item.GroupResource;
import ark.item.ItemKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

class ArchiveWriterTest {
    private static final Instant NOW = Instant.parse("2026-11-21T16:15:00Z");
    private static final Compression FAST = new Compression(1, 2);
    private static final ItemKey POD = new ItemKey(GroupResource.core("pods"), "ns1", "pod-a");

    private record Entry(String name, int mode, long uid, Instant modified, ByteBuffer content) {}

    @Test
    void putsTheFormatVersionFirstAndEveryObjectTwice() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var archive = new ArchiveWriter(out, NOW, FAST)) {
            archive.add(POD, "v1", true, "{\"a\":1}".getBytes(UTF_8));
            archive.add(
                    new ItemKey(GroupResource.parse("clusterroles.rbac.x"), "", "system:node"),
                    "v1",
                    true,
                    "{}".getBytes(UTF_8));
            archive.finish();
        }
        List<Entry> entries = read(out.toByteArray());
        assertThat(entries)
                .extracting(Entry::name)
                .containsExactly(
                        "metadata/version",
                        "resources/pods/v1-preferredversion/namespaces/ns1/pod-a.json",
                        "resources/pods/namespaces/ns1/pod-a.json",
                        "resources/clusterroles.rbac.x/v1-preferredversion/cluster/system:node.json",
                        "resources/clusterroles.rbac.x/cluster/system:node.json");
        assertThat(entries.getFirst().content()).isEqualTo(UTF_8.encode("1.1.0\n"));
        assertThat(entries.get(2).content()).isEqualTo(UTF_8.encode("{\"a\":1}"));
        assertThat(entries)
                .allSatisfy(
                        entry -> {
                            assertThat(entry.mode() & 0777).isEqualTo(0755);
                            assertThat(entry.uid()).isZero();
                            assertThat(entry.modified()).isEqualTo(NOW);
                        });
    }

    @Test
    void spendsNoExtendedHeaderOnFractionsOfASecond() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var archive = new ArchiveWriter(out, NOW.plusNanos(123_456_789), FAST)) {
            archive.add(POD, "v1", true, "{}".getBytes(UTF_8));
            archive.finish();
        }
        byte[] tar =
                new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())).readAllBytes();
        assertThat(new String(tar, UTF_8)).doesNotContain("PaxHeaders");
        assertThat(read(out.toByteArray()))
                .allSatisfy(entry -> assertThat(entry.modified()).isEqualTo(NOW));
    }

    @Test
    void putsAnObjectOfAnotherVersionBelowThatVersionOnly() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var archive = new ArchiveWriter(out, NOW, FAST)) {
            archive.add(POD, "v1beta1", false, "{}".getBytes(UTF_8));
            archive.finish();
        }
        assertThat(read(out.toByteArray()))
                .extracting(Entry::name)
                .containsExactly(
                        "metadata/version", "resources/pods/v1beta1/namespaces/ns1/pod-a.json");
    }

    @Test
    void keepsLongAndForeignNames() throws IOException {
        String name = "ä:" + "x".repeat(251);
        var out = new ByteArrayOutputStream();
        try (var archive = new ArchiveWriter(out, NOW, FAST)) {
            archive.add(
                    new ItemKey(GroupResource.core("pods"), "ns1", name), "v1", true, new byte[0]);
            archive.finish();
        }
        assertThat(read(out.toByteArray()))
                .extracting(Entry::name)
                .contains("resources/pods/namespaces/ns1/" + name + ".json");
    }

    @Test
    void writesWhatManyBlocksHold() throws IOException {
        byte[] noise = new byte[300_000];
        new Random(1).nextBytes(noise);
        var out = new ByteArrayOutputStream();
        try (var archive = new ArchiveWriter(out, NOW, FAST)) {
            for (int i = 0; i < 10; i++) {
                archive.add(
                        new ItemKey(GroupResource.core("pods"), "ns1", "p" + i), "v1", true, noise);
            }
            archive.finish();
        }
        List<Entry> entries = read(out.toByteArray());
        assertThat(entries).hasSize(21);
        assertThat(entries.subList(1, 21))
                .allSatisfy(e -> assertThat(e.content()).isEqualTo(ByteBuffer.wrap(noise)));
    }

    @Test
    void refusesNamesThatNoArchiveMayHoldAndGoesOn() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var archive = new ArchiveWriter(out, NOW, FAST)) {
            for (String bad : List.of("..", ".", "a/b", "a\\b", "a\0b", "a\nb", "a%2fb")) {
                var key = new ItemKey(GroupResource.core("pods"), "ns1", bad);
                assertThatThrownBy(() -> archive.add(key, "v1", true, new byte[0]))
                        .isInstanceOfSatisfying(
                                ArchiveException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_NAME));
            }
            archive.add(POD, "v1", true, new byte[0]);
            archive.finish();
        }
        assertThat(read(out.toByteArray())).hasSize(3);
    }

    @Test
    void staysCutOffWhenItIsClosedBeforeItsEnd() {
        var out = new ByteArrayOutputStream();
        try (var archive = new ArchiveWriter(out, NOW, FAST)) {
            archive.add(POD, "v1", true, new byte[2_000_000]);
        }
        assertThatThrownBy(() -> read(out.toByteArray())).isInstanceOf(IOException.class);
    }

    @Test
    void saysSoWhenTheDiskIsFull() {
        var full =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("No space left on device");
                    }
                };
        var archive = new ArchiveWriter(full, NOW, FAST);
        archive.add(POD, "v1", true, new byte[10]);
        assertThatThrownBy(archive::finish)
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("No space left on device");
        archive.close();
    }

    private static List<Entry> read(byte[] archive) throws IOException {
        var entries = new ArrayList<Entry>();
        try (var tar =
                new TarArchiveInputStream(
                        new GZIPInputStream(new ByteArrayInputStream(archive)), "UTF-8")) {
            for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
                Instant modified = e.getLastModifiedTime().toInstant();
                entries.add(
                        new Entry(
                                e.getName(),
                                e.getMode(),
                                e.getLongUserId(),
                                modified,
                                ByteBuffer.wrap(tar.readAllBytes())));
            }
        }
        return entries;
    }
}
