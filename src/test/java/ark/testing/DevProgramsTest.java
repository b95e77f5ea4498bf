package ark.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `dev/programs` with a Go that builds nothing, and fails where it is told to.
class DevProgramsTest {
    private static final String GO =
            """
            #!/bin/sh
            [ "$1" != env ] || exec echo go1.25.0
            [ "$1" != list ] || exec echo v1.34.4
            echo "$*" >>LOG
            case "$*" in *FAILS*) echo 'out of memory' >&2; exit 1 ;; esac
            """;

    @TempDir private Path folder;

    private DevPrograms.Answer build(String set, String fails) throws IOException {
        Path programs = Files.createDirectories(folder.resolve("bin"));
        String text = GO.replace("LOG", log().toString()).replace("FAILS", fails);
        Path go = Files.writeString(programs.resolve("go"), text);
        Files.setPosixFilePermissions(go, PosixFilePermissions.fromString("rwxr-xr-x"));
        return DevPrograms.run(
                List.of(DevPrograms.script("dev/programs").toString(), "build", set),
                Map.of("PATH", programs + ":/usr/bin:/bin", "ARK_CACHE", cache().toString()),
                Duration.ofMinutes(2));
    }

    private Path cache() {
        return folder.resolve("cache");
    }

    private Path log() {
        return folder.resolve("log");
    }

    private List<String> built() throws IOException {
        try (var found = Files.list(cache().resolve("programs"))) {
            return found.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("kubernetes-") && !name.endsWith(".part"))
                    .toList();
        }
    }

    @Test
    void aSetOfWhichOnePartCannotBeBuiltIsNotBuilt() throws IOException {
        DevPrograms.Answer answer = build("kubernetes", "kube-apiserver");
        assertThat(answer.exitCode()).isNotZero();
        assertThat(answer.output()).contains("out of memory").contains("Building kubernetes from");
        assertThat(Files.readAllLines(log())).singleElement().asString().contains("kube-apiserver");
        assertThat(built()).isEmpty();

        assertThat(build("kubernetes", "etcd/server").exitCode()).isNotZero();
        assertThat(built()).isEmpty();
        assertThat(build("kubernetes", "nothing").exitCode()).isZero();
        assertThat(built()).hasSize(1);
    }
}
