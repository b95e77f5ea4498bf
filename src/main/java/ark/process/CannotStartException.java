package ark.process;

import org.jspecify.annotations.Nullable;

/// A program cannot work, and a person must do something about it.
public final class CannotStartException extends RuntimeException {
    private final String remedy;

    /// A sentence about what is wrong, and one about what to do.
    ///
    /// @param problem what is wrong, in one line
    /// @param remedy what to do about it, in one line or more
    public CannotStartException(String problem, String remedy, @Nullable Throwable cause) {
        super(problem, cause);
        this.remedy = remedy;
    }

    public String remedy() {
        return remedy;
    }
}
