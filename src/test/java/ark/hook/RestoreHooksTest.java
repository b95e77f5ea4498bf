package ark.hook;

import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.RestoreSpec;
import ark.hook.Hook.OnError;
import ark.hook.Hook.Source;
import ark.item.Json;
import ark.restore.action.Yaml;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestoreHooksTest {
    private final List<String> warnings = new ArrayList<>();

    private static RestoreSpec.Hooks spec(String yaml) {
        return Json.mapper()
                .convertValue(Yaml.tree("resources:\n" + yaml.indent(2)), RestoreSpec.Hooks.class);
    }

    private List<RestoreHook> hooks(String spec, String annotations) {
        return RestoreHooks.of(spec(spec)).of(Pods.pod("db-0", annotations), warnings);
    }

    private static Hook hook(Source source, String container, OnError onError, String... command) {
        String name = source == Source.ANNOTATION ? "<from-annotation>" : "h";
        return new Hook(name, source, container, List.of(command), onError, Duration.ofSeconds(30));
    }

    @Test
    void readsEveryKeyOfAnnotations() {
        assertThat(
                        hooks(
                                "[]",
                                """
                                post.hook.restore.velero.io/command: '["a","b"]',
                                post.hook.restore.velero.io/container: side,
                                post.hook.restore.velero.io/on-error: Fail,
                                post.hook.restore.velero.io/exec-timeout: 30s,
                                post.hook.restore.velero.io/wait-timeout: 5m,
                                post.hook.restore.velero.io/wait-for-ready: 'true'
                                """))
                .containsExactly(
                        new RestoreHook(
                                hook(Source.ANNOTATION, "side", OnError.FAIL, "a", "b"),
                                Duration.ofMinutes(5),
                                true));
        assertThat(warnings).isEmpty();
    }

    @Test
    void anAnnotationReplacesTheSpec() {
        String spec = "[{name: h, postHooks: [{exec: {command: [s]}}]}]";

        assertThat(hooks(spec, "post.hook.restore.velero.io/command: a"))
                .containsExactly(
                        new RestoreHook(
                                hook(Source.ANNOTATION, "main", OnError.CONTINUE, "a"),
                                Duration.ZERO,
                                false));
        assertThat(hooks(spec, ""))
                .containsExactly(
                        new RestoreHook(
                                hook(Source.RESTORE_SPEC, "main", OnError.CONTINUE, "s"),
                                Duration.ZERO,
                                false));
    }

    @Test
    void rulesChooseByNamespaceAndLabelsAndNeverByResource() {
        assertThat(
                        hooks(
                                """
                                - {name: h, includedResources: [deployments], includedNamespaces: [shop],
                                   postHooks: [{exec: {command: [a], container: side, onError: Fail,
                                     execTimeout: 30s, waitTimeout: 1m, waitForReady: true}},
                                     {init: {initContainers: [{name: i, image: i}]}}]}
                                - {name: h, excludedNamespaces: [shop], postHooks: [{exec: {command: [no]}}]}
                                - {name: h, labelSelector: {matchLabels: {app: web}}, postHooks: [{exec: {command: [no]}}]}
                                """,
                                ""))
                .containsExactly(
                        new RestoreHook(
                                hook(Source.RESTORE_SPEC, "side", OnError.FAIL, "a"),
                                Duration.ofMinutes(1),
                                true));
    }

    @Test
    void durationsThatAreNoneAreTold() {
        assertThat(
                        hooks(
                                "[]",
                                "post.hook.restore.velero.io/command: a,"
                                        + " post.hook.restore.velero.io/wait-timeout: x"))
                .hasSize(1);
        assertThat(warnings)
                .containsExactly(
                        "annotation post.hook.restore.velero.io/wait-timeout is no duration: time:"
                                + " invalid duration \"x\"");
    }

    @Test
    void everyProblemOfASpecIsToldAtOnce() {
        assertThat(
                        RestoreHooks.problems(
                                spec(
                                        """
                                        - {name: h, labelSelector: {matchLabels: {a: '!'}}, postHooks: [{},
                                           {exec: {waitTimeout: -1s, execTimeout: x}}]}
                                        """)))
                .hasSize(5)
                .contains(
                        "hook \"h\": it has neither exec nor init",
                        "hook \"h\": exec has no command",
                        "hook \"h\": exec.waitTimeout must not be negative, is -1s",
                        "hook \"h\": invalid exec.execTimeout: time: invalid duration \"x\"");
    }
}
