package ark.cli.session;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;

/// The commands of one noun: `ark backup get`, and the other way round `ark get backups`.
///
/// @param name `backup`
/// @param plural `backups`
/// @param description for the help page
public record Noun(String name, String plural, String description, List<Verb> verbs) {
    public Noun {
        verbs = List.copyOf(verbs);
    }

    /// What can be done with it.
    ///
    /// @param description for the help page; "" where the command's annotation has one
    /// @param command makes the command, whose annotations picocli reads; its result is the exit
    ///     code
    public record Verb(
            String name,
            String description,
            Function<Supplier<Session>, Callable<Integer>> command) {
        /// A verb whose command describes itself.
        public Verb(String name, Function<Supplier<Session>, Callable<Integer>> command) {
            this(name, "", command);
        }
    }
}
