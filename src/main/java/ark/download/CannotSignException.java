package ark.download;

/// What a request asks for does not exist.
final class CannotSignException extends RuntimeException {
    CannotSignException(String message) {
        super(message);
    }
}
