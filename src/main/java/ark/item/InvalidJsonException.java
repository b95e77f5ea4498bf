package ark.item;

import org.jspecify.annotations.Nullable;

/// The bytes are not JSON that Ark accepts; the message says why and holds none of the content.
public final class InvalidJsonException extends RuntimeException {
    public InvalidJsonException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
