package ark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A method as it stands in formatted source text.
///
/// @param lines from its opening line to its closing brace
/// @param nesting how many `if`, `for`, `switch` … stand inside one another at the deepest place
record SourceMethod(String name, int lines, int parameters, int nesting) {
    private static final Pattern CONTROL =
            Pattern.compile("\\s*(if|for|while|switch|try|do|synchronized)\\b[\\s\\S]*");
    private static final Pattern CONTINUED =
            Pattern.compile("\\s*(else|catch|finally)\\b[\\s\\S]*");

    // Formatted code: a declaration starts a line, and its name stands before the first "(".
    private static final Pattern DECLARATION =
            Pattern.compile(
                    "(?m)^( {4}| {8})(?!return |throw |new |else |if |for |while |switch |try )"
                            + "(?:[\\w@<>\\[\\]?,.& ]+ )?(\\w+)\\(");

    static List<SourceMethod> of(String source) {
        String text = withoutText(source);
        var methods = new ArrayList<SourceMethod>();
        Matcher matcher = DECLARATION.matcher(text);
        while (matcher.find()) {
            int close = closing(text, matcher.end() - 1, '(', ')');
            int body = text.indexOf('{', close);
            if (body < 0 || !isHead(text.substring(close + 1, body)) || isRecord(matcher.group())) {
                continue;
            }
            int end = closing(text, body, '{', '}');
            int lines = (int) text.substring(matcher.start(), end).lines().count();
            methods.add(
                    new SourceMethod(
                            matcher.group(2),
                            lines,
                            countParameters(text, matcher.end() - 1),
                            nesting(text.substring(body + 1, end))));
        }
        return methods;
    }

    private static int nesting(String body) {
        var open = new ArrayDeque<Boolean>();
        var parentheses = new ArrayDeque<>(List.of(0));
        int depth = 0;
        int deepest = 0;
        int statement = 0;
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c == '{') {
                boolean control = isControl(body.substring(statement, i));
                open.push(control);
                parentheses.push(0);
                depth += control ? 1 : 0;
                deepest = Math.max(deepest, depth);
            } else if (c == '}' && !open.isEmpty()) {
                depth -= open.pop() ? 1 : 0;
                parentheses.pop();
            } else if (c == '(' || c == ')') {
                parentheses.push(parentheses.pop() + (c == '(' ? 1 : -1));
            }
            if (c == '{' || c == '}' || (c == ';' && parentheses.getFirst() == 0)) {
                statement = i + 1;
            }
        }
        return deepest;
    }

    private static boolean isControl(String before) {
        return CONTROL.matcher(before).matches() || CONTINUED.matcher(before).matches();
    }

    private static boolean isHead(String between) {
        return between.isBlank() || between.strip().startsWith("throws");
    }

    private static boolean isRecord(String declaration) {
        return declaration.contains("record ");
    }

    /// Parameters between the parenthesis at `open` and its partner.
    static int countParameters(String source, int open) {
        String inside = source.substring(open + 1, closing(source, open, '(', ')'));
        if (inside.isBlank()) {
            return 0;
        }
        int depth = 0;
        int commas = 0;
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            if (c == '<' || c == '(' || c == '{') {
                depth++;
            } else if (c == '>' || c == ')' || c == '}') {
                depth--;
            } else if (c == ',' && depth == 0) {
                commas++;
            }
        }
        return commas + 1;
    }

    private static int closing(String text, int open, char in, char out) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            if (text.charAt(i) == in) {
                depth++;
            } else if (text.charAt(i) == out && --depth == 0) {
                return i;
            }
        }
        return text.length() - 1;
    }

    /// The source with the insides of strings, characters and comments blanked; same length.
    static String withoutText(String source) {
        var out = new StringBuilder(source);
        Matcher text =
                Pattern.compile(
                                "\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+'"
                                        + "|//[^\\n]*|/\\*[\\s\\S]*?\\*/")
                        .matcher(source);
        while (text.find()) {
            for (int i = text.start(); i < text.end(); i++) {
                if (out.charAt(i) != '\n') {
                    out.setCharAt(i, ' ');
                }
            }
        }
        return out.toString();
    }
}
