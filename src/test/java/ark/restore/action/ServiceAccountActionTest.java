package ark.restore.action;

import org.junit.jupiter.api.Test;

class ServiceAccountActionTest {
    @Test
    void removesTheLastTokenSecretOnly() {
        ActionCase.of(
                        new ServiceAccountAction(),
                        "serviceaccounts",
                        """
                        metadata: {name: web, namespace: ns1}
                        secrets: [{name: web-token-a}, {name: mine}, {name: web-token-b}, {name: x}]
                        imagePullSecrets: [{name: web-token-c}]
                        """)
                .becomes(
                        """
                        metadata: {name: web, namespace: ns1}
                        secrets: [{name: web-token-a}, {name: mine}, {name: x}]
                        imagePullSecrets: [{name: web-token-c}]
                        """);
    }
}
