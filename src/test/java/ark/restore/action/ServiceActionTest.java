package ark.restore.action;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceActionTest {
    private static final ServiceAction ACTION = new ServiceAction(ActionSettings.NONE);

    @Test
    void dropsAddressesAndPortsThatTheClusterChose() {
        service(
                        """
                        metadata: {name: s, namespace: ns1}
                        spec:
                          type: LoadBalancer
                          clusterIP: 10.0.0.7
                          clusterIPs: [10.0.0.7]
                          healthCheckNodePort: 31000
                          ports: [{name: http, port: 80, nodePort: 30080}, {port: 81, nodePort: 2}]
                        """)
                .becomes(
                        """
                        metadata: {name: s, namespace: ns1}
                        spec:
                          type: LoadBalancer
                          ports: [{name: http, port: 80}, {port: 81}]
                        """);
    }

    @Test
    void staysHeadless() {
        service(
                        """
                        metadata: {name: s, namespace: ns1}
                        spec: {clusterIP: None, clusterIPs: [None], ports: [{port: 80}]}
                        """)
                .staysAsItIs();
    }

    @Test
    void keepsNodePortsThatKubectlApplyNamed() {
        String last =
                """
                metadata:
                  name: s
                  namespace: ns1
                  annotations:
                    kubectl.kubernetes.io/last-applied-configuration: >-
                      {"spec":{"healthCheckNodePort":31000,"ports":[
                      {"name":"http","nodePort":30080},{"nodePort":30081},{"name":"auto"}]}}
                """;
        service(
                        last
                                + """
                                spec:
                                  healthCheckNodePort: 31000
                                  ports:
                                  - {name: http, port: 80, nodePort: 30080}
                                  - {port: 81, nodePort: 30081}
                                  - {port: 82, nodePort: 30082}
                                  - {name: auto, port: 83, nodePort: 30083}
                                """)
                .becomes(
                        last
                                + """
                                spec:
                                  healthCheckNodePort: 31000
                                  ports:
                                  - {name: http, port: 80, nodePort: 30080}
                                  - {port: 81, nodePort: 30081}
                                  - {port: 82}
                                  - {name: auto, port: 83}
                                """);
    }

    @Test
    void keepsNodePortsThatAServerSideApplyHolds() {
        String fields =
                """
                metadata:
                  name: s
                  namespace: ns1
                  managedFields:
                  - manager: kubectl
                    operation: Apply
                    fieldsV1:
                      f:spec:
                        f:healthCheckNodePort: {}
                        f:ports:
                          k:{"port":80,"protocol":"TCP"}: {f:nodePort: {}}
                          k:{"port":81,"protocol":"TCP"}: {f:port: {}}
                  - manager: somebody
                    operation: Update
                    fieldsV1:
                      f:spec:
                        f:ports:
                          k:{"port":82,"protocol":"TCP"}: {f:nodePort: {}}
                """;
        service(
                        fields
                                + """
                                spec:
                                  healthCheckNodePort: 31000
                                  ports:
                                  - {port: 80, protocol: TCP, nodePort: 30080}
                                  - {port: 81, protocol: TCP, nodePort: 30081}
                                  - {port: 82, protocol: TCP, nodePort: 30082}
                                """)
                .becomes(
                        fields
                                + """
                                spec:
                                  healthCheckNodePort: 31000
                                  ports:
                                  - {port: 80, protocol: TCP, nodePort: 30080}
                                  - {port: 81, protocol: TCP}
                                  - {port: 82, protocol: TCP}
                                """);
    }

    @Test
    void keepsAllPortsWhenTheRestoreSaysSo() {
        var preserving =
                new ServiceAction(
                        new ActionSettings(
                                Map.of(), true, List.of(), ActionSettings.NONE.waiting()));
        ActionCase.of(
                        preserving,
                        "services",
                        """
                        metadata: {name: s, namespace: ns1}
                        spec: {clusterIP: 10.0.0.7, healthCheckNodePort: 1, ports: [{nodePort: 2}]}
                        """)
                .becomes(
                        """
                        metadata: {name: s, namespace: ns1}
                        spec: {healthCheckNodePort: 1, ports: [{nodePort: 2}]}
                        """);
    }

    @Test
    void leavesExternalNamesAlone() {
        service(
                        """
                        metadata: {name: s, namespace: ns1}
                        spec: {type: ExternalName, externalName: x.org, ports: [{nodePort: 2}]}
                        """)
                .staysAsItIs();
    }

    @Test
    void saysSoWhenTheAnnotationIsBroken() {
        var broken =
                service(
                        """
                        metadata:
                          name: s
                          namespace: ns1
                          annotations: {kubectl.kubernetes.io/last-applied-configuration: "{"}
                        spec: {ports: []}
                        """);
        assertThatThrownBy(broken::kept).hasMessageContaining("is no JSON");
    }

    private static ActionCase service(String yaml) {
        return ActionCase.of(ACTION, "services", yaml);
    }
}
