package ark.restore.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.item.Item;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitContainerActionTest {
    private static final String POD =
            """
            metadata: {name: p, namespace: ns1}
            spec:
              volumes: [{name: data, emptyDir: {}}]
              initContainers: [{name: own}]
              containers: [{name: web}]
            """;

    private static WaitContainerAction action(FakeFacts facts, String... volumes) {
        var waiting =
                new ActionSettings.Waiting("uid-r1", "reg.example/ark:1.2", _ -> List.of(volumes));
        return new WaitContainerAction(waiting, new PluginConfigs(facts));
    }

    private static FakeFacts config(String data) {
        return new FakeFacts()
                .withConfigMap(
                        """
                        metadata:
                          name: restic-restore-action-config
                          namespace: velero
                          labels:
                            velero.io/plugin-config: ""
                            velero.io/restic: RestoreItemAction
                        data: {%s}
                        """
                                .formatted(data));
    }

    private static ActionOutcome.Keep kept(FakeFacts facts, String pod) {
        return ActionCase.of(action(facts, "data"), "pods", pod).kept();
    }

    private static JsonNode container(String data) {
        return kept(config(data), POD).item().at("/spec/initContainers/0");
    }

    @Test
    void aPodWaitsForItsVolumesBeforeAnythingElse() {
        ActionCase.of(action(new FakeFacts(), "data"), "pods", POD)
                .becomes(
                        """
                        metadata: {name: p, namespace: ns1}
                        spec:
                          volumes: [{name: data, emptyDir: {}}, {name: ark-restore, emptyDir: {}}]
                          initContainers:
                          - name: restic-wait
                            image: reg.example/ark:1.2
                            command: [/usr/bin/ark-restore-wait]
                            args: [uid-r1]
                            env:
                            - name: POD_NAMESPACE
                              valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
                            - name: POD_NAME
                              valueFrom: {fieldRef: {fieldPath: metadata.name}}
                            resources:
                              requests: {cpu: 100m, memory: 128Mi}
                              limits: {cpu: 100m, memory: 128Mi}
                            volumeMounts:
                            - {name: data, mountPath: /restores/data}
                            - {name: ark-restore, mountPath: /ark-restore}
                            securityContext:
                              allowPrivilegeEscalation: false
                              runAsNonRoot: true
                              runAsUser: 1000
                              capabilities: {drop: [ALL]}
                              seccompProfile: {type: RuntimeDefault}
                          - name: own
                          containers: [{name: web}]
                        """);
    }

    @Test
    void whatAnEarlierRestoreHadPutThereGoes() {
        ActionCase.of(
                        action(new FakeFacts()),
                        "pods",
                        """
                        metadata: {name: p, namespace: ns1}
                        spec:
                          initContainers: [{name: restic-wait}, {name: i}, {name: restore-wait}]
                          volumes: [{name: ark-restore, emptyDir: {}}, {name: data, emptyDir: {}}]
                        """)
                .becomes(
                        """
                        metadata: {name: p, namespace: ns1}
                        spec:
                          initContainers: [{name: i}]
                          volumes: [{name: data, emptyDir: {}}]
                        """);
    }

    @Test
    void aVolumeOfTheUsersOwnIsNotTakenForSignals() {
        Item pod =
                kept(
                                new FakeFacts(),
                                """
                                metadata: {name: p, namespace: ns1}
                                spec:
                                  volumes:
                                  - {name: data, emptyDir: {}}
                                  - {name: ark-restore, persistentVolumeClaim: {claimName: c}}
                                """)
                        .item();
        assertThat(pod.at("/spec/volumes")).hasSize(2);
        assertThat(pod.at("/spec/initContainers/0/volumeMounts")).hasSize(1);
    }

    @Test
    void theFirstContainersSecurityContextIsTheWaitingOnes() {
        Item pod =
                kept(
                                new FakeFacts(),
                                """
                                metadata: {name: p, namespace: ns1}
                                spec:
                                  containers:
                                  - securityContext: {runAsUser: 999, readOnlyRootFilesystem: true}
                                  - securityContext: {runAsUser: 1}
                                """)
                        .item();
        assertThat(pod.at("/spec/initContainers/0/securityContext"))
                .isEqualTo(Yaml.tree("{runAsUser: 999, readOnlyRootFilesystem: true}"));
    }

    @ParameterizedTest
    @CsvSource({
        "reg/helper,reg/helper:1.2,/usr/bin/ark-restore-wait",
        "reg:5000/helper,reg:5000/helper:1.2,/usr/bin/ark-restore-wait",
        "reg/helper:v9,reg/helper:v9,/usr/bin/ark-restore-wait",
        "reg/helper@sha256:abc,reg/helper@sha256:abc,/usr/bin/ark-restore-wait",
        "velero/velero-restic-restore-helper:v1.9.7,velero/velero-restic-restore-helper:v1.9.7,"
                + "/velero-restic-restore-helper",
        "velero/velero-restore-helper:v1.12,velero/velero-restore-helper:v1.12,"
                + "/velero-restore-helper",
        "x/ark-restic-restore-helper@sha256:a,x/ark-restic-restore-helper@sha256:a,"
                + "/ark-restic-restore-helper"
    })
    void anotherImageRunsWhatItHas(String image, String full, String command) {
        JsonNode container = container("image: '" + image + "'");

        assertThat(container.path("image").asText()).isEqualTo(full);
        assertThat(container.at("/command/0").asText()).isEqualTo(command);
    }

    @Test
    void anImageWithoutARegistryIsNotUsedAndSaidSo() {
        ActionOutcome.Keep kept = kept(config("image: helper"), POD);

        assertThat(kept.item().at("/spec/initContainers/0/image").asText())
                .isEqualTo("reg.example/ark:1.2");
        assertThat(kept.warnings()).singleElement().asString().contains("\"helper\"");
    }

    @Test
    void theCommandCanBeNamed() {
        assertThat(container("command: /wait").path("command")).hasToString("[\"/wait\"]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cpuRequest: 50m, memLimit: 1Gi | {requests: {cpu: 50m, memory: 128Mi}, limits:"
                        + " {cpu: 100m, memory: 1Gi}}",
                "cpuLimit: '0', memLimit: '0', memRequest: '0' | {requests: {cpu: 100m}}"
            })
    void resourcesCanBeChosenAndAQuantityOfNothingIsNoLimit(String data, String resources) {
        assertThat(container(data).path("resources")).isEqualTo(Yaml.tree(resources));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpuRequest: lots", "cpuRequest: 200m", "memLimit: '-1'"})
    void resourcesThatCannotBeAreTheUsualOnesAndSaidSo(String data) {
        ActionOutcome.Keep kept = kept(config(data), POD);

        assertThat(kept.item().at("/spec/initContainers/0/resources"))
                .isEqualTo(
                        Yaml.tree(
                                """
                                requests: {cpu: 100m, memory: 128Mi}
                                limits: {cpu: 100m, memory: 128Mi}
                                """));
        assertThat(kept.warnings()).hasSize(1);
    }

    @Test
    void theSecurityContextCanBeChosen() {
        assertThat(
                        container(
                                        "secCtxRunAsUser: '7', secCtxRunAsGroup: '8',"
                                                + " secCtxAllowPrivilegeEscalation: 'false', secCtx: '{runAsUser:"
                                                + " 9, capabilities: {drop: [ALL]}}'")
                                .path("securityContext"))
                .hasToString(
                        Yaml.tree(
                                        """
                                runAsUser: 9
                                runAsGroup: 8
                                allowPrivilegeEscalation: false
                                capabilities: {drop: [ALL]}
                                """)
                                .toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secCtxRunAsUser: root",
                "secCtxAllowPrivilegeEscalation: maybe",
                "secCtx: '{runAsUsr: 1}'",
                "secCtx: '- 1'",
                "secCtx: '{runAsUser: x}'"
            })
    void aSecurityContextThatCannotBeIsTheUsualOneAndSaidSo(String data) {
        ActionOutcome.Keep kept = kept(config(data), POD);

        assertThat(kept.item().at("/spec/initContainers/0/securityContext/runAsUser").asInt())
                .isEqualTo(1000);
        assertThat(kept.warnings()).hasSize(1);
    }

    @Test
    void theConfigMapMayHaveEitherNameOfTheActionAndTheresOnlyOne() {
        FakeFacts later =
                new FakeFacts()
                        .withConfigMap(
                                """
                                metadata:
                                  name: later
                                  labels:
                                    velero.io/plugin-config: ""
                                    velero.io/pod-volume-restore: RestoreItemAction
                                data: {command: /later}
                                """);
        assertThat(kept(later, POD).item().at("/spec/initContainers/0/command/0").asText())
                .isEqualTo("/later");

        FakeFacts both =
                config("command: /wait")
                        .withConfigMap(
                                """
                                metadata:
                                  name: later
                                  labels:
                                    velero.io/plugin-config: ""
                                    velero.io/pod-volume-restore: RestoreItemAction
                                """);
        assertThatThrownBy(() -> kept(both, POD))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("found more than one ConfigMap");
    }
}
