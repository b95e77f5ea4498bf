package ark.backupstore;

import ark.item.InvalidJsonException;
import ark.item.Json;

/// Who may write a backup's files: what [BackupStore#claim] found out.
public sealed interface Claim {
    /// The caller may: nobody else had claimed the name, or it was the caller itself.
    record Granted() implements Claim {}

    /// Somebody else has claimed the name.
    ///
    /// @param server what the other server calls itself; from a bucket, so for messages only
    record Taken(String server) implements Claim {}

    static byte[] json(String server) {
        return Json.bytes(Json.object().put("server", server));
    }

    /// The server that a claim names, or "an unknown server" when the object holds something else.
    static String serverOf(byte[] json) {
        try {
            return Json.object(json).path("server").asText("an unknown server");
        } catch (InvalidJsonException _) {
            return "an unknown server";
        }
    }
}
