package ark.restore.action;

import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookActionTest {
    @Test
    void declaresSideEffectsThatV1Takes() {
        for (String kind : List.of("mutating", "validating")) {
            ActionCase.of(
                            new WebhookAction(),
                            kind + "webhookconfigurations.admissionregistration.k8s.io",
                            """
                            apiVersion: admissionregistration.k8s.io/v1
                            metadata: {name: w}
                            webhooks:
                            - {name: a, sideEffects: Some}
                            - {name: b, sideEffects: NoneOnDryRun}
                            - {name: c}
                            - {name: d, sideEffects: None}
                            """)
                    .becomes(
                            """
                            apiVersion: admissionregistration.k8s.io/v1
                            metadata: {name: w}
                            webhooks:
                            - {name: a, sideEffects: None}
                            - {name: b, sideEffects: NoneOnDryRun}
                            - {name: c, sideEffects: None}
                            - {name: d, sideEffects: None}
                            """);
        }
    }

    @Test
    void leavesV1beta1Alone() {
        ActionCase.of(
                        new WebhookAction(),
                        "mutatingwebhookconfigurations.admissionregistration.k8s.io",
                        """
                        apiVersion: admissionregistration.k8s.io/v1beta1
                        metadata: {name: w}
                        webhooks: [{name: a, sideEffects: Some}]
                        """)
                .staysAsItIs();
    }
}
