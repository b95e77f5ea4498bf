package ark.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "b1", "a-b", "a--b", "nightly-20261121010000", "a.b-c.d"})
    void acceptsObjectNames(String name) {
        assertThat(Names.objectNameProblems(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "-a", "a-", "A", "a_b", "a..b", ".a", "a.", "a.-b", "a b", "a/b", "ä", "a\n"
            })
    void refusesObjectNames(String name) {
        assertThat(Names.objectNameProblems(name)).hasSize(1);
    }

    @Test
    void limitsLengths() {
        assertThat(Names.objectNameProblems("a".repeat(253))).isEmpty();
        assertThat(Names.objectNameProblems("a".repeat(254)))
                .containsExactly("must be no more than 253 characters");
        assertThat(Names.namespaceProblems("a".repeat(63))).isEmpty();
        assertThat(Names.namespaceProblems("a".repeat(1_000_000)))
                .containsExactly("must be no more than 63 characters");
    }

    @Test
    void aNamespaceHasNoDots() {
        assertThat(Names.namespaceProblems("shop")).isEmpty();
        assertThat(Names.namespaceProblems("a.b")).containsExactly("must not contain dots");
        assertThat(Names.namespaceProblems("Shop"))
                .singleElement()
                .asString()
                .startsWith("a lowercase RFC 1123 label must consist of");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "shop",
                "ns-1",
                "shop-*",
                "*-shop",
                "a*b",
                "*a*",
                "?",
                "shop-?",
                "sh[oa]p",
                "shop-[a-c]",
                "shop-[0-9][0-9]*"
            })
    void acceptsNamespacePatterns(String pattern) {
        assertThat(Names.namespacePatternProblems(pattern)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Shop*", "-*", "*-", "a.b", "a b", "bar_321", "foo123-", "[A-Z]"})
    void aNamespacePatternMustStillBeAName(String pattern) {
        assertThat(Names.namespacePatternProblems(pattern))
                .singleElement()
                .asString()
                .startsWith("invalid namespace \"" + pattern + "\": ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{a,b}; unsupported characters",
                "a|b; unsupported characters",
                "(a); unsupported characters",
                "[!a]; unsupported characters",
                "a**; consecutive asterisks",
                "a[]; empty bracket pattern",
                "a[b; unclosed bracket",
                "a[b[c]; unclosed bracket",
                "a]b; unmatched closing bracket",
                "a[b]]; unmatched closing bracket"
            })
    void refusesWildcardsThatAreNotSupported(String pattern, String problem) {
        assertThat(Names.namespacePatternProblems(pattern))
                .singleElement()
                .asString()
                .startsWith("invalid namespace \"" + pattern + "\": wildcard pattern contains ")
                .contains(problem);
    }

    @Test
    void checksLabels() {
        assertThat(Names.labelKeyProblems("app")).isEmpty();
        assertThat(Names.labelKeyProblems("velero.io/backup-name")).isEmpty();
        assertThat(Names.labelKeyProblems("/a")).containsExactly("prefix part must be non-empty");
        assertThat(Names.labelKeyProblems("a/b/c")).hasSize(1);
        assertThat(Names.labelKeyProblems("A.b/c")).singleElement().asString().startsWith("prefix");
        assertThat(Names.labelKeyProblems("a".repeat(64)))
                .containsExactly("name part must be no more than 63 characters");
        assertThat(Names.labelKeyProblems("")).contains("name part must be non-empty");
        assertThat(Names.labelValueProblems("")).isEmpty();
        assertThat(Names.labelValueProblems("A_b.c")).isEmpty();
        assertThat(Names.labelValueProblems("a b")).hasSize(1);
        assertThat(Names.labelValueProblems("a".repeat(64)))
                .containsExactly("must be no more than 63 characters");
    }
}
