package ark.restore.action;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.GroupResource;
import ark.item.ItemKey;
import org.junit.jupiter.api.Test;

class ClaimVolumeActionTest {
    @Test
    void restoresTheVolumeOfAClaimThatWasBound() {
        assertThat(claim("spec: {volumeName: pv1}\nstatus: {phase: Bound}").kept().alsoRestore())
                .containsExactly(new ItemKey(GroupResource.core("persistentvolumes"), "", "pv1"));
    }

    @Test
    void restoresNoVolumeForAClaimThatWasNotBound() {
        assertThat(claim("spec: {volumeName: pv1}\nstatus: {phase: Pending}").kept().alsoRestore())
                .isEmpty();
        assertThat(claim("status: {phase: Bound}").kept().alsoRestore()).isEmpty();
    }

    private static ActionCase claim(String rest) {
        return ActionCase.of(
                new ClaimVolumeAction(),
                "persistentvolumeclaims",
                "metadata: {name: c, namespace: ns1}\n" + rest);
    }
}
