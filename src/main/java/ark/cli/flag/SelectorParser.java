package ark.cli.flag;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads a label selector as kubectl takes it: `a=b,c!=d,e in (f,g),h notin (i),j,!k`.
///
/// Equalities become `matchLabels`, everything else `matchExpressions`. Sources: Kubernetes,
/// "Labels
/// and Selectors"; `ParseToLabelSelector` of apimachinery.
final class SelectorParser {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");
    private static final Pattern PREFIX =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final int LONGEST_NAME = 63;
    private static final int LONGEST_PREFIX = 253;

    private final String text;
    private final Map<String, String> equal = new LinkedHashMap<>();
    private final List<LabelSelectorRequirement> others = new ArrayList<>();
    private int at;

    private SelectorParser(String text) {
        this.text = text;
    }

    static LabelSelector parse(String text) throws InvalidSelectorException {
        var parser = new SelectorParser(text);
        parser.requirements();
        var selector = new LabelSelector();
        if (!parser.equal.isEmpty()) {
            selector.setMatchLabels(parser.equal);
        }
        if (!parser.others.isEmpty()) {
            selector.setMatchExpressions(parser.others);
        }
        return selector;
    }

    private void requirements() throws InvalidSelectorException {
        requirement();
        while (skipBlanks() && text.charAt(at) == ',') {
            at++;
            requirement();
        }
        if (at < text.length()) {
            throw wrong("expected \",\"", at);
        }
    }

    private void requirement() throws InvalidSelectorException {
        boolean absent = accept("!");
        String key = key();
        if (absent) {
            add(key, "DoesNotExist", List.of());
        } else if (!skipBlanks() || text.charAt(at) == ',') {
            add(key, "Exists", List.of());
        } else {
            comparison(key);
        }
    }

    private void comparison(String key) throws InvalidSelectorException {
        int start = at;
        if (accept("!=")) {
            add(key, "NotIn", List.of(value()));
        } else if (accept("==") || accept("=")) {
            equal(key, start);
        } else if (acceptWord("in")) {
            add(key, "In", values());
        } else if (acceptWord("notin")) {
            add(key, "NotIn", values());
        } else if (accept("<") || accept(">")) {
            throw wrong("\"" + text.charAt(start) + "\" is not supported", start);
        } else {
            throw wrong("expected =, !=, in or notin", start);
        }
    }

    private void equal(String key, int start) throws InvalidSelectorException {
        String value = value();
        String other = equal.putIfAbsent(key, value);
        if (other != null && !other.equals(value)) {
            throw wrong("\"" + key + "\" cannot equal two values", start);
        }
    }

    private void add(String key, String operator, List<String> values) {
        var requirement = new LabelSelectorRequirement();
        requirement.setKey(key);
        requirement.setOperator(operator);
        if (!values.isEmpty()) {
            requirement.setValues(values);
        }
        others.add(requirement);
    }

    private List<String> values() throws InvalidSelectorException {
        skipBlanks();
        int open = at;
        if (!accept("(")) {
            throw wrong("expected \"(\"", at);
        }
        var values = new ArrayList<String>();
        do {
            values.add(value());
        } while (accept(","));
        if (!accept(")")) {
            if (at == text.length()) {
                throw wrong("unclosed \"(\"", open);
            }
            throw wrong("expected \",\" or \")\"", at);
        }
        return values.stream().distinct().sorted().toList();
    }

    private String key() throws InvalidSelectorException {
        skipBlanks();
        int start = at;
        String key = word();
        if (key.isEmpty()) {
            throw wrong("expected a label", start);
        }
        int slash = key.indexOf('/');
        String prefix = slash < 0 ? "" : key.substring(0, slash);
        boolean prefixIsValid =
                slash < 0
                        || (prefix.length() <= LONGEST_PREFIX && PREFIX.matcher(prefix).matches());
        if (!prefixIsValid || !isName(key.substring(slash + 1))) {
            throw wrong("\"" + key + "\" is no name of a label", start);
        }
        return key;
    }

    private String value() throws InvalidSelectorException {
        skipBlanks();
        int start = at;
        String value = word();
        if (!value.isEmpty() && !isName(value)) {
            throw wrong("\"" + value + "\" is no value of a label", start);
        }
        return value;
    }

    private static boolean isName(String text) {
        return text.length() <= LONGEST_NAME && NAME.matcher(text).matches();
    }

    /// What stands before the next blank or sign.
    private String word() {
        int start = at;
        while (at < text.length() && " \t,()=!<>".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean acceptWord(String word) {
        int start = at;
        if (word().equals(word)) {
            return true;
        }
        at = start;
        return false;
    }

    private boolean accept(String sign) {
        skipBlanks();
        if (!text.startsWith(sign, at)) {
            return false;
        }
        at += sign.length();
        return true;
    }

    /// Whether something follows.
    private boolean skipBlanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at < text.length();
    }

    private InvalidSelectorException wrong(String problem, int column) {
        return new InvalidSelectorException(problem, column + 1, text);
    }
}
