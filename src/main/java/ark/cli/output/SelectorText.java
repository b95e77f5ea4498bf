package ark.cli.output;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A label selector as people write it: `a=b,c in (d,e),!f`, sorted by key.
///
/// Source: `FormatLabelSelector` of Kubernetes' apimachinery.
public final class SelectorText {
    private SelectorText() {}

    /// `<none>` when everything is selected, `<error>` when the operator is unknown.
    public static String of(@Nullable LabelSelector selector) {
        if (selector == null) {
            return "<none>";
        }
        List<Part> parts = new ArrayList<>();
        if (selector.getMatchLabels() != null) {
            selector.getMatchLabels()
                    .forEach((key, value) -> parts.add(new Part(key, key + "=" + value)));
        }
        if (selector.getMatchExpressions() != null) {
            for (LabelSelectorRequirement requirement : selector.getMatchExpressions()) {
                parts.add(new Part(requirement.getKey(), text(requirement)));
            }
        }
        if (parts.stream().anyMatch(part -> part.text().isEmpty())) {
            return "<error>";
        }
        parts.sort(Comparator.comparing(Part::key)); // keeps the order of equal keys
        return parts.isEmpty()
                ? "<none>"
                : parts.stream().map(Part::text).collect(Collectors.joining(","));
    }

    /// Several, of which one must match: `a=b or c=d`.
    public static String anyOf(@Nullable List<LabelSelector> selectors) {
        return selectors == null || selectors.isEmpty()
                ? "<none>"
                : selectors.stream().map(SelectorText::of).collect(Collectors.joining(" or "));
    }

    private record Part(String key, String text) {}

    private static String text(LabelSelectorRequirement requirement) {
        String key = requirement.getKey();
        return switch (String.valueOf(requirement.getOperator())) {
            case "In" -> key + " in " + values(requirement);
            case "NotIn" -> key + " notin " + values(requirement);
            case "Exists" -> key;
            case "DoesNotExist" -> "!" + key;
            default -> "";
        };
    }

    private static String values(LabelSelectorRequirement requirement) {
        return requirement.getValues().stream().sorted().collect(Collectors.joining(",", "(", ")"));
    }
}
