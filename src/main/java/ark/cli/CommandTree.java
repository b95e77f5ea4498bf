package ark.cli;

import ark.cli.backup.BackupCommands;
import ark.cli.config.ConfigCommands;
import ark.cli.flag.BareFlag;
import ark.cli.install.InstallCommand;
import ark.cli.install.UninstallCommand;
import ark.cli.location.LocationCommands;
import ark.cli.migrate.MigrateCommand;
import ark.cli.output.ExitCode;
import ark.cli.repo.RepositoryCommands;
import ark.cli.restore.RestoreCommands;
import ark.cli.schedule.ScheduleCommands;
import ark.cli.session.Noun;
import ark.cli.session.Noun.Verb;
import ark.cli.session.Session;
import ark.cli.version.VersionCommand;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// All commands, in both orders of the words: `ark backup get` and `ark get backups`.
final class CommandTree {
    private static final int HELP_COLUMNS = 100;

    private static final Map<String, String> VERBS =
            Map.of(
                    "get", "List objects",
                    "describe", "Describe objects",
                    "create", "Create objects",
                    "delete", "Delete objects");

    private final RootCommand root;
    private final Supplier<Session> sessions;
    private final Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();

    CommandTree(RootCommand root, Supplier<Session> sessions) {
        this.root = root;
        this.sessions = sessions;
        List<Noun> nouns =
                List.of(
                        BackupCommands.noun(),
                        ScheduleCommands.noun(),
                        RestoreCommands.noun(),
                        LocationCommands.noun(),
                        RepositoryCommands.noun());
        nouns.forEach(noun -> commands.put(noun.name(), () -> ofNoun(noun)));
        List.of("get", "describe", "create", "delete")
                .forEach(verb -> commands.put(verb, () -> ofVerb(verb, nouns)));
        commands.put("version", () -> new CommandLine(new VersionCommand(sessions)));
        commands.put("install", () -> new CommandLine(new InstallCommand(sessions)));
        commands.put("uninstall", () -> new CommandLine(new UninstallCommand(sessions)));
        commands.put("restic", this::restic);
        commands.put("migrate", () -> new CommandLine(new MigrateCommand(sessions)));
        commands.put("client", this::client);
        commands.put(
                "completion",
                () -> new CommandLine(new CompletionCommand(sessions, this::forCompletion)));
    }

    /// Every command there is.
    CommandLine all() {
        return assembled(commands.keySet().stream().toList());
    }

    /// Every command there is, as a shell completes it: what a bare flag's name is followed by is
    /// the
    /// next word, not its value.
    private CommandLine forCompletion() {
        CommandLine all = all();
        withoutValues(all);
        return all;
    }

    private static void withoutValues(CommandLine line) {
        CommandSpec command = line.getCommandSpec();
        for (OptionSpec flag : List.copyOf(command.options())) {
            if (BareFlag.is(flag)) {
                command.remove(flag);
                command.addOption(
                        OptionSpec.builder(flag.names())
                                .arity("0")
                                .hidden(flag.hidden())
                                .description(flag.description())
                                .build());
            }
        }
        line.getSubcommands().values().forEach(CommandTree::withoutValues);
    }

    /// The commands that these words may mean; all, when none is among them.
    CommandLine of(String... words) {
        List<String> named = Arrays.stream(words).filter(commands::containsKey).distinct().toList();
        return named.isEmpty() ? all() : assembled(named);
    }

    private CommandLine assembled(List<String> names) {
        var line = new CommandLine(root);
        for (String name : names) {
            Supplier<CommandLine> command = commands.get(name);
            if (command != null) {
                line.addSubcommand(name, command.get());
            }
        }
        configure(line);
        return line;
    }

    private CommandLine ofNoun(Noun noun) {
        var group = new CommandLine(group(noun.description()));
        noun.verbs().forEach(verb -> group.addSubcommand(verb.name(), command(verb)));
        return group;
    }

    private CommandLine ofVerb(String verb, List<Noun> nouns) {
        var group = new CommandLine(group(VERBS.getOrDefault(verb, verb)));
        boolean plural = verb.equals("get") || verb.equals("describe");
        for (Noun noun : nouns) {
            Optional<Verb> found =
                    noun.verbs().stream().filter(v -> v.name().equals(verb)).findFirst();
            if (found.isPresent()) {
                String name = plural ? noun.plural() : noun.name();
                String alias = plural ? noun.name() : noun.plural();
                group.addSubcommand(name, command(found.get()), alias);
            }
        }
        return group;
    }

    private CommandLine client() {
        var client = new CommandLine(group("Settings of this program"));
        client.addSubcommand("config", ofNoun(ConfigCommands.noun()));
        return client;
    }

    /// As upstream's clients had it up to 1.9, and Ark's first ones.
    private CommandLine restic() {
        var restic = new CommandLine(group("Work with restic repositories"));
        restic.addSubcommand("repo", ofNoun(RepositoryCommands.noun()));
        Verb init = RepositoryCommands.initRepository();
        restic.addSubcommand(init.name(), command(init));
        return restic;
    }

    private CommandLine command(Verb verb) {
        Function<Supplier<Session>, ?> make = verb.command();
        var line = new CommandLine(make.apply(sessions));
        if (!verb.description().isEmpty()) {
            line.getCommandSpec().usageMessage().description(verb.description());
        }
        return line;
    }

    private static CommandSpec group(String description) {
        CommandSpec group = CommandSpec.create();
        group.usageMessage().description(description + ".").synopsisSubcommandLabel("COMMAND");
        return group;
    }

    /// The habits of Cobra, as far as the parser has a say.
    private static void configure(CommandLine line) {
        line.setOverwrittenOptionsAllowed(true);
        line.setExpandAtFiles(false);
        line.setInterpolateVariables(false);
        line.setUsageHelpWidth(HELP_COLUMNS);
        line.setHelpFactory(HelpPage::new);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        help(line);
    }

    private static void help(CommandLine line) {
        var exitCodes = new LinkedHashMap<String, String>();
        for (ExitCode code : ExitCode.values()) {
            exitCodes.put(" " + code.number(), code.meaning());
        }
        line.getCommandSpec()
                .usageMessage()
                .abbreviateSynopsis(true)
                .sortOptions(false)
                .optionListHeading("%nFlags:%n")
                .commandListHeading("%nCommands:%n")
                .footerHeading(
                        line.getCommandSpec().usageMessage().footer().length == 0 ? "" : "%n")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exitCodes);
        line.getSubcommands().values().forEach(CommandTree::help);
    }
}
