package ark.backup;

import ark.api.v1.Annotations;
import ark.api.v1.BackupPhase;
import ark.api.v1.BackupStatus;
import ark.api.v1.BackupStatus.Progress;
import ark.hook.HookCounts;
import ark.item.GroupResource;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a Backup says when it has ended. Counts of 0 are left out, as Velero does.
final class Endings {
    private Endings() {}

    static BackupStatus finished(
            BackupReport report, BackupLog log, HookCounts hooks, Instant now) {
        return counted(log, hooks, now)
                .phase(report.phase())
                .progress(new Progress(report.done() + report.failed(), report.done()))
                .build();
    }

    /// The failure itself is an error, too.
    static BackupStatus failed(String reason, BackupLog log, HookCounts hooks, Instant now) {
        return counted(log, hooks, now)
                .errors(log.errors() + 1L)
                .phase(BackupPhase.FAILED)
                .failureReason(reason)
                .build();
    }

    private static BackupStatus.Builder counted(BackupLog log, HookCounts hooks, Instant now) {
        return BackupStatus.builder()
                .completionTimestamp(now)
                .hookStatus(hooks.status().orElse(null))
                .warnings(count(log.warnings()))
                .errors(count(log.errors()));
    }

    private static @Nullable Long count(int number) {
        return number == 0 ? null : Long.valueOf(number);
    }

    /// At which revision the cluster was read, what of it was not, and how large that is.
    ///
    /// @param contentsBytes of the tarball
    static ObjectNode annotations(BackupReport report, long contentsBytes) {
        ObjectNode patch = Json.object();
        patch.withObject("/metadata/annotations")
                .put(Annotations.REVISION, report.revision())
                .put(Annotations.CONTENTS_BYTES, Long.toString(contentsBytes))
                .put(
                        Annotations.INEXACT_KINDS,
                        report.inexact().stream()
                                .map(GroupResource::toString)
                                .collect(Collectors.joining(",")));
        return patch;
    }
}
