package ark.restore.action;

import org.junit.jupiter.api.Test;

class SecretActionTest {
    @Test
    void letsTheClusterFillTheTokenOfAServiceAccountAnew() {
        ActionCase.of(
                        new SecretAction(),
                        "secrets",
                        """
                        metadata:
                          name: token
                          namespace: ns1
                          annotations:
                            kubernetes.io/service-account.name: web
                            kubernetes.io/service-account.uid: old
                        type: kubernetes.io/service-account-token
                        data: {token: dA==, ca.crt: Yw==, namespace: bnMx, extra: eA==}
                        """)
                .becomes(
                        """
                        metadata:
                          name: token
                          namespace: ns1
                          annotations: {kubernetes.io/service-account.name: web}
                        type: kubernetes.io/service-account-token
                        data: {namespace: bnMx, extra: eA==}
                        """);
    }

    @Test
    void leavesOutTheTokenThatOldKubernetesMadeForEachAccount() {
        ActionCase.of(
                        new SecretAction(),
                        "secrets",
                        """
                        metadata:
                          name: web-token-x7k2p
                          namespace: ns1
                          annotations: {kubernetes.io/service-account.name: web}
                        type: kubernetes.io/service-account-token
                        """)
                .isSkipped("the cluster made it for service account web");
    }

    @Test
    void leavesOtherSecretsAlone() {
        ActionCase.of(
                        new SecretAction(),
                        "secrets",
                        """
                        metadata: {name: web-token-x, namespace: ns1}
                        type: Opaque
                        data: {token: dA==}
                        """)
                .staysAsItIs();
    }
}
