package ark;

import ark.nodeagent.NodeAgentMain;
import ark.restorewait.RestoreWait;
import ark.server.ServerMain;
import java.util.Arrays;
import java.util.List;

/// The program: looks at its first words, and loads nothing that another one needs.
public final class Main {
    /// Names of the node agent in all eras, the longest first.
    private static final List<List<String>> NODE_AGENT =
            List.of(
                    List.of("restic", "server"),
                    List.of("node-agent", "server"),
                    List.of("node-agent"));

    private Main() {}

    /// Runs the program that the first words name, and exits with its exit code.
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        for (List<String> name : NODE_AGENT) {
            if (begins(arguments, name)) {
                return NodeAgentMain.run(behind(arguments, name.size()));
            }
        }
        if (begins(arguments, List.of("server"))) {
            return ServerMain.run(behind(arguments, 1));
        }
        return begins(arguments, List.of("restore-wait"))
                ? RestoreWait.run(behind(arguments, 1))
                : ark.cli.Main.run(arguments);
    }

    private static boolean begins(String[] arguments, List<String> words) {
        return arguments.length >= words.size()
                && Arrays.asList(arguments).subList(0, words.size()).equals(words);
    }

    private static String[] behind(String[] arguments, int words) {
        return Arrays.copyOfRange(arguments, words, arguments.length);
    }
}
