package ark.item;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.LabelSelector.Operator;
import ark.item.LabelSelector.Requirement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {
    @ParameterizedTest(name = "included {0}, excluded {1}: {2} is in: {3}")
    @CsvSource({
        "'',      '',      foo,     true",
        "*,       '',      foo,     true",
        "*,       foo,     foo,     false",
        "*,       foo,     bar,     true",
        "foo bar, '',      foo,     true",
        "foo bar, '',      baz,     false",
        "foo,     foo,     foo,     false",
        "foo-*,   '',      foo-1,   true",
        "foo-*,   foo-2,   foo-2,   false",
        "*,       foo-*,   foo-x,   false",
        "*,       '*',     foo,     true",
        "fo?,     '',      foo,     true",
        "fo[a-o], '',      foo,     true",
        "'{a;b}', '',      a,       false",
        "fo[,     '',      foo,     false",
    })
    void namesAreIncludedAsUpstreamDoes(
            String included, String excluded, String name, boolean expected) {
        assertThat(new NameFilter(words(included), words(excluded)).includes(name))
                .isEqualTo(expected);
    }

    @Test
    void allProblemsOfAFilterAreToldAtOnce() {
        assertThat(new NameFilter(List.of("*", "a", "b"), List.of("*", "b")).problems())
                .containsExactly(
                        "includes list must either contain '*' only, or a non-empty list of items",
                        "excludes list cannot contain '*'",
                        "excludes list cannot contain an item in the includes list: *",
                        "excludes list cannot contain an item in the includes list: b");
        assertThat(NameFilter.EVERYTHING.problems()).isEmpty();
    }

    @Test
    void everythingMeansNothingIsExcluded() {
        assertThat(NameFilter.EVERYTHING.everything()).isTrue();
        assertThat(new NameFilter(List.of("*"), List.of()).everything()).isTrue();
        assertThat(new NameFilter(List.of(), List.of("x")).everything()).isFalse();
        assertThat(new NameFilter(List.of("x"), List.of()).everything()).isFalse();
    }

    @Test
    void eachOperatorComparesAsKubernetesDoes() {
        Map<String, String> labels = Map.of("app", "web", "tier", "front");

        assertThat(requirement("app", Operator.IN, "web", "api").matches(labels)).isTrue();
        assertThat(requirement("app", Operator.IN, "api").matches(labels)).isFalse();
        assertThat(requirement("app", Operator.NOT_IN, "api").matches(labels)).isTrue();
        assertThat(requirement("none", Operator.NOT_IN, "api").matches(labels)).isTrue();
        assertThat(requirement("app", Operator.NOT_IN, "web").matches(labels)).isFalse();
        assertThat(requirement("tier", Operator.EXISTS).matches(labels)).isTrue();
        assertThat(requirement("none", Operator.EXISTS).matches(labels)).isFalse();
        assertThat(requirement("none", Operator.DOES_NOT_EXIST).matches(labels)).isTrue();
        assertThat(requirement("tier", Operator.DOES_NOT_EXIST).matches(labels)).isFalse();
    }

    @Test
    void aSelectorIsWrittenAsTheApiTakesIt() {
        var selector =
                new LabelSelector(
                        List.of(
                                requirement("a", Operator.IN, "b"),
                                requirement("c", Operator.IN, "e", "d"),
                                requirement("f", Operator.DOES_NOT_EXIST),
                                requirement("g", Operator.NOT_IN, "h"),
                                requirement("i", Operator.EXISTS)));

        assertThat(selector).hasToString("a=b,c in (d,e),!f,g!=h,i");
        assertThat(LabelSelector.EVERYTHING).hasToString("");
    }

    @Test
    void anItemIsSelectedByNamespaceResourceAndAnyOfTheSelectors() {
        var selection =
                new Selection(
                        new NameFilter(List.of("shop"), List.of()),
                        new NameFilter(List.of("pods", "deployments.apps"), List.of()),
                        List.of(
                                LabelSelector.matching(Map.of("app", "a")),
                                LabelSelector.matching(Map.of("app", "b"))));

        assertThat(selection.includes(item("pods", "shop", "a"))).isTrue();
        assertThat(selection.includes(item("deployments.apps", "shop", "b"))).isTrue();
        assertThat(selection.includes(item("pods", "shop", "c"))).isFalse();
        assertThat(selection.includes(item("pods", "other", "a"))).isFalse();
        assertThat(selection.includes(item("deployments", "shop", "a"))).isFalse();
    }

    private static Item item(String resource, String namespace, String app) {
        var json = Json.object();
        json.withObject("/metadata").put("name", "x").put("namespace", namespace);
        json.withObject("/metadata/labels").put("app", app);
        return Item.of(GroupResource.parse(resource), json);
    }

    private static Requirement requirement(String key, Operator operator, String... values) {
        return new Requirement(key, operator, List.of(values));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }
}
