package ark.cli.verb;

import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.output.ExitCode;
import ark.cli.output.OutputFormat;
import ark.cli.page.Fetched;
import ark.cli.session.Locations;
import ark.cli.session.Session;
import ark.cli.session.Stored;
import ark.cli.session.TransferFlags;
import ark.item.Item;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ark backup describe` and `ark restore describe`: what they did is told by files in a bucket.
@Command(name = "describe")
public final class DescribeWorkCommand<S, T> implements Callable<Integer> {
    private static final List<String> FORMATS = List.of("plaintext", "json", "yaml");

    private final Supplier<Session> sessions;
    private final Subject<S, T> subject;
    private final Pages<S, T> pages;

    @Mixin private SelectFlags select = new SelectFlags();

    @Option(
            names = "--details",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "With every object and volume.")
    private String details = "";

    @Option(
            names = "--volume-details",
            arity = "0..1",
            preprocessor = BareFlag.class,
            hidden = true,
            description = "The same, in Ark's words.")
    private String volumeDetails = "";

    @Mixin private TransferFlags transfer = new TransferFlags();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description =
                    "How to print: plaintext, json or yaml. Several objects are several"
                            + " documents. Default: plaintext")
    private String output = "";

    /// Tells about one object.
    public interface Pages<S, T> {
        /// For people: lines, the last one with its line break.
        String page(Session session, Told<S, T> told);

        /// For programs.
        ObjectNode document(Session session, Told<S, T> told);
    }

    /// What a page tells about.
    ///
    /// @param backup the object itself, or the backup that a restore is of
    /// @param location where the backup is
    /// @param files of the object, in the bucket
    /// @param details with every object and volume
    public record Told<S, T>(
            Stored<S, T> object,
            Optional<Item> backup,
            Optional<Item> location,
            Fetched.Files files,
            boolean details) {}

    public DescribeWorkCommand(
            Supplier<Session> sessions, Subject<S, T> subject, Pages<S, T> pages) {
        this.sessions = sessions;
        this.subject = subject;
        this.pages = pages;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader(subject.command("describe"));
        SelectFlags.Settings selected = select.read(flags);
        boolean all = flags.on("--details", details) || flags.on("--volume-details", volumeDetails);
        TransferFlags.Settings settings = transfer.read(flags);
        String format = flags.word("--output", output, FORMATS).orElse("plaintext");
        flags.check();
        List<Item> items = selected.items(session, subject.kind());
        Function<Item, Told<S, T>> told = item -> told(session, item, settings, all);
        switch (format) {
            case "json" -> print(session, items, "", OutputFormat.JSON, told);
            case "yaml" -> print(session, items, "---\n", OutputFormat.YAML, told);
            default ->
                    DescribeCommand.print(
                            session, items, item -> pages.page(session, told.apply(item)));
        }
        return ExitCode.DONE.number();
    }

    private void print(
            Session session,
            List<Item> items,
            String between,
            OutputFormat format,
            Function<Item, Told<S, T>> told) {
        String before = "";
        for (Item item : items) {
            ObjectNode document = pages.document(session, told.apply(item));
            session.terminal().print(before + format.print(document));
            before = between;
        }
    }

    private Told<S, T> told(
            Session session, Item item, TransferFlags.Settings settings, boolean details) {
        Optional<Item> backup = Locations.backupOf(session, item);
        Optional<Item> location = backup.flatMap(b -> Locations.of(session, b));
        String certificates = location.map(Locations::certificates).orElse("");
        Fetched.Files files =
                Fetched.Files.of(settings.downloads(session, certificates), item.key().name());
        return new Told<>(subject.parts().read(item), backup, location, files, details);
    }
}
