package ark.cli;

import ark.cli.flag.BareFlag;
import ark.cli.output.ExitCode;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The page `docs/user/commands.md`, made from the commands themselves.
final class CommandReference {
    private static final List<String> VERBS = List.of("get", "describe", "create", "delete");

    private final StringBuilder page = new StringBuilder();

    private CommandReference() {}

    static String of(CommandLine root) {
        var reference = new CommandReference();
        reference.page.append("# Commands\n\n");
        reference.page.append("Made from the program; `ark COMMAND --help` says the same.\n");
        reference.page.append("Every command is also reached with its words turned round: ");
        reference.page.append("`ark backup get` is `ark get backups`.\n");
        reference.exitCodes();
        reference.page.append("\n## Flags of every command\n\n");
        reference.flags(root.getCommandSpec(), false);
        root.getSubcommands()
                .forEach(
                        (name, command) -> {
                            if (!VERBS.contains(name)) {
                                reference.command(command.getCommandSpec());
                            }
                        });
        return reference.page.toString();
    }

    private void exitCodes() {
        page.append("\n## Exit codes\n\n| code | meaning |\n|---|---|\n");
        for (ExitCode code : ExitCode.values()) {
            page.append("| ").append(code.number()).append(" | ");
            page.append(code.meaning()).append(" |\n");
        }
    }

    private void command(CommandSpec command) {
        if (!command.subcommands().isEmpty()) {
            command.subcommands().values().forEach(sub -> command(sub.getCommandSpec()));
            return;
        }
        page.append("\n## ").append(command.qualifiedName());
        command.positionalParameters().forEach(p -> page.append(' ').append(argument(p)));
        page.append("\n\n");
        for (String line : command.usageMessage().description()) {
            page.append(line).append('\n');
        }
        page.append('\n');
        flags(command, true);
        examples(command.usageMessage().footer());
    }

    private static String argument(ArgSpec argument) {
        String label = argument.paramLabel();
        boolean several = argument.arity().max() > 1;
        return argument.arity().min() > 0 ? label : "[" + label + (several ? "…" : "") + "]";
    }

    private void flags(CommandSpec command, boolean ownOnly) {
        var rows = new TreeSet<String>();
        for (OptionSpec option : command.options()) {
            if (!option.hidden() && (!ownOnly || !option.inherited())) {
                rows.add(row(option));
            }
        }
        if (!rows.isEmpty()) {
            page.append("| flag | |\n|---|---|\n");
            rows.forEach(page::append);
        }
    }

    private static String row(OptionSpec option) {
        var names = new StringBuilder("`" + option.longestName() + "`");
        for (String name : option.names()) {
            if (!name.equals(option.longestName())) {
                names.append(", `").append(name).append('`');
            }
        }
        if (!BareFlag.is(option) && !option.usageHelp()) {
            names.append(" ").append(option.paramLabel());
        }
        return "| " + names + " | " + String.join(" ", option.description()) + " |\n";
    }

    private void examples(String[] footer) {
        if (footer.length > 1) {
            page.append("\n```\n");
            for (int i = 1; i < footer.length; i++) { // the first line is the heading
                page.append(footer[i].strip()).append('\n');
            }
            page.append("```\n");
        }
    }
}
