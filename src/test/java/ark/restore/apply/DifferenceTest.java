package ark.restore.apply;

import static org.assertj.core.api.Assertions.assertThat;

import ark.restore.action.Yaml;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    @Test
    void namesEveryPathThatDiffersAndNoValue() {
        String paths =
                between(
                        """
                        data: {password: old, a.b: x, same: 1}
                        spec: {ports: [{port: 80}, {port: 81}], list: [1], only: here}
                        """,
                        """
                        data: {password: new, a.b: y, same: 1}
                        spec: {ports: [{port: 80}, {port: 82}], list: [1, 2]}
                        """);
        assertThat(paths)
                .isEqualTo(
                        "data[\"a.b\"], data.password, spec.list, spec.only, spec.ports[1].port");
    }

    @Test
    void namesNoMoreThanAPersonReads() {
        StringBuilder one = new StringBuilder("data:\n");
        for (int i = 10; i < 60; i++) {
            one.append("  k").append(i).append(": 1\n");
        }
        assertThat(between(one.toString(), "data: {}"))
                .startsWith("data.k10, data.k11")
                .endsWith("data.k19 and 40 more");
        assertThat(between("{" + "x".repeat(900) + ": 1}", "{}")).hasSizeLessThan(300);
    }

    @Test
    void isEmptyForEqualTrees() {
        assertThat(between("a: {b: [1, {c: null}]}", "a: {b: [1, {c: null}]}")).isEmpty();
    }

    @Test
    void makesThePatchThatTurnsOneIntoTheOther() {
        var from = Yaml.tree("{a: 1, b: {c: 2, d: 3}, e: [1, 2], f: x}");
        var to = Yaml.tree("{a: 1, b: {c: 9}, e: [1], g: {h: 1}}");
        assertThat(Difference.patch(from, to))
                .isEqualTo(Yaml.tree("{f: null, b: {d: null, c: 9}, e: [1], g: {h: 1}}"));
        assertThat(Difference.patch(to, to)).isEmpty();
    }

    private static String between(String one, String other) {
        return Difference.between(Yaml.tree(one), Yaml.tree(other));
    }
}
