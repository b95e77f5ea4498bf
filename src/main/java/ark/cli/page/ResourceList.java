package ark.cli.page;

import ark.cli.output.Page;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/// The section of a describe page that lists every object.
///
/// Source: Velero 1.9.7, `backup describe --details`.
public final class ResourceList {
    private final Page page;
    private final String word;

    /// The section for one kind of page.
    ///
    /// @param word `backup` or `restore`
    public ResourceList(Page page, String word) {
        this.page = page;
        this.word = word;
    }

    public void describe(Fetched list) {
        switch (list) {
            case Fetched.Missing() ->
                    page.row(0, "Resource List", "<" + word + " resource list not found>");
            case Fetched.Unavailable(String why) ->
                    page.row(
                            0,
                            "Resource List",
                            "<error getting " + word + " resource list: " + why + ">");
            case Fetched.Document(JsonNode json) -> {
                page.line(0, "Resource List:");
                var kinds = new TreeMap<String, JsonNode>();
                json.properties().forEach(kind -> kinds.put(kind.getKey(), kind.getValue()));
                for (Map.Entry<String, JsonNode> kind : kinds.entrySet()) {
                    page.line(1, kind.getKey() + ":");
                    kind.getValue().forEach(name -> page.line(2, "- " + name.asText()));
                }
            }
        }
    }
}
