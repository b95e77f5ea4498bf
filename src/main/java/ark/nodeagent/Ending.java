package ark.nodeagent;

import ark.api.v1.GoTime;
import ark.api.v1.PodVolumePhase;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/// How the work on a volume ended, as its status says it.
///
/// @param snapshot its short id, or ""
/// @param message or ""
/// @param bytes that were stored or restored; negative when that is not known
record Ending(PodVolumePhase phase, String snapshot, String message, long bytes) {
    /// As upstream's agents say it; scripts look for it.
    private static final String EMPTY = "volume was empty so no snapshot was taken";

    private static final String PARTIAL = "partial: ";

    /// What a status may say.
    private static final int MAX_MESSAGE = 8 * 1024;

    Ending {
        if (message.length() > MAX_MESSAGE) {
            message = message.substring(0, MAX_MESSAGE) + "…";
        }
    }

    static Ending stored(String snapshot, long bytes) {
        return new Ending(PodVolumePhase.COMPLETED, snapshot, "", bytes);
    }

    static Ending empty() {
        return new Ending(PodVolumePhase.COMPLETED, "", EMPTY, 0);
    }

    /// There is a snapshot, and something is not in it.
    static Ending partial(String snapshot, long bytes, String missing) {
        return new Ending(PodVolumePhase.FAILED, snapshot, PARTIAL + missing, bytes);
    }

    static Ending restored(long bytes, String message) {
        return new Ending(PodVolumePhase.COMPLETED, "", message, bytes);
    }

    static Ending failed(String message) {
        return new Ending(PodVolumePhase.FAILED, "", message, -1);
    }

    static Ending canceled() {
        return new Ending(PodVolumePhase.CANCELED, "", "it was canceled", -1);
    }

    /// The members of the status that it sets.
    ObjectNode status(Instant now) {
        ObjectNode status = Json.object().put("phase", phase.text());
        status.put("completionTimestamp", GoTime.format(now));
        if (!snapshot.isEmpty()) {
            status.put("snapshotID", snapshot);
        }
        if (message.isEmpty()) {
            status.putNull("message");
        } else {
            status.put("message", message);
        }
        if (bytes >= 0) {
            status.putObject("progress").put("totalBytes", bytes).put("bytesDone", bytes);
        }
        return status;
    }
}
