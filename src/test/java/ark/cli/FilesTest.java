package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cli.Shell.Result;
import ark.cli.session.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `logs` and `download`: what comes out of a bucket.
class FilesTest {
    @TempDir private Path folder;
    private Shell shell;
    private FakeBucket bucket;

    @BeforeEach
    void shell() {
        shell = new Shell(folder);
        bucket = new FakeBucket(shell.api());
        shell.given(
                Kind.BACKUP, "metadata: {name: b1, namespace: velero}\nstatus: {phase: Completed}");
        shell.given(
                Kind.RESTORE,
                "metadata: {name: r1, namespace: velero}\nspec: {backupName: b1}\n"
                        + "status: {phase: PartiallyFailed}");
    }

    @AfterEach
    void close() {
        bucket.close();
    }

    @Test
    void aLogIsPrintedAndItsControlCharactersAreNot() {
        bucket.put("BackupLog", "b1", "level=info\tmsg=\u001b[2Jé\r\u202e😀\nlevel=error\n");
        assertThat(shell.run("backup", "logs", "b1"))
                .isEqualTo(
                        new Result(0, "level=info\tmsg=\\x1b[2Jé\\r\\u202e😀\nlevel=error\n", ""));
        assertThat(shell.api().all(Kind.DOWNLOAD_REQUEST)).isEmpty(); // its address is forgotten
        assertThat(shell.api().writes())
                .first()
                .isEqualTo(
                        "POST downloadrequests.velero.io/b1-00000000-0000-0000-0000-000000000001");
    }

    @Test
    void aLogOfSeveralGzipMembersIsReadToItsEnd() throws IOException {
        var members = new ByteArrayOutputStream();
        for (String part : new String[] {"one\n", "two\n", "three\n"}) {
            members.write(FakeBucket.gzip(part.getBytes(StandardCharsets.UTF_8)));
        }
        bucket.putRaw("RestoreLog", "r1", members.toByteArray());
        assertThat(shell.run("restore", "logs", "r1").out()).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void whatIsNotThereIsToldInTheReferencesWords() {
        shell.given(
                Kind.BACKUP,
                "metadata: {name: b2, namespace: velero}\nstatus: {phase: InProgress}");
        assertThat(shell.run("backup", "logs", "nope"))
                .isEqualTo(new Result(1, "", "Backup \"nope\" does not exist.\n"));
        assertThat(shell.run("restore", "logs", "nope").err())
                .isEqualTo("Restore \"nope\" does not exist.\n");
        assertThat(shell.run("backup", "logs", "b2"))
                .isEqualTo(
                        new Result(
                                1,
                                "",
                                """
                                Logs for backup "b2" are not available until it's finished \
                                processing. Please wait until the backup has a phase of Completed \
                                or Failed and try again.
                                """));
        assertThat(shell.run("backup", "logs", "b1").err())
                .startsWith("An error occurred: the log of \"b1\" is not in the bucket\n");
    }

    @Test
    void aLogThatIsCutOffIsPrintedAsFarAsItGoes() {
        byte[] log =
                FakeBucket.gzip(
                        "some text, and more of it\n".repeat(500).getBytes(StandardCharsets.UTF_8));
        bucket.cutOff("BackupLog", "b1", Arrays.copyOf(log, log.length - 20));
        Result result = shell.run("backup", "logs", "b1");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).startsWith("some text");
        assertThat(result.err()).startsWith("An error occurred: the log of \"b1\" ends early: ");
    }

    @Test
    void aStoreThatRefusesIsQuotedWithoutTheSignature() {
        bucket.refuse("BackupLog", "b1", 403, "<Error>\u001b[31mAccessDenied</Error>");
        assertThat(shell.run("backup", "logs", "b1").err())
                .isEqualTo(
                        "An error occurred: the object store ("
                                + bucket.address()
                                + ") answered 403: <Error>\\x1b[31mAccessDenied</Error>\n"
                                + "The address may have expired: try again. Does the location's"
                                + " credential allow to read?\n");
    }

    @Test
    void aStoreThatCannotBeReachedIsNamed() {
        String address = bucket.address();
        bucket.close();
        assertThat(shell.run("backup", "logs", "b1").err())
                .isEqualTo(
                        "An error occurred: cannot reach the object store ("
                                + address
                                + "): connection refused.\n"
                                + "This machine has no way to it. An address that has one can be set"
                                + " as publicUrl in the location's config.\n");
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        shell.api()
                .whenCreated(
                        Kind.DOWNLOAD_REQUEST,
                        request -> {
                            request.putObject("status").put("downloadURL", "file:///etc/passwd");
                            return request;
                        });
        assertThat(shell.run("backup", "logs", "b1").err())
                .startsWith("An error occurred: the server answered with an address that is none");
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() {
        shell.api().whenCreated(Kind.DOWNLOAD_REQUEST, request -> request);
        Result result = shell.run("backup", "logs", "b1", "--timeout", "7s");
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err())
                .startsWith(
                        "An error occurred: download request download url timeout: no address for"
                                + " BackupLog of \"b1\" within 7 s\n");
        assertThat(shell.api().all(Kind.DOWNLOAD_REQUEST)).isEmpty();
    }

    @Test
    void aDownloadIsForItsOwnerOnly() throws IOException {
        byte[] contents = FakeBucket.gzip(new byte[100_000]);
        bucket.putRaw("BackupContents", "b1", contents);
        Result result = shell.run("backup", "download", "b1");
        Path file = folder.resolve("b1-data.tar.gz");
        assertThat(result)
                .isEqualTo(
                        new Result(
                                0,
                                "Backup b1 has been successfully downloaded to " + file + "\n",
                                ""));
        assertThat(Files.readAllBytes(file)).isEqualTo(contents);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileThatExistsIsReplacedOnlyByForce() throws IOException {
        bucket.putRaw("BackupContents", "b1", new byte[] {1, 2});
        Path file = Files.writeString(folder.resolve("x.tar.gz"), "old");
        Result refused = shell.run("backup", "download", "b1", "-o", "x.tar.gz");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("exists already\nReplace it with --force");
        assertThat(file).hasContent("old");
        assertThat(shell.run("backup", "download", "b1", "-o", "x.tar.gz", "--force").exitCode())
                .isZero();
        assertThat(Files.readAllBytes(file)).containsExactly(1, 2);
    }

    @Test
    void nothingIsLeftOfABrokenDownload() throws IOException {
        bucket.cutOff("BackupContents", "b1", new byte[5000]);
        Result result = shell.run("backup", "download", "b1");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("Premature EOF\nNothing is left of it.");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
        assertThat(shell.run("backup", "download", "gone").exitCode()).isEqualTo(1);
    }
}
