package ark.cli.verb;

import ark.cli.flag.FlagReader;
import ark.cli.output.ExitCode;
import ark.cli.session.Session;
import ark.cli.session.Stored;
import ark.item.Item;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ark NOUN describe`, for what is wholly in its custom resource.
@Command(name = "describe")
public final class DescribeCommand<S, T> implements Callable<Integer> {
    private final Supplier<Session> sessions;
    private final Subject<S, T> subject;
    private final Pages<S, T> pages;

    @Mixin private SelectFlags select = new SelectFlags();

    /// Makes the page of one object.
    public interface Pages<S, T> {
        /// The text: lines, the last one with its line break.
        String page(Session session, Stored<S, T> object);
    }

    public DescribeCommand(Supplier<Session> sessions, Subject<S, T> subject, Pages<S, T> pages) {
        this.sessions = sessions;
        this.subject = subject;
        this.pages = pages;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader(subject.command("describe"));
        SelectFlags.Settings selected = select.read(flags);
        flags.check();
        List<Item> items = selected.items(session, subject.kind());
        print(session, items, item -> pages.page(session, subject.parts().read(item)));
        return ExitCode.DONE.number();
    }

    /// Prints each page as soon as it is made, with two blank lines between.
    static void print(
            Session session, List<Item> items, java.util.function.Function<Item, String> page) {
        String between = "";
        for (Item item : items) {
            session.terminal().print(between + page.apply(item));
            between = "\n\n";
        }
    }
}
