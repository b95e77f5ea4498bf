package ark.cli.session;

import ark.cli.output.Page;
import ark.cli.output.Style;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Warnings or errors of a backup or restore, as its results file groups them.
///
/// @param server of the server itself; the file calls it `velero`, or `ark` in the era of Ark
/// @param namespaces those that were restored into
public record Messages(
        List<String> server, List<String> cluster, Map<String, List<String>> namespaces) {
    /// The messages in a results file.
    ///
    /// @param results the whole file
    /// @param member `warnings` or `errors`
    public static Messages of(JsonNode results, String member) {
        JsonNode group = results.path(member);
        var server = new ArrayList<String>(texts(group.path("velero")));
        server.addAll(texts(group.path("ark")));
        var namespaces = new TreeMap<String, List<String>>();
        group.path("namespaces")
                .properties()
                .forEach(entry -> namespaces.put(entry.getKey(), texts(entry.getValue())));
        return new Messages(server, texts(group.path("cluster")), namespaces);
    }

    /// All of them, one after another.
    public List<String> all() {
        var all = new ArrayList<>(server);
        all.addAll(cluster);
        namespaces.values().forEach(all::addAll);
        return all;
    }

    /// The sections of a describe page, those that have something to tell.
    public static void describe(Page page, JsonNode results, long warnings, long errors) {
        if (warnings > 0) {
            page.blank();
            of(results, "warnings").describe(page, "Warnings");
        }
        if (errors > 0) {
            page.blank();
            of(results, "errors").describe(page, "Errors");
        }
    }

    /// The section of a describe page.
    ///
    /// Source: Velero 1.9.7, `restore describe`.
    ///
    /// @param name `Warnings` or `Errors`
    private void describe(Page page, String name) {
        page.line(0, name + ":");
        page.list(1, "Velero", server, Style.PLAIN);
        page.list(1, "Cluster", cluster, Style.PLAIN);
        if (namespaces.isEmpty()) {
            page.line(1, "Namespaces: <none>");
            return;
        }
        page.line(1, "Namespaces:");
        namespaces.forEach((namespace, texts) -> page.list(2, namespace, texts, Style.PLAIN));
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
