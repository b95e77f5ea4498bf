package ark.restore.action;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.GroupResource;
import ark.item.ItemKey;
import org.junit.jupiter.api.Test;

class PodClaimsActionTest {
    @Test
    void restoresEveryClaimOfThePodFirst() {
        var pod =
                ActionCase.of(
                        new PodClaimsAction(),
                        "pods",
                        """
                        metadata: {name: p, namespace: ns1}
                        spec:
                          volumes:
                          - {name: a, persistentVolumeClaim: {claimName: data}}
                          - {name: b, emptyDir: {}}
                          - {name: c, persistentVolumeClaim: {claimName: logs}}
                        """);
        GroupResource claims = GroupResource.core("persistentvolumeclaims");
        assertThat(pod.kept().alsoRestore())
                .containsExactly(
                        new ItemKey(claims, "ns1", "data"), new ItemKey(claims, "ns1", "logs"));
        pod.staysAsItIs();
    }
}
