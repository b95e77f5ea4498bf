package ark.item;

/// A text that cannot be printed by accident.
public record Secret(String value) {
    @Override
    public String toString() {
        return "Secret[hidden]";
    }
}
