package ark.restore.apply;

import static org.assertj.core.api.Assertions.assertThat;

import ark.restore.action.Yaml;
import org.junit.jupiter.api.Test;

class ServerFieldsTest {
    private static final String POD =
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: p
              namespace: ns1
              generateName: p-
              selfLink: /x
              uid: u
              resourceVersion: "7"
              generation: 3
              creationTimestamp: T
              deletionTimestamp: T
              deletionGracePeriodSeconds: 30
              ownerReferences: [{name: rs}]
              finalizers: [example.com/f]
              managedFields: [{manager: m}]
              labels: {a: b}
              annotations: {}
            spec: {x: 1}
            status: {phase: Running}
            """;

    @Test
    void leaveFinalizersAndManagedFieldsToBeRestored() {
        assertThat(ServerFields.without(Yaml.item("pods", POD)).at(""))
                .isEqualTo(
                        Yaml.tree(
                                """
                                apiVersion: v1
                                kind: Pod
                                metadata:
                                  name: p
                                  namespace: ns1
                                  finalizers: [example.com/f]
                                  managedFields: [{manager: m}]
                                  labels: {a: b}
                                  annotations: {}
                                spec: {x: 1}
                                """));
    }

    @Test
    void areNotCompared() {
        assertThat(ServerFields.comparable(Yaml.item("pods", POD)).at(""))
                .isEqualTo(
                        Yaml.tree(
                                """
                                apiVersion: v1
                                kind: Pod
                                metadata: {name: p, namespace: ns1, labels: {a: b}}
                                spec: {x: 1}
                                """));
    }
}
