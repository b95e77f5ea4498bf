package ark.cli;

import ark.cli.output.CommandFailure;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What the parser did not understand, in the words of other command lines.
final class UsageProblem {
    private UsageProblem() {}

    static CommandFailure of(ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        return CommandFailure.usage(what(e, command), "Run '" + command + " --help' for usage.");
    }

    private static String what(ParameterException e, String command) {
        return switch (e) {
            case UnmatchedArgumentException unmatched -> unmatched(unmatched, command);
            case MissingParameterException missing -> missing(missing);
            default -> String.valueOf(e.getMessage());
        };
    }

    private static String unmatched(UnmatchedArgumentException e, String command) {
        String first = e.getUnmatched().getFirst();
        if (first.startsWith("-") && first.length() > 1) {
            return "unknown flag: " + first;
        }
        if (e.getCommandLine().getSubcommands().isEmpty()) {
            return "too many arguments: " + String.join(" ", e.getUnmatched());
        }
        List<String> similar = e.getSuggestions();
        return "unknown command \""
                + first
                + "\" for \""
                + command
                + "\""
                + (similar.isEmpty() ? "" : ", did you mean " + String.join(" or ", similar) + "?");
    }

    private static String missing(MissingParameterException e) {
        return e.getMissing().stream()
                .map(
                        arg ->
                                arg.isOption()
                                        ? "flag needs an argument: "
                                                + ((picocli.CommandLine.Model.OptionSpec) arg)
                                                        .longestName()
                                        : arg.paramLabel() + " is required")
                .collect(Collectors.joining(", "));
    }
}
