package ark.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The container image of the very classes that these tests run with, made by `dev/image/build`.
///
/// @param tarball a docker-archive, kept between runs while nothing that it is made of changes
/// @param name `ark:VERSION`, as the cluster knows it
public record ArkImage(Path tarball, String name) {
    /// On a machine that is busy, and has none of its parts yet.
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(15);

    private static final Pattern VERSION =
            Pattern.compile("<artifactId>ark</artifactId>\\s*<version>([^<]+)</version>");

    /// Libraries of the class path that only tests use.
    private static final Pattern OF_TESTS =
            Pattern.compile(
                    ".*/(org/(junit|opentest4j|apiguardian|assertj|awaitility|hamcrest)|"
                            + "net/bytebuddy|com/tngtech)/.*");

    private static final long NEW_YEAR_2026 = 1_767_225_600_000L;

    /// Builds it, or finds it built; takes seconds when only the product's classes have changed.
    ///
    /// @throws IllegalStateException when it cannot be built; the message holds the build's words
    static ArkImage build() {
        List<String> lines = run("").lines().toList();
        return new ArkImage(Path.of(lines.getLast()), lines.get(lines.size() - 2));
    }

    /// Builds it twice from nothing.
    ///
    /// @return what the script says when both are the same
    /// @throws IllegalStateException when they are not
    static String buildTwice() {
        return run("reproducible");
    }

    private static String run(String command) {
        try {
            Path product = ofTheProduct();
            if (Files.isRegularFile(product)) { // packaged by Maven, its libraries beside it
                return run(command, product, product.resolveSibling("lib"));
            }
            Path folder = Files.createTempDirectory("ark-image");
            try {
                Path libraries = Files.createDirectory(folder.resolve("lib"));
                List<Path> jars = libraries();
                for (Path jar : jars) {
                    Files.createSymbolicLink(libraries.resolve(name(jar)), jar);
                }
                Path jar = folder.resolve("ark.jar");
                write(jar, product, jars);
                return run(command, jar, libraries);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("building the image", e);
        }
    }

    private static String run(String command, Path jar, Path libraries) {
        var words = new ArrayList<String>();
        words.add(DevPrograms.script("dev/image/build").toString());
        if (!command.isEmpty()) {
            words.add(command);
        }
        words.addAll(List.of("--jar", jar.toString(), "--libraries", libraries.toString()));
        DevPrograms.Answer answer = DevPrograms.run(words, Map.of(), BUILD_LIMIT);
        if (answer.exitCode() != 0) {
            throw new IllegalStateException("dev/image/build failed:\n" + answer.output());
        }
        return answer.output();
    }

    /// The folder of the classes, or the jar.
    private static Path ofTheProduct() {
        try {
            return Path.of(
                    ark.Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> libraries() {
        return Arrays.stream(System.getProperty("java.class.path").split(":"))
                .filter(entry -> entry.endsWith(".jar") && !OF_TESTS.matcher(entry).matches())
                .map(Path::of)
                .toList();
    }

    /// A jar as Maven makes it: its manifest names its libraries, in the order of the class path.
    private static void write(Path jar, Path classes, List<Path> libraries) throws IOException {
        var manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, "ark.Main");
        attributes.put(Attributes.Name.IMPLEMENTATION_VERSION, versionInPom());
        attributes.put(
                Attributes.Name.CLASS_PATH,
                libraries.stream().map(l -> "lib/" + name(l)).collect(Collectors.joining(" ")));
        try (OutputStream file = Files.newOutputStream(jar);
                var out = new JarOutputStream(file);
                Stream<Path> found = Files.walk(classes)) {
            entry(out, JarFile.MANIFEST_NAME);
            manifest.write(out);
            for (Path each : found.filter(Files::isRegularFile).sorted().toList()) {
                entry(out, classes.relativize(each).toString());
                Files.copy(each, out);
            }
        }
    }

    private static void entry(JarOutputStream out, String name) throws IOException {
        var entry = new JarEntry(name);
        entry.setTime(NEW_YEAR_2026); // the same classes give the same jar
        out.putNextEntry(entry);
    }

    private static String versionInPom() throws IOException {
        Path root = DevPrograms.script("dev/image/build").resolve("../../..").normalize();
        Matcher version = VERSION.matcher(Files.readString(root.resolve("pom.xml")));
        if (!version.find()) {
            throw new IllegalStateException("no version in pom.xml");
        }
        return version.group(1);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
