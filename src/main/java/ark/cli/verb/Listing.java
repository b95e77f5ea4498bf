package ark.cli.verb;

import ark.cli.flag.OutputFlags;
import ark.cli.output.OutputFormat;
import ark.cli.output.Table;
import ark.cli.session.Session;
import ark.cli.session.Stored;
import ark.item.Item;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// How objects of one noun are listed: as a table, as JSON or as YAML.
public record Listing<S, T>(Subject<S, T> subject, Rows<S, T> rows) {
    /// Makes the table of a noun.
    public interface Rows<S, T> {
        /// The text: lines, the last one with its line break.
        String table(Session session, Table.LabelColumns columns, List<Stored<S, T>> objects);
    }

    /// Prints objects. One that cannot be read is told about and hides no other.
    public void print(Session session, List<Item> items, OutputFlags.Settings output) {
        session.terminal().print(text(session, items, output));
    }

    /// Prints an object that was made and is not created.
    public void print(Session session, ObjectNode object, OutputFlags.Settings output) {
        print(session, List.of(Item.of(subject.kind().resource(), object)), output);
    }

    private String text(Session session, List<Item> items, OutputFlags.Settings output) {
        if (output.format() != OutputFormat.TABLE) {
            return subject.kind().print(items, output.format());
        }
        var problems = new ArrayList<String>();
        List<Stored<S, T>> readable = subject.parts().readable(items, problems);
        problems.forEach(session.terminal()::complain);
        return rows.table(session, output.columns(), readable);
    }
}
