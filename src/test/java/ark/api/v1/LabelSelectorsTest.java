package ark.api.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelSelectorsTest {
    private static LabelSelector selector(String json) {
        return WireTest.OURS.read(json, LabelSelector.class);
    }

    @Test
    void nothingSelectsEverything() {
        assertThat(LabelSelectors.of(null).everything()).isTrue();
        assertThat(LabelSelectors.of(selector("{}")).everything()).isTrue();
        assertThat(
                        LabelSelectors.of(
                                        selector("{\"matchLabels\":null,\"matchExpressions\":[]}"))
                                .everything())
                .isTrue();
    }

    @Test
    void labelsAndExpressionsMustAllHold() {
        ark.item.LabelSelector selector =
                LabelSelectors.of(
                        selector(
                                """
                                {"matchLabels": {"app": "nginx"}, "matchExpressions": [
                                 {"key": "tier", "operator": "In", "values": ["b", "a"]},
                                 {"key": "canary", "operator": "DoesNotExist"},
                                 {"key": "zone", "operator": "Exists", "values": []},
                                 {"key": "env", "operator": "NotIn", "values": ["dev", "qa"]}]}
                                """));
        assertThat(selector).hasToString("app=nginx,!canary,env notin (dev,qa),tier in (a,b),zone");
        assertThat(selector.matches(Map.of("app", "nginx", "tier", "a", "zone", "1"))).isTrue();
        assertThat(selector.matches(Map.of("app", "nginx", "tier", "c", "zone", "1"))).isFalse();
    }

    @Test
    void reportsEveryProblem() {
        LabelSelector bad =
                selector(
                        """
                        {"matchLabels": {"a b": "c d"}, "matchExpressions": [
                         {"key": "x", "operator": "Gt", "values": ["1"]},
                         {"key": "x", "operator": "In"},
                         {"operator": "Exists"},
                         {"key": "x", "operator": "Exists", "values": ["1"]}]}
                        """);
        assertThat(LabelSelectors.problems(bad))
                .hasSize(7)
                .contains(
                        "\"Gt\" is not a valid label selector operator",
                        "label \"x\": for 'in', 'notin' operators, values set can't be empty",
                        "label \"x\": values set must be empty for exists and does not exist",
                        "label key \"\": name part must be non-empty");
        assertThatThrownBy(() -> LabelSelectors.of(bad))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"Gt\" is not a valid label selector operator; ");
    }
}
