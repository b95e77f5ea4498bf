package ark.backup.collect;

import java.io.IOException;

/// What went wrong, in words for a person.
public final class Words {
    private Words() {}

    /// The failure's message, and that of the input or output error behind it.
    public static String of(Throwable failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return failure.getCause() instanceof IOException io
                        && io.getMessage() != null
                        && !message.contains(io.getMessage())
                ? message + ": " + io.getMessage()
                : message;
    }
}
