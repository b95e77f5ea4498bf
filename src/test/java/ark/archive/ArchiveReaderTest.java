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
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveReaderTest {
    private static final ItemKey POD = new ItemKey(GroupResource.core("pods"), "ns1", "pod-a");
    private static final ItemKey NODE_ROLE =
            new ItemKey(GroupResource.parse("clusterroles.rbac.x.io"), "", "system:node");

    @TempDir private Path directory;

    @Test
    void readsWhatTheWriterWrote() throws IOException {
        var out = new ByteArrayOutputStream();
        String longName = "ä:" + "x".repeat(251);
        var odd = new ItemKey(GroupResource.core("configmaps"), "ns1", longName);
        try (var archive = new ArchiveWriter(out, Instant.EPOCH, new Compression(6, 1))) {
            archive.add(POD, "v1", true, json("ns1", "pod-a", "9007199254740993"));
            archive.add(NODE_ROLE, "v1", true, json("", "system:node", "1.10"));
            archive.add(odd, "v1", true, json("ns1", longName, "\"\\u2028\""));
            archive.add(POD, "v2", false, json("ns1", "pod-a", "2"));
            archive.finish();
        }
        try (ArchiveReader archive = spool(out.toByteArray())) {
            assertThat(archive.formatVersion()).isEqualTo("1.1.0");
            assertThat(archive.keys()).containsExactly(POD, NODE_ROLE, odd);
            assertThat(archive.read(POD).bytes())
                    .isEqualTo(json("ns1", "pod-a", "9007199254740993"));
            assertThat(archive.read(NODE_ROLE).at("/value").toString()).isEqualTo("1.10");
            assertThat(archive.versions(POD)).containsExactly("v1", "v2");
            assertThat(archive.preferredVersion(POD)).isEqualTo("v1");
            assertThat(archive.read(POD, "v2").at("/value").asInt()).isEqualTo(2);
        }
    }

    @Test
    void readsWhatARealVelero197Wrote() throws IOException {
        Path tarball = Path.of("src/test/resources/fixtures/velero-1.9.7/bucket/backups/b1");
        try (InputStream in = Files.newInputStream(tarball.resolve("b1.tar.gz"));
                ArchiveReader archive = ArchiveReader.spool(in, directory, ArchiveLimits.DEFAULT)) {
            assertThat(archive.formatVersion()).isEqualTo("1.1.0");
            assertThat(archive.keys()).hasSize(92);
            for (ItemKey key : archive.keys()) {
                assertThat(archive.read(key)).isEqualTo(archive.read(key, version(archive, key)));
            }
        }
        assertThat(directory).isEmptyDirectory();
    }

    private static String version(ArchiveReader archive, ItemKey key) {
        return archive.preferredVersion(key);
    }

    @Test
    void readsArchivesOfArkWithoutAVersionAndWithPlainPathsOnly() {
        byte[] archive =
                new RawTar()
                        .file(
                                "resources/deployments.extensions/namespaces/ns1/web.json",
                                "{\"metadata\":{\"namespace\":\"ns1\",\"name\":\"web\"}}")
                        .end()
                        .gzip();
        try (ArchiveReader reader = spool(archive)) {
            assertThat(reader.formatVersion()).isEmpty();
            var web = new ItemKey(GroupResource.parse("deployments.extensions"), "ns1", "web");
            assertThat(reader.keys()).containsExactly(web);
            assertThat(reader.versions(web)).isEmpty();
            assertThat(reader.preferredVersion(web)).isEmpty();
        }
    }

    @Test
    void readsEveryMemberEvenWhenTheStreamSaysThatNothingIsAvailable() throws IOException {
        byte[] first = new RawTar().file("resources/pods/namespaces/ns1/a.json", "{}").bytes();
        byte[] second =
                new RawTar().file("resources/pods/namespaces/ns1/b.json", "{}").end().bytes();
        var members = new ByteArrayOutputStream();
        members.write(RawTar.gzip(first));
        members.write(RawTar.gzip(second));
        var slow =
                new ByteArrayInputStream(members.toByteArray()) {
                    @Override
                    public synchronized int available() {
                        return 0;
                    }
                };
        try (var reader = ArchiveReader.spool(slow, directory, ArchiveLimits.DEFAULT)) {
            assertThat(reader.keys()).hasSize(2);
        }
    }

    @Test
    void refusesAFormatThatItDoesNotKnow() {
        byte[] newer = new RawTar().file("metadata/version", "2.0.0\n").end().gzip();
        assertThatThrownBy(() -> spool(newer))
                .isInstanceOfSatisfying(
                        ArchiveException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NEWER_FORMAT))
                .hasMessageContaining("2.0.0")
                .hasMessageContaining("use a newer one");
        for (String known : List.of("1", "1.1.0", "1.2")) {
            spool(new RawTar().file("metadata/version", known + "\n").end().gzip()).close();
        }
    }

    @Test
    void tellsWhichItemIsNoJsonOrTooDeepAndStillReadsTheOthers() {
        String deep = "{\"a\":".repeat(600) + "1" + "}".repeat(600);
        byte[] archive =
                new RawTar()
                        .file("resources/pods/namespaces/ns1/bad.json", "{\"metadata\":")
                        .file("resources/pods/namespaces/ns1/deep.json", deep)
                        .file("resources/pods/namespaces/ns1/list.json", "[]")
                        .file(
                                "resources/pods/namespaces/ns1/pod-a.json",
                                new String(json("ns1", "pod-a", "1"), UTF_8))
                        .end()
                        .gzip();
        try (ArchiveReader reader = spool(archive)) {
            for (String name : List.of("bad", "deep", "list")) {
                assertThatThrownBy(
                                () ->
                                        reader.read(
                                                new ItemKey(
                                                        GroupResource.core("pods"), "ns1", name)))
                        .isInstanceOfSatisfying(
                                ArchiveException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT))
                        .hasMessageContaining("pods/ns1/" + name);
            }
            assertThat(reader.read(POD).at("/value").asInt()).isEqualTo(1);
        }
    }

    @Test
    void refusesAnItemThatIsAnotherOneThanItsPathSays() {
        byte[] archive =
                new RawTar()
                        .file(
                                "resources/pods/namespaces/ns1/pod-a.json",
                                new String(json("kube-system", "pod-a", "1"), UTF_8))
                        .end()
                        .gzip();
        try (ArchiveReader reader = spool(archive)) {
            assertThatThrownBy(() -> reader.read(POD))
                    .hasMessageContaining("there is another object in its place");
        }
    }

    @Test
    void saysSoWhenTheBackupDoesNotHoldAnItem() {
        try (ArchiveReader reader = spool(new RawTar().end().gzip())) {
            assertThat(reader.contains(POD)).isFalse();
            assertThatThrownBy(() -> reader.read(POD))
                    .isInstanceOfSatisfying(
                            ArchiveException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.NO_SUCH_ITEM));
        }
    }

    @Test
    void tellsABrokenConnectionFromABrokenArchive() {
        var broken =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("Connection reset");
                    }

                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        throw new IOException("Connection reset");
                    }
                };
        assertThatThrownBy(() -> ArchiveReader.spool(broken, directory, ArchiveLimits.DEFAULT))
                .isInstanceOfSatisfying(
                        ArchiveException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IO))
                .hasMessageContaining("Connection reset");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void leavesNoNamedFileWhileItWorks() {
        try (ArchiveReader reader = spool(new RawTar().end().gzip())) {
            assertThat(reader.keys()).isEmpty();
            assertThat(directory).isEmptyDirectory();
        }
    }

    private ArchiveReader spool(byte[] archive) {
        return ArchiveReader.spool(
                new ByteArrayInputStream(archive), directory, ArchiveLimits.DEFAULT);
    }

    private static byte[] json(String namespace, String name, String value) {
        String scope = namespace.isEmpty() ? "" : "\"namespace\":\"" + namespace + "\",";
        return ("{\"value\":" + value + ",\"metadata\":{" + scope + "\"name\":\"" + name + "\"}}")
                .getBytes(UTF_8);
    }
}
