package ark.hook;

import ark.api.v1.GoDuration;
import ark.api.v1.HookErrorMode;
import ark.api.v1.LabelSelectors;
import ark.hook.Hook.OnError;
import ark.item.LabelSelector;
import ark.item.NameFilter;
import ark.item.Selection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the hooks of backups and of restores share on the wire: filters and durations.
final class HookRule {
    private HookRule() {}

    /// Names that are in and out, as a spec has them.
    static NameFilter names(@Nullable List<String> included, @Nullable List<String> excluded) {
        return new NameFilter(list(included), list(excluded));
    }

    static Selection selection(
            NameFilter namespaces,
            NameFilter resources,
            io.fabric8.kubernetes.api.model.@Nullable LabelSelector labels) {
        LabelSelector selector = LabelSelectors.of(labels);
        return new Selection(
                namespaces, resources, selector.everything() ? List.of() : List.of(selector));
    }

    /// @param find a resource's full name, for a name as typed
    static NameFilter resolved(NameFilter typed, Function<String, Optional<String>> find) {
        return new NameFilter(
                typed.included().stream().map(name -> find.apply(name).orElse(name)).toList(),
                typed.excluded().stream().map(name -> find.apply(name).orElse(name)).toList());
    }

    static OnError onError(@Nullable HookErrorMode mode) {
        return mode == HookErrorMode.FAIL ? OnError.FAIL : OnError.CONTINUE;
    }

    /// What is wrong with one exec hook.
    ///
    /// @param durations name and text in turn
    static List<String> problems(
            @Nullable List<String> command,
            @Nullable HookErrorMode onError,
            @Nullable String... durations) {
        var problems = new ArrayList<String>();
        if (list(command).isEmpty()) {
            problems.add("exec has no command");
        }
        if (onError == HookErrorMode.UNKNOWN) {
            problems.add("exec.onError must be Continue or Fail");
        }
        for (int i = 0; i < durations.length; i += 2) {
            String name = "exec." + durations[i];
            try {
                if (GoDuration.orDefault(durations[i + 1], Duration.ZERO).isNegative()) {
                    problems.add(name + " must not be negative, is " + durations[i + 1]);
                }
            } catch (IllegalArgumentException e) {
                problems.add("invalid " + name + ": " + e.getMessage());
            }
        }
        return problems;
    }

    static <T> List<T> list(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
