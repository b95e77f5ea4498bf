package ark.api.v1;

import ark.item.LabelSelector;
import ark.item.LabelSelector.Operator;
import ark.item.LabelSelector.Requirement;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// From the label selector of the wire to the one that Ark works with.
///
/// Source: Kubernetes, `LabelSelectorAsSelector` of package `meta/v1`.
public final class LabelSelectors {
    private LabelSelectors() {}

    /// The selector that says the same; null and an empty one select everything.
    ///
    /// @throws IllegalArgumentException with every problem of the selector, in Kubernetes' words
    public static LabelSelector of(
            io.fabric8.kubernetes.api.model.@Nullable LabelSelector selector) {
        List<String> problems = problems(selector);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        if (selector == null) {
            return LabelSelector.EVERYTHING;
        }
        var requirements = new ArrayList<Requirement>();
        labels(selector)
                .forEach((k, v) -> requirements.add(new Requirement(k, Operator.IN, List.of(v))));
        for (LabelSelectorRequirement expression : expressions(selector)) {
            requirements.add(
                    new Requirement(
                            text(expression.getKey()),
                            operator(text(expression.getOperator())),
                            values(expression)));
        }
        requirements.sort(Comparator.comparing(Requirement::key)); // as Kubernetes prints them
        return new LabelSelector(requirements);
    }

    /// Everything that is wrong with a selector; empty when nothing is.
    public static List<String> problems(
            io.fabric8.kubernetes.api.model.@Nullable LabelSelector selector) {
        var problems = new ArrayList<String>();
        if (selector != null) {
            labels(selector)
                    .forEach(
                            (key, value) -> {
                                problems.addAll(keyProblems(key));
                                problems.addAll(valueProblems(key, value));
                            });
            expressions(selector).forEach(e -> problems.addAll(problems(e)));
        }
        return problems;
    }

    private static List<String> problems(LabelSelectorRequirement expression) {
        String key = text(expression.getKey());
        List<String> values = values(expression);
        var problems = new ArrayList<String>(keyProblems(key));
        switch (text(expression.getOperator())) {
            case "In", "NotIn" -> {
                if (values.isEmpty()) {
                    problems.add(
                            "label \""
                                    + key
                                    + "\": for 'in', 'notin' operators, values set can't be empty");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    problems.add(
                            "label \""
                                    + key
                                    + "\": values set must be empty for exists and does not exist");
                }
            }
            default ->
                    problems.add(
                            "\""
                                    + text(expression.getOperator())
                                    + "\" is not a valid label selector operator");
        }
        values.forEach(value -> problems.addAll(valueProblems(key, value)));
        return problems;
    }

    private static List<String> keyProblems(String key) {
        return Names.labelKeyProblems(key).stream()
                .map(problem -> "label key \"" + key + "\": " + problem)
                .toList();
    }

    private static List<String> valueProblems(String key, String value) {
        return Names.labelValueProblems(value).stream()
                .map(problem -> "value \"" + value + "\" of label \"" + key + "\": " + problem)
                .toList();
    }

    private static Operator operator(String text) {
        return switch (text) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            default -> throw new IllegalArgumentException(text); // problems() refused it
        };
    }

    private static Map<String, String> labels(
            io.fabric8.kubernetes.api.model.LabelSelector selector) {
        Map<String, String> labels = Copies.map(selector.getMatchLabels());
        return labels == null ? Map.of() : labels;
    }

    private static List<LabelSelectorRequirement> expressions(
            io.fabric8.kubernetes.api.model.LabelSelector selector) {
        List<LabelSelectorRequirement> list = Copies.list(selector.getMatchExpressions());
        return list == null ? List.of() : list;
    }

    private static List<String> values(LabelSelectorRequirement expression) {
        List<String> list = Copies.list(expression.getValues());
        return list == null ? List.of() : list;
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
