package ark.restore.action;

import static org.assertj.core.api.Assertions.assertThat;

import ark.hook.CommandText;
import ark.item.LabelSelector;
import ark.item.NameFilter;
import ark.item.Selection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InitHookActionTest {
    private static final InitHook HOOK =
            new InitHook(
                    new Selection(
                            new NameFilter(List.of("target"), List.of()),
                            NameFilter.EVERYTHING,
                            List.of(LabelSelector.matching(Map.of("app", "db")))),
                    List.of(Yaml.tree("{name: h1, image: i1, env: [{name: A, value: b}]}")));
    private static final InitHookAction ACTION =
            new InitHookAction(
                    new ActionSettings(
                            Map.of("source", "target"),
                            false,
                            List.of(HOOK),
                            ActionSettings.NONE.waiting()));

    @Test
    void putsTheContainersOfHooksBeforeThePodsOwn() {
        ActionCase.of(
                        ACTION,
                        "pods",
                        """
                        metadata: {name: p, namespace: source, labels: {app: db}}
                        spec: {initContainers: [{name: own}], containers: [{name: c}]}
                        """)
                .becomes(
                        """
                        metadata: {name: p, namespace: source, labels: {app: db}}
                        spec:
                          initContainers:
                          - {name: h1, image: i1, env: [{name: A, value: b}]}
                          - {name: own}
                          containers: [{name: c}]
                        """);
    }

    @Test
    void leavesAContainerThatWaitsForVolumesFirst() {
        var pod =
                ActionCase.of(
                        ACTION,
                        "pods",
                        """
                        metadata: {name: p, namespace: target, labels: {app: db}}
                        spec: {initContainers: [{name: restic-wait}, {name: own}]}
                        """);
        assertThat(pod.kept().item().at("/spec/initContainers"))
                .extracting(container -> container.path("name").asText())
                .containsExactly("restic-wait", "h1", "own");
    }

    @Test
    void leavesPodsAloneThatNoHookSelects() {
        for (String metadata :
                List.of(
                        "{name: p, namespace: elsewhere, labels: {app: db}}",
                        "{name: p, namespace: source, labels: {app: web}}")) {
            ActionCase.of(ACTION, "pods", "metadata: " + metadata).staysAsItIs();
        }
    }

    @Test
    void takesThePodsAnnotationsInPlaceOfHooks() {
        String metadata =
                """
                metadata:
                  name: p
                  namespace: source
                  labels: {app: db}
                  annotations:
                    init.hook.restore.velero.io/container-image: busybox
                    init.hook.restore.velero.io/container-name: mine
                    init.hook.restore.velero.io/command: '["sh", "-c", "date > /x"]'
                """;
        ActionCase.of(ACTION, "pods", metadata)
                .becomes(
                        metadata
                                + """
                                spec:
                                  initContainers:
                                  - {name: mine, image: busybox, command: [sh, -c, date > /x]}
                                """);
    }

    @Test
    void namesAContainerThatHasNoNameAndNeedsNoCommand() {
        var pod =
                ActionCase.of(
                        ACTION,
                        "pods",
                        """
                        metadata:
                          name: p
                          namespace: source
                          annotations: {init.hook.restore.velero.io/container-image: busybox}
                        """);
        assertThat(pod.kept().item().text("/spec/initContainers/0/name"))
                .matches("velero-restore-init-[0-9a-f]{8}")
                .isEqualTo(pod.kept().item().text("/spec/initContainers/0/name"));
        assertThat(pod.kept().item().at("/spec/initContainers/0/command").isMissingNode()).isTrue();
    }

    @Test
    void readsACommandAsAJsonArrayOfTextsOrAsOneArgument() {
        assertThat(CommandText.words("ls -l")).containsExactly("ls -l");
        assertThat(CommandText.words("[\"ls\",\"-l\"]")).containsExactly("ls", "-l");
        assertThat(CommandText.words("[ -f x ]")).containsExactly("[ -f x ]");
        assertThat(CommandText.words("[1]")).containsExactly("[1]");
    }
}
