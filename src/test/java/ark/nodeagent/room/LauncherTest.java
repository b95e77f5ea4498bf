package ark.nodeagent.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program is a script here; [ark.nodeagent.LauncherIT] runs the real one.
class LauncherTest {
    /// More than a pipe holds, so that whoever does not read it breaks the pipe.
    private static final String LONG_MESSAGE = "x".repeat(1_000_000);

    private static final VolumeDirectory VOLUME = VolumeDirectory.emptyDir("u1", "signals");

    @TempDir private Path folder;

    private Launcher launcher(String script) throws IOException {
        Path program = Files.writeString(folder.resolve("launcher"), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new Launcher(program, folder);
    }

    @Test
    void theMessageOfASignalIsItsInput() throws IOException {
        launcher("echo \"$*\" >'%1$s/arguments'; cat >'%1$s/input'".formatted(folder))
                .signal(VOLUME, "data/r1.failed", "no room\n");
        assertThat(folder.resolve("arguments"))
                .hasContent(
                        "signal --pods=%s --volume=%s --file=data/r1.failed"
                                .formatted(folder, VOLUME.path()));
        assertThat(folder.resolve("input")).hasContent("no room\n");
    }

    /// It may close its input a moment before it ends.
    @Test
    void whatItSaysAtItsEndIsToldThoughItDidNotListen() throws IOException {
        Launcher launcher = launcher("exec <&-; sleep 0.1; echo 'no such volume' >&2; exit 1");
        assertThatThrownBy(() -> launcher.signal(VOLUME, "data/r1", LONG_MESSAGE))
                .isInstanceOf(VolumeException.class)
                .hasMessage("no such volume");
    }
}
