package ark.backupstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/// Files of a small backup.
final class SampleBackup {
    static final byte[] LOG = "log".getBytes(UTF_8);
    static final byte[] CONTENTS = "not really a tarball".getBytes(UTF_8);

    private SampleBackup() {}

    static byte[] metadata(String name) {
        return "{\"kind\": \"Backup\", \"metadata\": {\"name\": \"%s\"}}"
                .formatted(name)
                .getBytes(UTF_8);
    }

    static BackupFiles files(String name) {
        return files(name, CONTENTS);
    }

    static BackupFiles files(String name, byte[] contents) {
        return new BackupFiles(
                name,
                Body.of(metadata(name)),
                Map.of(BackupFile.LOG, Body.of(LOG), BackupFile.CONTENTS, Body.of(contents)));
    }
}
