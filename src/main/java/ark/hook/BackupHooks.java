package ark.hook;

import static ark.hook.HookRule.list;
import static ark.hook.HookRule.text;

import ark.api.v1.Annotations;
import ark.api.v1.BackupSpec;
import ark.api.v1.GoDuration;
import ark.api.v1.LabelSelectors;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which hooks a pod has around its backup: those of its annotations, else all that match of the
/// Backup's spec; for pre and for post each by itself.
///
/// Source: Velero 1.9.7, internal/hook/item_hook_handler.go; the keys of Ark: 0.9.11,
/// pkg/backup/item_hook_handler.go.
public final class BackupHooks {
    private static final GroupResource PODS = GroupResource.core("pods");

    /// Where a pod has annotations of both eras, the later one's count.
    private static final List<String> PRE =
            List.of(
                    Annotations.PRE_HOOK_PREFIX,
                    Annotations.HOOK_PREFIX,
                    Annotations.ARK_PRE_HOOK_PREFIX,
                    Annotations.ARK_HOOK_PREFIX);

    private static final List<String> POST =
            List.of(Annotations.POST_HOOK_PREFIX, Annotations.ARK_POST_HOOK_PREFIX);

    private final List<Rule> rules;

    private record Rule(Selection selection, List<Hook> pre, List<Hook> post) {}

    private BackupHooks(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /// Everything that is wrong with the hooks of a spec.
    public static List<String> problems(BackupSpec.@Nullable Hooks hooks) {
        var problems = new ArrayList<String>();
        for (BackupSpec.HookResource resource : resources(hooks)) {
            String name = "hook \"" + text(resource.name()) + "\": ";
            LabelSelectors.problems(resource.labelSelector())
                    .forEach(problem -> problems.add(name + problem));
            var all = new ArrayList<>(list(resource.pre()));
            all.addAll(list(resource.post()));
            for (BackupSpec.Hook hook : all) {
                problems(hook).forEach(problem -> problems.add(name + problem));
            }
        }
        return problems;
    }

    private static List<String> problems(BackupSpec.Hook hook) {
        BackupSpec.ExecHook exec = hook.exec();
        return exec == null
                ? List.of("it has no exec")
                : HookRule.problems(exec.command(), exec.onError(), "timeout", exec.timeout());
    }

    private static List<BackupSpec.HookResource> resources(BackupSpec.@Nullable Hooks hooks) {
        return hooks == null ? List.of() : list(hooks.resources());
    }

    /// The hooks of a spec that has no problems.
    ///
    /// @param find a resource's full name, for a name as typed
    public static BackupHooks of(
            BackupSpec.@Nullable Hooks hooks, Function<String, Optional<String>> find) {
        return new BackupHooks(
                resources(hooks).stream().map(resource -> rule(resource, find)).toList());
    }

    private static Rule rule(
            BackupSpec.HookResource resource, Function<String, Optional<String>> find) {
        var resources = HookRule.names(resource.includedResources(), resource.excludedResources());
        Selection selection =
                HookRule.selection(
                        HookRule.names(
                                resource.includedNamespaces(), resource.excludedNamespaces()),
                        HookRule.resolved(resources, find),
                        resource.labelSelector());
        String name = text(resource.name());
        return new Rule(selection, hooks(name, resource.pre()), hooks(name, resource.post()));
    }

    private static List<Hook> hooks(String name, @Nullable List<BackupSpec.Hook> typed) {
        var hooks = new ArrayList<Hook>();
        for (BackupSpec.Hook hook : list(typed)) {
            BackupSpec.ExecHook exec = hook.exec();
            if (exec != null) {
                hooks.add(
                        new Hook(
                                name,
                                Hook.Source.BACKUP_SPEC,
                                text(exec.container()),
                                list(exec.command()),
                                HookRule.onError(exec.onError()),
                                GoDuration.orDefault(exec.timeout(), Hook.DEFAULT_TIMEOUT)));
            }
        }
        return hooks;
    }

    /// The hooks of an item; only pods have any.
    public PodHooks of(Item item) {
        if (!item.key().resource().equals(PODS)) {
            return PodHooks.NONE;
        }
        Map<String, String> annotations = item.annotations();
        if (rules.isEmpty() && annotations.isEmpty()) {
            return PodHooks.NONE;
        }
        var warnings = new ArrayList<String>();
        var annotated = new HookAnnotations(annotations, warnings);
        List<Hook> pre = annotated.hook(PRE, "timeout").stream().toList();
        List<Hook> post = annotated.hook(POST, "timeout").stream().toList();
        return new PodHooks(
                named(pre.isEmpty() ? matching(item, Rule::pre) : pre, item),
                named(post.isEmpty() ? matching(item, Rule::post) : post, item),
                warnings);
    }

    private static List<Hook> named(List<Hook> hooks, Item pod) {
        return hooks.stream().map(hook -> hook.in(pod)).toList();
    }

    private List<Hook> matching(Item pod, Function<Rule, List<Hook>> which) {
        return rules.stream()
                .filter(rule -> rule.selection().includes(pod))
                .flatMap(rule -> which.apply(rule).stream())
                .toList();
    }
}
