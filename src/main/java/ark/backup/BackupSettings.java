package ark.backup;

import ark.archive.Compression;
import ark.backup.request.RequestDefaults;
import ark.backupstore.RunLog;
import java.nio.file.Path;

/// How backups are made.
///
/// @param serverId differs between installations, and is the same for every server of one
/// @param scratch a directory with room for what one backup reads, for each that runs at once
/// @param everyVersion whether kinds are stored in every version that the cluster serves, as
///     Velero's
///     feature `EnableAPIGroupVersions` has it, not only in the one that it prefers
public record BackupSettings(
        String serverId,
        Path scratch,
        RequestDefaults defaults,
        boolean everyVersion,
        Compression compression,
        RunLog.Settings log) {}
