package ark.item;

import java.nio.file.FileSystems;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Names that are in, and names that are out: an include list and an exclude list of names or globs
/// (`*`, `?`, `[a-z]`, `{a,b}`). An empty include list, or one with `*`, means every name;
/// exclusion wins.
///
/// Source: Velero 1.9.7, pkg/util/collections/includes_excludes.go.
public record NameFilter(List<String> included, List<String> excluded) {
    public static final NameFilter EVERYTHING = new NameFilter(List.of(), List.of());

    public NameFilter {
        included = List.copyOf(included);
        excluded = List.copyOf(excluded);
    }

    /// Whether a name passes. `*` among the excluded is ignored, as upstream does.
    public boolean includes(String name) {
        for (String pattern : excluded) {
            if (!pattern.equals("*") && matches(pattern, name)) {
                return false;
            }
        }
        return includesAll() || included.stream().anyMatch(pattern -> matches(pattern, name));
    }

    /// Nothing is excluded, and every name is included.
    public boolean everything() {
        return excluded.isEmpty() && includesAll();
    }

    /// Every name that is not excluded is included.
    public boolean includesAll() {
        return included.isEmpty() || included.contains("*");
    }

    /// What is wrong with the two lists, in upstream's words; empty when nothing is.
    public List<String> problems() {
        var problems = new ArrayList<String>();
        if (included.size() > 1 && included.contains("*")) {
            problems.add(
                    "includes list must either contain '*' only, or a non-empty list of items");
        }
        if (excluded.contains("*")) {
            problems.add("excludes list cannot contain '*'");
        }
        Set<String> both = new TreeSet<>(included);
        both.retainAll(excluded);
        both.forEach(
                name ->
                        problems.add(
                                "excludes list cannot contain an item in the includes list: "
                                        + name));
        return problems;
    }

    private static boolean matches(String pattern, String name) {
        return pattern.equals(name) || (isGlob(pattern) && glob(pattern, name));
    }

    private static boolean isGlob(String pattern) {
        return pattern.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '{');
    }

    private static boolean glob(String pattern, String name) {
        try {
            // Kubernetes names hold no '/', so a path matcher is a name matcher.
            return FileSystems.getDefault()
                    .getPathMatcher("glob:" + pattern)
                    .matches(java.nio.file.Path.of(name));
        } catch (IllegalArgumentException e) {
            return false; // a broken pattern matches nothing
        }
    }
}
