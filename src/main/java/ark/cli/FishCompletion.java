package ark.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// A completion script for fish.
///
/// Source of the syntax: fish, `complete`.
final class FishCompletion {
    private static final String BEGUN = "__fish_seen_subcommand_from ";

    private final StringBuilder script = new StringBuilder("complete -c ark -f\n");

    private FishCompletion() {}

    static String of(CommandLine root) {
        var completion = new FishCompletion();
        completion.commands(root, "__fish_use_subcommand");
        for (Map.Entry<String, CommandLine> group : root.getSubcommands().entrySet()) {
            String begun = BEGUN + group.getKey();
            completion.commands(group.getValue(), begun);
            completion.flags(group.getValue(), begun);
            for (Map.Entry<String, CommandLine> command :
                    group.getValue().getSubcommands().entrySet()) {
                completion.flags(command.getValue(), begun + "; and " + BEGUN + command.getKey());
            }
        }
        return completion.script.toString();
    }

    private void commands(CommandLine of, String when) {
        of.getSubcommands()
                .forEach((name, command) -> line(when, "-a " + name, description(command)));
    }

    private static String description(CommandLine command) {
        String[] description = command.getCommandSpec().usageMessage().description();
        return description.length == 0 ? "" : description[0];
    }

    private void flags(CommandLine command, String when) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (option.hidden()) {
                continue;
            }
            String name = option.longestName().substring(2);
            String value = option.arity().max() == 0 ? "" : " -r";
            String[] description = option.description();
            line(when, "-l " + name + value, description.length == 0 ? "" : description[0]);
        }
    }

    private void line(String when, String what, String description) {
        script.append("complete -c ark -n '").append(when).append("' ").append(what);
        script.append(" -d '").append(description.replace("'", "\\'")).append("'\n");
    }
}
