package ark.server;

import org.jspecify.annotations.Nullable;

/// The server cannot work, and a person must do something about it.
final class CannotStartException extends RuntimeException {
    private final String remedy;

    /// @param problem what is wrong, in one line
    /// @param remedy what to do about it, in one line or more
    CannotStartException(String problem, String remedy, @Nullable Throwable cause) {
        super(problem, cause);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
