package ark.restore.version;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.GroupResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionPrioritiesTest {
    private static final GroupResource BANDS = new GroupResource("music.example.io", "rockbands");

    @Test
    void eachLineNamesAResourceAndItsVersions() {
        VersionPriorities priorities =
                VersionPriorities.parse(
                        """
                        rockbands.music.example.io=v2beta1,v2beta2

                          orchestras.music.example.io = v2, v3alpha1
                        \t
                        pods=v1
                        """);
        assertThat(priorities.wanted())
                .isEqualTo(
                        Map.of(
                                BANDS,
                                List.of("v2beta1", "v2beta2"),
                                new GroupResource("music.example.io", "orchestras"),
                                List.of("v2", "v3alpha1"),
                                GroupResource.core("pods"),
                                List.of("v1")));
        assertThat(priorities.malformed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rockbands.music.example.io",
                "rockbands.music.example.io=",
                "=v1",
                "rockbands.music.example.io=v1=v2",
                "rockbands.music.example.io==v1",
                "rockbands.music.example.io=,v1",
                "rockbands.music.example.io=v1,",
                "rockbands.music.example.io=v1,,v2",
                ".music.example.io=v1"
            })
    void aMalformedLineIsNamedAndTheOthersCount(String line) {
        VersionPriorities priorities =
                VersionPriorities.parse(line + "\r\nrockbands.music.example.io=v2\n");
        assertThat(priorities.malformed()).containsExactly(line);
        assertThat(priorities.wanted()).isEqualTo(Map.of(BANDS, List.of("v2")));
    }

    @Test
    void anEmptyTextWantsNothing() {
        assertThat(VersionPriorities.parse("")).isEqualTo(VersionPriorities.NONE);
    }
}
