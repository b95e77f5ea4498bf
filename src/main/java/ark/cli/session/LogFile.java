package ark.cli.session;

import ark.api.v1.DownloadKind;
import ark.cli.output.CommandFailure;
import ark.cli.output.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Prints a log out of the bucket.
public final class LogFile {
    private final Session session;
    private final Downloads downloads;

    public LogFile(Session session, Downloads downloads) {
        this.session = session;
        this.downloads = downloads;
    }

    /// Prints the log of a backup or restore while it arrives.
    ///
    /// @throws CommandFailure when there is none, or it ends early; what came has been printed
    public void print(DownloadKind kind, String name) {
        InputStream log =
                downloads
                        .openLog(kind, name)
                        .orElseThrow(
                                () ->
                                        CommandFailure.failed(
                                                "the log of \"" + name + "\" is not in the bucket",
                                                "It may have been deleted there, or was never"
                                                        + " written."));
        PrintStream out = session.terminal().out();
        try (var reader = new InputStreamReader(log, StandardCharsets.UTF_8)) {
            Printable.copy(reader, out);
        } catch (IOException e) {
            out.flush();
            throw CommandFailure.failed(
                    "the log of \"" + name + "\" ends early: " + e.getMessage(), "Try again.", e);
        }
        out.flush();
    }
}
