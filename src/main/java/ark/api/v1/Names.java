package ark.api.v1;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What is wrong with a name, in Kubernetes' words; each method gives an empty list for a good one.
///
/// Source: Kubernetes, package `util/validation` of apimachinery.
public final class Names {
    private static final int MAX_LABEL = 63;
    private static final int MAX_SUBDOMAIN = 253;

    private static final String DNS_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String DNS_SUBDOMAIN = DNS_LABEL + "(\\." + DNS_LABEL + ")*";
    private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

    private static final String NAME_RULE =
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with"
                    + " an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc',"
                    + " regex used for validation is '"
                    + QUALIFIED
                    + "')";

    private static final Pattern LABEL = Pattern.compile(DNS_LABEL);

    // Possessive: a name of 253 bytes is matched in one pass, never by trying it in all ways.
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9](?:-*+[a-z0-9])*+(?:\\.[a-z0-9](?:-*+[a-z0-9])*+)*+");
    private static final Pattern QUALIFIED_NAME = Pattern.compile(QUALIFIED);

    private static final Pattern WILDCARDS = Pattern.compile("[*?\\[\\]]");
    private static final Pattern UNSUPPORTED = Pattern.compile("[|()!{},]");
    private static final Pattern BRACKETS = Pattern.compile("\\[[^\\[\\]]+]");

    private Names() {}

    /// For the name of a Backup, a Restore, a Schedule, a location.
    public static List<String> objectNameProblems(String name) {
        if (name.length() > MAX_SUBDOMAIN) {
            return tooLong(MAX_SUBDOMAIN);
        }
        return SUBDOMAIN.matcher(name).matches()
                ? List.of()
                : List.of(
                        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric"
                                + " characters, '-' or '.', and must start and end with an"
                                + " alphanumeric character (e.g. 'example.com', regex used for"
                                + " validation is '"
                                + DNS_SUBDOMAIN
                                + "')");
    }

    /// For the name of a namespace.
    public static List<String> namespaceProblems(String name) {
        if (name.length() > MAX_LABEL) {
            return tooLong(MAX_LABEL);
        }
        if (LABEL.matcher(name).matches()) {
            return List.of();
        }
        return List.of(
                SUBDOMAIN.matcher(name).matches()
                        ? "must not contain dots"
                        : "a lowercase RFC 1123 label must consist of lower case alphanumeric"
                                + " characters or '-', and must start and end with an alphanumeric"
                                + " character (e.g. 'my-name',  or '123-abc', regex used for"
                                + " validation is '"
                                + DNS_LABEL
                                + "')");
    }

    /// For an element of an include or exclude list of namespaces: a name in which `*`, `?` and
    /// `[a-z]` may stand for other letters, or "" for objects without a namespace.
    ///
    /// Source: Velero 1.18, which knows more wildcards than 1.9.7 (only `*`) and refuses more.
    ///
    /// @return sentences that begin with `invalid namespace "NAME": `
    public static List<String> namespacePatternProblems(String pattern) {
        if (pattern.isEmpty()) {
            return List.of();
        }
        List<String> problems = wildcardProblems(pattern);
        if (problems.isEmpty()) {
            problems = namespaceProblems(WILDCARDS.matcher(pattern).replaceAll("x"));
        }
        return problems.stream()
                .map(problem -> "invalid namespace \"" + pattern + "\": " + problem)
                .toList();
    }

    private static List<String> wildcardProblems(String pattern) {
        if (UNSUPPORTED.matcher(pattern).find()) {
            return List.of("wildcard pattern contains unsupported characters: |, (, ), !, {, }, ,");
        }
        if (pattern.contains("**")) {
            return List.of(
                    "wildcard pattern contains consecutive asterisks (only single * allowed)");
        }
        if (pattern.contains("[]")) {
            return List.of("wildcard pattern contains empty bracket pattern '[]'");
        }
        String withoutBrackets = BRACKETS.matcher(pattern).replaceAll("");
        if (withoutBrackets.contains("[")) {
            return List.of("wildcard pattern contains unclosed bracket '['");
        }
        return withoutBrackets.contains("]")
                ? List.of("wildcard pattern contains unmatched closing bracket ']'")
                : List.of();
    }

    /// For a label's key: `name` or `prefix/name`.
    public static List<String> labelKeyProblems(String key) {
        int slash = key.indexOf('/');
        if (slash != key.lastIndexOf('/')) {
            return List.of(
                    "a qualified name "
                            + NAME_RULE
                            + " with an optional DNS subdomain prefix and '/'"
                            + " (e.g. 'example.com/MyName')");
        }
        var problems = new ArrayList<String>();
        if (slash == 0) {
            problems.add("prefix part must be non-empty");
        } else if (slash > 0) {
            objectNameProblems(key.substring(0, slash))
                    .forEach(p -> problems.add("prefix part " + p));
        }
        String name = key.substring(slash + 1);
        if (name.isEmpty()) {
            problems.add("name part must be non-empty");
        } else if (name.length() > MAX_LABEL) {
            problems.add("name part must be no more than " + MAX_LABEL + " characters");
        }
        if (!QUALIFIED_NAME.matcher(name).matches()) {
            problems.add("name part " + NAME_RULE);
        }
        return problems;
    }

    /// For a label's value, which may be "".
    public static List<String> labelValueProblems(String value) {
        if (value.length() > MAX_LABEL) {
            return tooLong(MAX_LABEL);
        }
        return value.isEmpty() || QUALIFIED_NAME.matcher(value).matches()
                ? List.of()
                : List.of(
                        "a valid label must be an empty string or consist of alphanumeric"
                                + " characters, '-', '_' or '.', and must start and end with an"
                                + " alphanumeric character (e.g. 'MyValue',  or 'my_value',  or"
                                + " '12345', regex used for validation is '("
                                + QUALIFIED
                                + ")?')");
    }

    private static List<String> tooLong(int maxBytes) {
        return List.of("must be no more than " + maxBytes + " characters");
    }
}
