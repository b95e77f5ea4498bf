package ark;

import ark.server.ServerMain;
import java.util.Arrays;

/// The program: looks at its first word, and loads nothing that another one needs.
public final class Main {
    private Main() {}

    /// Runs the program that the first word names, and exits with its exit code.
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        return arguments.length > 0 && arguments[0].equals("server")
                ? ServerMain.run(Arrays.copyOfRange(arguments, 1, arguments.length))
                : ark.cli.Main.run(arguments);
    }
}
