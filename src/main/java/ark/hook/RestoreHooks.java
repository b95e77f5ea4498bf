package ark.hook;

import static ark.hook.HookRule.list;
import static ark.hook.HookRule.text;

import ark.api.v1.Annotations;
import ark.api.v1.GoDuration;
import ark.api.v1.LabelSelectors;
import ark.api.v1.RestoreSpec;
import ark.item.Item;
import ark.item.NameFilter;
import ark.item.Selection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which commands a restored pod has: that of its annotations, else all that match of the
/// Restore's spec. Namespaces are those restored into.
///
/// Source: Velero 1.9.7, internal/hook; 1.18 for `waitForReady`.
public final class RestoreHooks {
    public static final RestoreHooks NONE = new RestoreHooks(List.of());

    private static final List<String> PREFIX = List.of(Annotations.RESTORE_HOOK_PREFIX);

    private final List<Rule> rules;

    private record Rule(Selection selection, List<RestoreHook> hooks) {}

    private RestoreHooks(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /// Everything that is wrong with the exec hooks of a spec, and with its selectors.
    public static List<String> problems(RestoreSpec.@Nullable Hooks hooks) {
        var problems = new ArrayList<String>();
        for (RestoreSpec.HookResource resource : resources(hooks)) {
            String name = "hook \"" + text(resource.name()) + "\": ";
            LabelSelectors.problems(resource.labelSelector())
                    .forEach(problem -> problems.add(name + problem));
            for (RestoreSpec.Hook hook : list(resource.postHooks())) {
                if (hook.exec() != null) {
                    problems(hook.exec()).forEach(problem -> problems.add(name + problem));
                } else if (hook.init() == null) {
                    problems.add(name + "it has neither exec nor init");
                }
            }
        }
        return problems;
    }

    private static List<String> problems(RestoreSpec.ExecHook exec) {
        return HookRule.problems(
                exec.command(),
                exec.onError(),
                "execTimeout",
                exec.execTimeout(),
                "waitTimeout",
                exec.waitTimeout());
    }

    private static List<RestoreSpec.HookResource> resources(RestoreSpec.@Nullable Hooks hooks) {
        return hooks == null ? List.of() : list(hooks.resources());
    }

    /// The exec hooks of a spec that has no problems.
    public static RestoreHooks of(RestoreSpec.@Nullable Hooks hooks) {
        return new RestoreHooks(resources(hooks).stream().map(RestoreHooks::rule).toList());
    }

    private static Rule rule(RestoreSpec.HookResource resource) {
        Selection selection =
                HookRule.selection(
                        HookRule.names(
                                resource.includedNamespaces(), resource.excludedNamespaces()),
                        NameFilter.EVERYTHING, // pods, whatever the filter says
                        resource.labelSelector());
        var hooks = new ArrayList<RestoreHook>();
        for (RestoreSpec.Hook hook : list(resource.postHooks())) {
            RestoreSpec.ExecHook exec = hook.exec();
            if (exec != null) {
                hooks.add(hook(text(resource.name()), exec));
            }
        }
        return new Rule(selection, List.copyOf(hooks));
    }

    private static RestoreHook hook(String name, RestoreSpec.ExecHook exec) {
        return new RestoreHook(
                new Hook(
                        name,
                        Hook.Source.RESTORE_SPEC,
                        text(exec.container()),
                        list(exec.command()),
                        HookRule.onError(exec.onError()),
                        GoDuration.orDefault(exec.execTimeout(), Hook.DEFAULT_TIMEOUT)),
                GoDuration.orDefault(exec.waitTimeout(), Duration.ZERO),
                Boolean.TRUE.equals(exec.waitForReady()));
    }

    /// @param warnings gets what could not be understood
    List<RestoreHook> of(Item pod, List<String> warnings) {
        Map<String, String> texts = pod.annotations();
        var annotations = new HookAnnotations(texts, warnings);
        Optional<RestoreHook> annotated =
                annotations
                        .hook(PREFIX, "exec-timeout")
                        .map(
                                hook ->
                                        new RestoreHook(
                                                hook,
                                                annotations.duration(
                                                        key("wait-timeout"), Duration.ZERO),
                                                texts.getOrDefault(key("wait-for-ready"), "")
                                                        .equals("true")));
        if (annotated.isPresent()) {
            return List.of(annotated.get().in(pod));
        }
        return rules.stream()
                .filter(rule -> rule.selection().includes(pod))
                .flatMap(rule -> rule.hooks().stream())
                .map(hook -> hook.in(pod))
                .toList();
    }

    private static String key(String name) {
        return Annotations.RESTORE_HOOK_PREFIX + name;
    }
}
