package ark.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LabelsTest {
    @Test
    void aNameOf63BytesStandsForItself() {
        assertThat(Labels.value("")).isEmpty();
        assertThat(Labels.value("a".repeat(63))).isEqualTo("a".repeat(63));
    }

    @Test
    void aLongerNameIsCutAndEndsInItsHash() {
        assertThat(Labels.value("a".repeat(64))).isEqualTo("a".repeat(57) + "ffe054");
        assertThat(
                        Labels.value(
                                "this-is-a-very-long-backup-name-that-exceeds-the-sixty-three-character-limit"))
                .isEqualTo("this-is-a-very-long-backup-name-that-exceeds-the-sixty-th2197d1");
    }

    @Test
    void bytesCountNotCharacters() {
        assertThat(Labels.value("ä".repeat(31))).isEqualTo("ä".repeat(31));
        assertThat(Labels.value("ä".repeat(32))).isNotEqualTo("ä".repeat(32));
    }
}
