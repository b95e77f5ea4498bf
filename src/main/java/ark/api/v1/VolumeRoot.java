package ark.api.v1;

import ark.item.InvalidJsonException;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// Mode and owner of a volume's own folder, which a repository does not keep: the value of
/// [Annotations#VOLUME_ROOT].
///
/// @param mode permission bits with setuid, setgid and sticky, at most octal 7777
public record VolumeRoot(int mode, long uid, long gid) {
    private static final Pattern MODE = Pattern.compile("[0-7]{1,4}");
    private static final int ALL_BITS = 07777;

    /// The last one stands for "leave it" in Unix.
    private static final long MAX_ID = 0xffff_fffeL;

    private static final int MAX_CHARACTERS = 200;

    public VolumeRoot {
        if (mode < 0 || mode > ALL_BITS || uid < 0 || uid > MAX_ID || gid < 0 || gid > MAX_ID) {
            throw new IllegalArgumentException(
                    "no mode and owner: " + Integer.toOctalString(mode) + " " + uid + ":" + gid);
        }
    }

    /// Reads an annotation's value as a stranger's input: empty when it is anything but mode and
    /// owner.
    public static Optional<VolumeRoot> parse(String text) {
        if (text.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        try {
            JsonNode json = Json.object(text.getBytes(StandardCharsets.UTF_8));
            String mode = json.path("mode").asText();
            boolean ids = isId(json.path("uid")) && isId(json.path("gid"));
            return ids && MODE.matcher(mode).matches()
                    ? Optional.of(
                            new VolumeRoot(
                                    Integer.parseInt(mode, 8),
                                    json.path("uid").longValue(),
                                    json.path("gid").longValue()))
                    : Optional.empty();
        } catch (InvalidJsonException _) {
            return Optional.empty();
        }
    }

    private static boolean isId(JsonNode id) {
        return id.isIntegralNumber()
                && id.canConvertToLong()
                && id.longValue() >= 0
                && id.longValue() <= MAX_ID;
    }

    /// `{"mode":"2770","uid":0,"gid":1000}`.
    public String json() {
        return new String(
                Json.bytes(
                        Json.object()
                                .put("mode", Integer.toOctalString(mode))
                                .put("uid", uid)
                                .put("gid", gid)),
                StandardCharsets.UTF_8);
    }
}
