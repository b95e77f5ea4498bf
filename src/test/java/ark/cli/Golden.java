package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Compares output with a file that was looked at by a person.
///
/// `mvn test -Dtest=... -Dark.generate=true` writes the files anew; read the difference before you
/// commit it.
final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/ark/cli");

    private Golden() {}

    static void matches(String name, String output) {
        same(FOLDER.resolve(name), output);
    }

    static void same(Path file, String output) {
        try {
            if (Boolean.getBoolean("ark.generate")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, output);
            }
            assertThat(output)
                    .as("%s is stale: see class Golden", file)
                    .isEqualTo(Files.exists(file) ? Files.readString(file) : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
