package ark.backup;

import ark.archive.Compression;
import ark.backup.request.RequestDefaults;
import ark.backupstore.RunLog;
import java.nio.file.Path;

/// How backups are made.
///
/// @param serverId differs between installations, and is the same for every server of one
/// @param scratch a directory with room for what one backup reads, for each that runs at once
/// @param listsAtOnce how many kinds of one backup are read side by side
public record BackupSettings(
        String serverId,
        Path scratch,
        RequestDefaults defaults,
        int listsAtOnce,
        Compression compression,
        RunLog.Settings log) {
    /// One list keeps the API server busy while another one's bytes are split and written.
    public static final int DEFAULT_LISTS_AT_ONCE = 4;

    public BackupSettings {
        if (listsAtOnce < 1) {
            throw new IllegalArgumentException("at least one kind must be read at once");
        }
    }
}
