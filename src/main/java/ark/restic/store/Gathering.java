package ark.restic.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ark.item.Secret;
import ark.restic.store.StoreAccess.AccessFile;
import ark.spi.StoreException;
import ark.spi.StoreSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Collects variables and files for one location.
final class Gathering {
    /// More than any file of credentials; a path that somebody mistyped may lead anywhere.
    private static final int MAX_FILE_BYTES = 1024 * 1024;

    private final StoreSettings settings;
    private final Map<String, String> environment;
    private final Map<String, Secret> variables = new TreeMap<>();
    private final List<AccessFile> files = new ArrayList<>();

    Gathering(StoreSettings settings, Map<String, String> environment) {
        this.settings = settings;
        this.environment = environment;
    }

    StoreSettings settings() {
        return settings;
    }

    /// Of the location's `spec.config`, or "".
    String config(String key) {
        return settings.config().getOrDefault(key, "").strip();
    }

    /// Of this process, or "".
    String environment(String variable) {
        return environment.getOrDefault(variable, "");
    }

    Map<String, Secret> variables() {
        return variables;
    }

    List<AccessFile> files() {
        return files;
    }

    void set(String variable, String value) {
        if (!value.isEmpty()) {
            variables.put(variable, new Secret(value));
        }
    }

    /// Takes over a variable of this process.
    void inherit(String variable) {
        set(variable, environment(variable));
    }

    /// Takes over variables of this process; those that name a file, with a copy of the file, since
    /// restic may not see it where it is.
    void inheritAll(Set<String> names) {
        for (String variable : names) {
            if (variable.endsWith("_FILE") || variable.equals(GcpAccess.FILE)) {
                inheritFile(variable);
            } else {
                inherit(variable);
            }
        }
    }

    private void inheritFile(String variable) {
        String path = environment(variable);
        if (!path.isEmpty()) {
            file(variable, content(variable, path));
        }
    }

    /// A file that a variable names.
    void file(String variable, Secret content) {
        files.add(new AccessFile(variable.toLowerCase(java.util.Locale.ROOT), variable, content));
    }

    /// The content of the location's Secret: a text in UTF-8, as bytes.
    Secret ownCredentials() {
        return new Secret(new String(settings.credentials().value().getBytes(UTF_8), ISO_8859_1));
    }

    /// @param named what names the path: a variable or a key of the location
    Secret content(String named, String path) {
        try (InputStream stream = Files.newInputStream(Path.of(path))) {
            byte[] content = stream.readNBytes(MAX_FILE_BYTES + 1);
            if (content.length > MAX_FILE_BYTES) {
                throw StoreAccess.misconfigured(settings, named + ": " + path + " is too large");
            }
            return new Secret(new String(content, ISO_8859_1));
        } catch (IOException | InvalidPathException e) {
            throw new StoreException(
                    StoreException.Reason.MISCONFIGURED,
                    "preparing credentials of location " + settings.location(),
                    "%s: cannot read %s".formatted(named, path),
                    e);
        }
    }
}
