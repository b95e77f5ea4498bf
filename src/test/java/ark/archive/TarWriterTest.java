package ark.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What it writes is read by another implementation, and by our own strict one.
class TarWriterTest {
    private static final Instant NOW = Instant.parse("2026-11-21T16:15:17.9Z");

    private static byte[] tar(String name, byte[] content) throws IOException {
        var out = new ByteArrayOutputStream();
        var tar = new TarWriter(out, 0755, NOW);
        tar.add("first", new byte[] {1});
        tar.add(name, content);
        tar.add("last", new byte[0]);
        tar.finish();
        return out.toByteArray();
    }

    private static void assertReadable(String name, byte[] content) throws IOException {
        byte[] tar = tar(name, content);
        assertThat(tar.length % 512).isZero();
        try (var in = new TarArchiveInputStream(new ByteArrayInputStream(tar), "UTF-8")) {
            assertThat(in.getNextEntry().getName()).isEqualTo("first");
            TarArchiveEntry entry = in.getNextEntry();
            assertThat(entry.getName()).isEqualTo(name);
            assertThat(entry.isFile()).isTrue();
            assertThat(entry.isCheckSumOK()).isTrue();
            assertThat(entry.getMode()).isEqualTo(0755);
            assertThat(entry.getLongUserId()).isZero();
            assertThat(entry.getLongGroupId()).isZero();
            assertThat(entry.getLastModifiedTime().toInstant())
                    .isEqualTo(Instant.parse("2026-11-21T16:15:17Z"));
            assertThat(in.readAllBytes()).isEqualTo(content);
            assertThat(in.getNextEntry().getName()).isEqualTo("last");
            assertThat(in.getNextEntry()).isNull();
        }
        var ours = new TarStream(new ByteArrayInputStream(tar));
        assertThat(ours.next().orElseThrow().name()).isEqualTo("first");
        TarStream.Entry entry = ours.next().orElseThrow();
        assertThat(entry.name()).isEqualTo(name);
        assertThat(ours.content(entry)).isEqualTo(content);
        assertThat(ours.next().orElseThrow().name()).isEqualTo("last");
        assertThat(ours.next()).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513, 1024, 100_000})
    void contentOfAnyLengthIsPaddedToBlocks(int bytes) throws IOException {
        byte[] content = new byte[bytes];
        java.util.Arrays.fill(content, (byte) 0xff);
        assertReadable("resources/pods/namespaces/ns1/p.json", content);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 85, 86, 87, 98, 99, 100, 101, 102, 255, 981, 982, 983, 1024, 9_983})
    void aNameOfAnyLengthIsKept(int length) throws IOException {
        assertReadable("n".repeat(length), "x".getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ä", "a/ö.json", "\uD83D\uDE00", "日本語/日本語.json"})
    void aNameOfAnyScriptIsKept(String name) throws IOException {
        assertReadable(name, "x".getBytes(UTF_8));
        assertReadable(name.repeat(40), "x".getBytes(UTF_8));
    }

    @Test
    void aUsualNameNeedsNoExtendedHeader() throws IOException {
        assertThat(tar("n".repeat(100), new byte[0])).hasSize(4 * 512 + 2 * 512);
        assertThat(tar("n".repeat(101), new byte[0])).hasSize(6 * 512 + 2 * 512);
    }
}
