package ark.podvolume;

import ark.api.v1.Annotations;
import ark.api.v1.GoDuration;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// How long all volumes of one backup or restore may take together.
///
/// @param problem what is wrong with the annotation that should say it; "" for nothing
public record VolumeTimeout(Duration limit, String problem) {
    /// Source: Velero 1.9.7, `--restic-timeout`.
    public static final Duration DEFAULT = Duration.ofHours(4);

    private static final List<String> KEYS =
            List.of(Annotations.POD_VOLUME_TIMEOUT, Annotations.ARK_POD_VOLUME_TIMEOUT);

    /// What the annotations of a Backup or Restore say, of either era.
    ///
    /// @param usual where they say nothing, or nothing that can be understood
    public static VolumeTimeout of(Map<String, String> annotations, Duration usual) {
        for (String key : KEYS) {
            String text = annotations.get(key);
            if (text != null) {
                return of(key, text, usual);
            }
        }
        return new VolumeTimeout(usual, "");
    }

    private static VolumeTimeout of(String key, String text, Duration usual) {
        String problem = "the annotation " + key + " is not used: ";
        try {
            Duration limit = GoDuration.parse(text);
            return limit.isPositive()
                    ? new VolumeTimeout(limit, "")
                    : new VolumeTimeout(usual, problem + "it must be positive, is " + text);
        } catch (IllegalArgumentException e) {
            return new VolumeTimeout(usual, problem + e.getMessage());
        }
    }
}
