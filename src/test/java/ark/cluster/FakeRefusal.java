package ark.cluster;

/// A [FakeApiServer] will not do what it was asked to do.
final class FakeRefusal extends RuntimeException {
    private final transient Fault.Refuse refusal;

    FakeRefusal(int status, String reason, String message) {
        super(message);
        refusal = new Fault.Refuse(status, reason, message, 0);
    }

    static FakeRefusal notFound(String message) {
        return new FakeRefusal(404, "NotFound", message);
    }

    static FakeRefusal invalid(String field, String message) {
        return new FakeRefusal(422, "Invalid", field + ": " + message);
    }

    Fault.Refuse refusal() {
        return refusal;
    }
}
