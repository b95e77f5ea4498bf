package ark.api.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeRootTest {
    @Test
    void isReadAsItWasWritten() {
        var root = new VolumeRoot(02770, 0, 4_000_000_000L);

        assertThat(root.json()).isEqualTo("{\"mode\":\"2770\",\"uid\":0,\"gid\":4000000000}");
        assertThat(VolumeRoot.parse(root.json())).contains(root);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2770",
                "[]",
                "{\"mode\":\"2770\",\"uid\":0}",
                "{\"mode\":\"12770\",\"uid\":0,\"gid\":0}",
                "{\"mode\":\"u+x\",\"uid\":0,\"gid\":0}",
                "{\"mode\":\"-700\",\"uid\":0,\"gid\":0}",
                "{\"mode\":\"700\",\"uid\":-1,\"gid\":0}",
                "{\"mode\":\"700\",\"uid\":0,\"gid\":4294967295}",
                "{\"mode\":\"700\",\"uid\":\"0\",\"gid\":0}",
                "{\"mode\":\"700\",\"uid\":1e400,\"gid\":0}",
                "{\"mode\":\"700\",\"uid\":99999999999999999999,\"gid\":0}"
            })
    void whatIsNoModeAndOwnerIsNothing(String text) {
        assertThat(VolumeRoot.parse(text)).isEmpty();
        assertThat(
                        VolumeRoot.parse(
                                "{\"mode\":\"700\",\"uid\":0,\"gid\":0" + " ".repeat(200) + "}"))
                .isEmpty();
    }

    @Test
    void isNeverMadeOfWhatNoFolderHas() {
        assertThatThrownBy(() -> new VolumeRoot(010000, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new VolumeRoot(0, 0xffff_ffffL, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
