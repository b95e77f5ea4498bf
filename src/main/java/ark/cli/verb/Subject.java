package ark.cli.verb;

import ark.cli.session.Kind;
import ark.cli.session.Stored;

/// What the commands of one noun are about.
///
/// @param noun as it is typed: `backup`
/// @param parts the classes of spec and status
public record Subject<S, T>(String noun, Kind kind, Stored.Shape<S, T> parts) {
    /// A subject of these classes.
    public static <S, T> Subject<S, T> of(String noun, Kind kind, Class<S> spec, Class<T> status) {
        return new Subject<>(noun, kind, new Stored.Shape<>(spec, status));
    }

    /// `ark backup get`, for messages.
    String command(String verb) {
        return "ark " + noun + " " + verb;
    }

    /// `Backup`, as sentences begin.
    String capitalized() {
        return Character.toUpperCase(noun.charAt(0)) + noun.substring(1);
    }
}
