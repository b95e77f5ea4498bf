package ark.hook;

import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.BackupSpec;
import ark.hook.Hook.OnError;
import ark.hook.Hook.Source;
import ark.item.Item;
import ark.item.Json;
import ark.restore.action.Yaml;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackupHooksTest {
    private static final Map<String, String> NAMES = Map.of("po", "pods", "Pod", "pods");

    private static BackupSpec.Hooks spec(String yaml) {
        return Json.mapper()
                .convertValue(Yaml.tree("resources:\n" + yaml.indent(2)), BackupSpec.Hooks.class);
    }

    private static PodHooks hooks(String spec, Item pod) {
        return BackupHooks.of(spec(spec), name -> Optional.ofNullable(NAMES.get(name))).of(pod);
    }

    private static PodHooks annotated(String annotations) {
        return hooks("[]", Pods.pod("db-0", annotations));
    }

    private static Hook of(Source source, String container, String... command) {
        String name = source == Source.ANNOTATION ? "<from-annotation>" : "h";
        return new Hook(
                name,
                source,
                container,
                List.of(command),
                OnError.CONTINUE,
                Duration.ofSeconds(30));
    }

    @Test
    void aPodWithoutAnnotationsAndRulesHasNone() {
        assertThat(annotated("").none()).isTrue();
        assertThat(annotated("a: b").none()).isTrue();
    }

    @Test
    void onlyPodsHaveHooks() {
        Item map = Yaml.item("configmaps", "metadata: {name: c, namespace: shop}");

        assertThat(hooks("[{name: h, pre: [{exec: {command: [a]}}]}]", map).none()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pre.hook.backup.velero.io/",
                "hook.backup.velero.io/",
                "pre.hook.backup.ark.heptio.com/",
                "hook.backup.ark.heptio.com/"
            })
    void readsPreHooksOfBothErasWithEveryKey(String prefix) {
        PodHooks hooks =
                annotated(
                        "%scommand: '[\"/bin/freeze\", \"a b\"]', %scontainer: side,"
                                        .formatted(prefix, prefix)
                                + "%son-error: Fail, %stimeout: 1m30s".formatted(prefix, prefix));

        assertThat(hooks.post()).isEmpty();
        assertThat(hooks.pre())
                .containsExactly(
                        new Hook(
                                "<from-annotation>",
                                Source.ANNOTATION,
                                "side",
                                List.of("/bin/freeze", "a b"),
                                OnError.FAIL,
                                Duration.ofSeconds(90)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"post.hook.backup.velero.io/", "post.hook.backup.ark.heptio.com/"})
    void readsPostHooksOfBothEras(String prefix) {
        PodHooks hooks = annotated(prefix + "command: /bin/thaw");

        assertThat(hooks.pre()).isEmpty();
        assertThat(hooks.post()).containsExactly(of(Source.ANNOTATION, "main", "/bin/thaw"));
    }

    @Test
    void ofBothErasTheLaterOneCounts() {
        PodHooks hooks =
                annotated(
                        """
                        pre.hook.backup.ark.heptio.com/command: old,
                        hook.backup.velero.io/command: legacy,
                        pre.hook.backup.velero.io/command: new,
                        post.hook.backup.ark.heptio.com/command: old,
                        post.hook.backup.velero.io/command: new
                        """);

        assertThat(hooks.pre()).containsExactly(of(Source.ANNOTATION, "main", "new"));
        assertThat(hooks.post()).containsExactly(of(Source.ANNOTATION, "main", "new"));
    }

    @Test
    void whatIsWrongInAnAnnotationIsTold() {
        PodHooks hooks =
                annotated(
                        """
                        pre.hook.backup.velero.io/command: a,
                        pre.hook.backup.velero.io/timeout: soon,
                        pre.hook.backup.velero.io/on-error: Explode,
                        post.hook.backup.velero.io/command: b,
                        post.hook.backup.velero.io/timeout: -3s
                        """);

        assertThat(hooks.pre()).containsExactly(of(Source.ANNOTATION, "main", "a"));
        assertThat(hooks.post()).containsExactly(of(Source.ANNOTATION, "main", "b"));
        assertThat(hooks.warnings())
                .containsExactly(
                        "annotation pre.hook.backup.velero.io/timeout is no duration: time: invalid"
                                + " duration \"soon\"",
                        "annotation pre.hook.backup.velero.io/on-error is neither Continue nor"
                                + " Fail: Explode",
                        "annotation post.hook.backup.velero.io/timeout is negative: -3s");
    }

    @Test
    void aZeroTimeoutIsTheDefault() {
        PodHooks hooks =
                annotated("hook.backup.velero.io/command: a, hook.backup.velero.io/timeout: 0s");

        assertThat(hooks.pre()).containsExactly(of(Source.ANNOTATION, "main", "a"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/bin/a b|/bin/a b",
                "[\"a\"]|a",
                "[\"a\", \"b\"]|a,b",
                "[not json|[not json",
                "[1]|[1]",
                "[]|[]",
                "[\"a\",null]|[\"a\",null]"
            })
    void aCommandIsAJsonListOrOneWord(String text, String words) {
        List<String> command = CommandText.words(text);

        assertThat(command).hasSize(words.equals("a,b") ? 2 : 1);
        assertThat(String.join(",", command)).isEqualTo(words);
    }

    @Test
    void rulesOfTheSpecThatMatchRunInTheirOrder() {
        PodHooks hooks =
                hooks(
                        """
                        - {name: h, pre: [{exec: {command: [one]}}, {exec: {command: [two]}}]}
                        - {name: h, includedNamespaces: [other], pre: [{exec: {command: [no]}}]}
                        - {name: h, excludedNamespaces: [shop], pre: [{exec: {command: [no]}}]}
                        - {name: h, includedResources: [deployments], pre: [{exec: {command: [no]}}]}
                        - {name: h, excludedResources: [po], pre: [{exec: {command: [no]}}]}
                        - {name: h, labelSelector: {matchLabels: {app: web}}, pre: [{exec: {command: [no]}}]}
                        - {name: h, includedNamespaces: ['sh*'], includedResources: [Pod],
                           labelSelector: {matchLabels: {app: db}}, pre: [{exec: {command: [three], container: side}}],
                           post: [{exec: {command: [four]}}]}
                        """,
                        Pods.pod("db-0", ""));

        assertThat(hooks.pre())
                .containsExactly(
                        of(Source.BACKUP_SPEC, "main", "one"),
                        of(Source.BACKUP_SPEC, "main", "two"),
                        of(Source.BACKUP_SPEC, "side", "three"));
        assertThat(hooks.post()).containsExactly(of(Source.BACKUP_SPEC, "main", "four"));
    }

    @Test
    void anAnnotationReplacesTheSpecForItsPhaseOnly() {
        PodHooks hooks =
                hooks(
                        "[{name: h, pre: [{exec: {command: [a]}}], post: [{exec: {command: [b]}}]}]",
                        Pods.pod("db-0", "hook.backup.velero.io/command: c"));

        assertThat(hooks.pre()).containsExactly(of(Source.ANNOTATION, "main", "c"));
        assertThat(hooks.post()).containsExactly(of(Source.BACKUP_SPEC, "main", "b"));
    }

    @Test
    void whatIsUnsetOrUnknownInASpecGoesOnAfterAFailure() {
        PodHooks hooks =
                hooks(
                        """
                        - {name: h, pre: [{exec: {command: [a]}},
                           {exec: {command: [b], onError: Continue}},
                           {exec: {command: [c], onError: Fail, timeout: 2m}}]}
                        """,
                        Pods.pod("db-0", ""));

        assertThat(hooks.pre())
                .extracting(Hook::onError)
                .containsExactly(OnError.CONTINUE, OnError.CONTINUE, OnError.FAIL);
        assertThat(hooks.pre().getLast().timeout()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void everyProblemOfASpecIsToldAtOnce() {
        assertThat(
                        BackupHooks.problems(
                                spec(
                                        """
                                        - {name: h, labelSelector: {matchLabels: {a: '!'}},
                                           pre: [{exec: {command: []}}, {}],
                                           post: [{exec: {command: [a], timeout: x, onError: Maybe}}]}
                                        """)))
                .hasSize(5)
                .allMatch(problem -> problem.startsWith("hook \"h\": "))
                .anyMatch(problem -> problem.contains("label"))
                .contains(
                        "hook \"h\": exec has no command",
                        "hook \"h\": it has no exec",
                        "hook \"h\": exec.onError must be Continue or Fail",
                        "hook \"h\": invalid exec.timeout: time: invalid duration \"x\"");
        assertThat(BackupHooks.problems(null)).isEmpty();
    }
}
