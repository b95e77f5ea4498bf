package ark.cli;

import ark.cli.output.ExitCode;
import ark.cli.session.Session;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `ark completion`.
@Command(
        name = "completion",
        description = "Print a script that completes commands and flags in a shell.",
        footer = {
            "Examples:",
            "  source <(ark completion bash)",
            "  ark completion zsh > ~/.zsh/completions/_ark",
            "  ark completion fish > ~/.config/fish/completions/ark.fish"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Supplier<Session> sessions;
    private final Supplier<CommandLine> commands;

    @Parameters(arity = "1", paramLabel = "SHELL", description = "bash, zsh or fish.")
    private String shell = "";

    CompletionCommand(Supplier<Session> sessions, Supplier<CommandLine> commands) {
        this.sessions = sessions;
        this.commands = commands;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        String script;
        switch (shell) {
            case "bash" -> script = AutoComplete.bash("ark", commands.get());
            case "zsh" ->
                    script =
                            "#compdef ark\nautoload -Uz bashcompinit && bashcompinit\n"
                                    + AutoComplete.bash("ark", commands.get());
            case "fish" -> script = FishCompletion.of(commands.get());
            default -> {
                session.terminal().line("Invalid shell specified, specify bash, zsh, or fish");
                return ExitCode.FAILED.number();
            }
        }
        session.terminal().print(script);
        return ExitCode.DONE.number();
    }
}
