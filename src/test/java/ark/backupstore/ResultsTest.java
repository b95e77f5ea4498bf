package ark.backupstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ark.backupstore.Results.Scope;
import ark.item.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static Results read(String json) {
        return Results.of(Json.tree(json.getBytes(UTF_8)));
    }

    @Test
    void leavesOutWhatIsEmpty() {
        assertThat(new String(Results.NONE.json(), UTF_8))
                .isEqualTo("{\"errors\":{},\"warnings\":{}}");
    }

    @Test
    void keepsWhatWasCollectedUnderItsScope() {
        var collector = new ResultsCollector();
        collector.error(new Scope.Velero(), "bucket gone");
        collector.warning(Scope.ofObjectIn(""), "about a volume");
        collector.warning(Scope.ofObjectIn("shop"), "about a pod");
        collector.warning(Scope.ofObjectIn("bar"), "about a claim");
        assertThat(new String(collector.results().json(), UTF_8))
                .isEqualTo(
                        "{\"errors\":{\"velero\":[\"bucket gone\"]},\"warnings\":{\"cluster\":[\"about"
                                + " a volume\"],\"namespaces\":{\"bar\":[\"about a"
                                + " claim\"],\"shop\":[\"about a pod\"]}}}");
        assertThat(collector.errors()).isEqualTo(1);
        assertThat(collector.warnings()).isEqualTo(3);
        assertThat(read(new String(collector.results().json(), UTF_8)))
                .isEqualTo(collector.results());
    }

    @Test
    void readsWhatArkWrote() {
        Results results =
                read("{\"warnings\":{\"ark\":[\"w\"],\"cluster\":null,\"namespaces\":null}}");
        assertThat(results.warnings().velero()).containsExactly("w");
        assertThat(results.warnings().count()).isEqualTo(1);
        assertThat(results.errors()).isEqualTo(Results.Messages.NONE);
    }

    @Test
    void takesAnyOtherShapeForEmpty() {
        for (String json :
                List.of("null", "[]", "{}", "{\"errors\":7}", "{\"errors\":{\"velero\":{}}}")) {
            assertThat(read(json)).as(json).isEqualTo(Results.NONE);
        }
    }

    @Test
    void countsWhatIsTooMuchToKeep() {
        var collector = new ResultsCollector();
        for (int i = 0; i < 10_005; i++) {
            collector.error(new Scope.OfNamespace("shop"), "x".repeat(i == 0 ? 9000 : 1));
        }
        Results results = collector.results();
        assertThat(collector.errors()).isEqualTo(10_005);
        assertThat(results.errors().velero()).containsExactly("and 5 more: see the log");
        assertThat(results.errors().namespaces().get("shop"))
                .hasSize(10_000)
                .first()
                .asString()
                .hasSize(4097)
                .endsWith("x…");
    }
}
