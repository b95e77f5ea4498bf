package ark.cli.flag;

/// A label selector cannot be read; the message says what is wrong, at which column, and of what.
final class InvalidSelectorException extends Exception {
    /// @param column of the first character that is wrong, the first one being 1
    InvalidSelectorException(String problem, int column, String selector) {
        super(problem + " at column " + column + ": " + selector);
    }
}
