package ark.nodeagent.room;

import org.jspecify.annotations.Nullable;

/// A volume cannot be worked on, or not wholly; the message goes into its status.
public final class VolumeException extends RuntimeException {
    public VolumeException(String message) {
        this(message, null);
    }

    public VolumeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
