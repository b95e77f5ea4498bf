package ark.backupstore;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// What is to be stored as one object: bytes that can be opened.
public interface Body {
    /// The bytes from the beginning; whoever opens closes.
    InputStream open() throws IOException;

    /// How many bytes there are, or empty when nobody knows before they are read.
    OptionalLong bytes();

    /// Bytes in memory.
    static Body of(byte[] content) {
        return new Body() {
            @Override
            public InputStream open() {
                return new ByteArrayInputStream(content);
            }

            @Override
            public OptionalLong bytes() {
                return OptionalLong.of(content.length);
            }
        };
    }

    /// A file on disk that nobody changes any more.
    static Body of(Path file) {
        return new Body() {
            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }

            @Override
            public OptionalLong bytes() {
                return OptionalLong.of(file.toFile().length());
            }
        };
    }

    /// JSON as it lies in a bucket: a newline after it, compressed.
    ///
    /// @param json compact
    static Body ofJson(byte[] json) {
        return of(JsonFile.compress(json));
    }
}
