package ark.backupstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// docs/format.md names every file that there is.
class FormatPageTest {
    private static String page() throws IOException {
        return Files.readString(Path.of("docs/format.md"));
    }

    @Test
    void namesEveryFileOfABackup() throws IOException {
        for (BackupFile file : BackupFile.values()) {
            assertThat(page()).contains(file.nameOf("<b>") + "`");
        }
        for (Era era : Era.values()) {
            assertThat(page()).contains(era.parent() + "<b>/" + era.metadata());
        }
    }

    @Test
    void namesEveryFileOfARestore() throws IOException {
        for (RestoreFile file : RestoreFile.values()) {
            assertThat(page()).contains(file.nameOf("<r>") + "`");
        }
    }

    @Test
    void namesEveryFolderOfTheRoot() throws IOException {
        assertThat(page()).contains("`" + String.join(" ", BackupLayout.FOLDERS) + "`");
    }

    @Test
    void namesTheLimits() throws IOException {
        int mebibyte = 1024 * 1024;
        assertThat(page())
                .contains("| metadata | " + BackupStore.MAX_METADATA_BYTES / mebibyte + " MiB |")
                .contains(
                        "| a list, unpacked | " + BackupStore.MAX_LIST_BYTES / mebibyte + " MiB |");
    }
}
