package ark.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ark.testing.DevPrograms.Answer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the scripts below `dev/` promise, with a compiler that only says that it was called.
class DevScriptsTest {
    @TempDir private Path folder;
    private Path module;

    @BeforeEach
    void copyScripts() throws IOException {
        module = Files.createDirectories(folder.resolve("dev/cluster/coredns")).resolve("go.mod");
        Files.writeString(module, "module x\n");
        Files.writeString(module.resolveSibling("go.sum"), "");
        Files.writeString(module.resolveSibling("main.go"), "package main\n");
        for (String script : List.of("programs", "needs.sh")) {
            Files.copy(
                    DevPrograms.script("dev/programs").resolveSibling(script),
                    folder.resolve("dev").resolve(script));
        }
        Path go = Files.createDirectories(folder.resolve("bin")).resolve("go");
        Files.writeString(
                go,
                """
                #!/bin/bash
                case $1 in
                env) echo go1.24.1 ;;
                build)
                    echo built >>"$CALLS"
                    while [ "$1" != -o ]; do shift; done
                    echo program >"$2"
                    ;;
                esac
                """);
        assertThat(go.toFile().setExecutable(true)).isTrue();
    }

    private Answer programs(String... words) {
        var command = new java.util.ArrayList<>(List.of(folder.resolve("dev/programs").toString()));
        command.addAll(List.of(words));
        return DevPrograms.run(
                command,
                Map.of(
                        "PATH", folder.resolve("bin") + ":" + System.getenv("PATH"),
                        "ARK_CACHE", folder.resolve("cache").toString(),
                        "CALLS", folder.resolve("calls").toString()),
                Duration.ofMinutes(2));
    }

    private Path built() throws IOException {
        assertThat(programs("build", "coredns").exitCode()).isZero();
        Path programs = Path.of(programs("path", "coredns").output().strip());
        assertThat(programs.resolve("coredns")).exists();
        return programs;
    }

    private long builds() throws IOException {
        return Files.readAllLines(folder.resolve("calls")).size();
    }

    @Test
    void programsAreBuiltOnceAndAnewWhenTheirModuleChanges() throws IOException {
        Answer missing = programs("path", "coredns");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.output()).contains("Build them: dev/programs build coredns");

        Path first = built();
        assertThat(built()).isEqualTo(first);
        assertThat(builds()).isEqualTo(1);

        Files.writeString(module, "require y v1.0.0\n", StandardOpenOption.APPEND);
        assertThat(programs("path", "coredns").exitCode()).isEqualTo(1);
        assertThat(built()).isNotEqualTo(first);
        assertThat(builds()).isEqualTo(2);

        Files.writeString(module, "module x\n"); // and back
        assertThat(built()).isEqualTo(first).isNotEmptyDirectory();
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void whoMayNotInstallWhatIsMissingIsToldWhatAndHow() {
        Answer answer =
                DevPrograms.run(
                        List.of(
                                "bash",
                                "-c",
                                ". dev/needs.sh; PATH=/nowhere;"
                                        + " need_packages bash=/bin/sh two=no-such-program one=/no/file"),
                        Map.of("BASH_ENV", ""),
                        Duration.ofMinutes(2));
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.output())
                .isEqualTo(
                        """
                        Missing Debian packages: two one
                        Install them: sudo apt-get install --no-install-recommends two one
                        """);
    }

    @Test
    void aClusterWithoutANodeTakesNoImage() {
        Answer answer =
                DevPrograms.run(
                        List.of(
                                DevPrograms.script("dev/cluster/cluster").toString(),
                                "up",
                                "--image",
                                "image.tar"),
                        Map.of("ARK_CLUSTER_DIR", folder.resolve("cluster").toString()),
                        Duration.ofSeconds(20));
        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.output()).isEqualTo("cluster: --image loads into a node; add --node\n");
        assertThat(folder.resolve("cluster")).doesNotExist();
    }

    @Test
    void keptClassesOfAnotherBuildAreLeftAsideWithoutAWord() throws IOException {
        Path checkout = Files.createDirectories(folder.resolve("checkout"));
        Path ark = Files.createDirectories(checkout.resolve("bin")).resolve("ark");
        Files.copy(DevPrograms.script("bin/ark"), ark);
        Path jar = Files.createDirectories(checkout.resolve("target")).resolve("ark.jar");
        jarOfThisBuild(jar);
        Path kept = Files.writeString(jar.resolveSibling("ark.jsa"), "another build's\n");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH)); // what is kept is newer
        Answer answer =
                DevPrograms.run(
                        List.of(ark.toString(), "version", "--client-only"),
                        Map.of("JAVA_HOME", System.getProperty("java.home")),
                        Duration.ofSeconds(60));
        assertThat(answer.output()).contains("Client:\n").doesNotContain("shared archive");
        assertThat(answer.exitCode()).isZero();
        assertThat(kept).hasContent("another build's\n");
    }

    private static void jarOfThisBuild(Path jar) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        String classPath =
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toUri().toString())
                        .collect(Collectors.joining(" "));
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    }
}
