package ark.item;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Which labels an object must carry; all requirements must hold. No requirement: everything.
///
/// Source: Kubernetes, "Labels and Selectors"; `toString` is what the API takes as `labelSelector`.
public record LabelSelector(List<Requirement> requirements) {
    public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /// How a label's value is compared.
    public enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        DOES_NOT_EXIST
    }

    /// One condition on one label.
    ///
    /// @param values for `IN` and `NOT_IN` at least one, else none
    public record Requirement(String key, Operator operator, List<String> values) {
        public Requirement {
            values = values.stream().sorted().toList();
        }

        boolean matches(Map<String, String> labels) {
            boolean present = labels.containsKey(key);
            return switch (operator) {
                case IN -> present && values.contains(labels.get(key));
                case NOT_IN -> !present || !values.contains(labels.get(key));
                case EXISTS -> present;
                case DOES_NOT_EXIST -> !present;
            };
        }

        @Override
        public String toString() {
            return switch (operator) {
                case IN ->
                        values.size() == 1
                                ? key + "=" + values.getFirst()
                                : key + " in (" + String.join(",", values) + ")";
                case NOT_IN ->
                        values.size() == 1
                                ? key + "!=" + values.getFirst()
                                : key + " notin (" + String.join(",", values) + ")";
                case EXISTS -> key;
                case DOES_NOT_EXIST -> "!" + key;
            };
        }
    }

    /// All labels equal to the given ones.
    public static LabelSelector matching(Map<String, String> labels) {
        return new LabelSelector(
                labels.entrySet().stream()
                        .map(e -> new Requirement(e.getKey(), Operator.IN, List.of(e.getValue())))
                        .toList());
    }

    public boolean everything() {
        return requirements.isEmpty();
    }

    public boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.matches(labels));
    }

    /// `a=b,c in (d,e),!f`; empty when everything is selected.
    @Override
    public String toString() {
        return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
    }
}
