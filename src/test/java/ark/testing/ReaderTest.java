package ark.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReaderTest {
    @TempDir private Path folder;
    private UserShell shell;
    private Reader reader;

    @BeforeEach
    void reader() {
        shell = new UserShell(folder);
        reader = new Reader(shell);
    }

    private ManualPage page(String block) throws IOException {
        return ManualPage.read(
                Files.writeString(folder.resolve("page.md"), "```\n" + block + "```\n").toString());
    }

    @Test
    void commandsAreTypedInTheirOrder() throws IOException {
        reader.reads(page("echo a > file\necho b >> file\n"));
        assertThat(folder.resolve("file")).hasContent("a\nb");
    }

    @Test
    void aCommandThatFailsIsNamedWithItsLine() {
        assertThatThrownBy(() -> reader.reads(page("true\nls gone\n")))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("page.md:3: ls gone\nended with ")
                .hasMessageContaining("No such file");
    }

    @Test
    void whatAPageShowsIsComparedButForTimesAndWidths() throws IOException {
        reader.reads(
                page(
                        """
                        $ echo 'NAME   2026-01-02 03:04:05 +0000 UTC   17s'
                        NAME   2027-11-22 13:14:15 +0100 CET     2m
                        """));
        assertThatThrownBy(() -> reader.reads(page("$ echo one\ntwo\n")))
                .hasMessageContaining("printed\none\nnot\ntwo");
    }

    @Test
    void namesOfThisMachineAreReplaced() throws IOException {
        reader.replacing("/backups", folder + "/real").reads(page("mkdir /backups\n"));
        assertThat(folder.resolve("real")).isDirectory();
    }

    @Test
    void aFailureMayBeExpected() throws IOException {
        reader.expecting(2, "ls gone").reads(page("ls gone\n"));
    }

    @Test
    void somethingMayBeDoneBeforeACommandAndACommandMayBeLeftOut() throws IOException {
        reader.before("cat", () -> shell.bash("echo x > file"))
                .skipping("shutdown", "this machine is needed")
                .reads(page("cat file\nshutdown now\n"));
    }

    @Test
    void whatRunsInTheBackgroundIsAwaitedAndEnded() throws IOException {
        reader.inBackground("tail", "begun")
                .reads(page("echo begun > log\ntail -f log\necho done > end\n"));
        assertThat(folder.resolve("end")).exists();
    }

    @Test
    void whatThePageHasNoLongerIsTold() {
        assertThatThrownBy(() -> reader.replacing("/gone", "x").reads(page("true\n")))
                .hasMessage("page.md has no longer: [/gone]");
    }
}
