package ark;

import ark.server.ServerMain;
import java.util.Arrays;

/// The program: looks at its first word, and loads nothing that another one needs.
public final class Main {
    private static final int USAGE = 2;

    private Main() {}

    /// Runs the program that the first word names, and exits with its exit code.
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("server")) {
            return ServerMain.run(Arrays.copyOfRange(arguments, 1, arguments.length));
        }
        System.err.println("An error occurred: no command but \"server\" is built in yet");
        return USAGE;
    }
}
