package ark.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PrioritiesTest {
    @Test
    void areAllHighUnlessASeparatorSaysOtherwise() {
        assertThat(Priorities.parse(List.of("a", "b")))
                .isEqualTo(new Priorities(List.of("a", "b"), List.of()));
        assertThat(Priorities.parse(List.of("a", "-", "b", "c")))
                .isEqualTo(new Priorities(List.of("a"), List.of("b", "c")));
        assertThat(Priorities.parse(List.of("-", "b")))
                .isEqualTo(new Priorities(List.of(), List.of("b")));
    }

    @Test
    void areThoseOfVelero118WhenNobodyGivesThem() {
        assertThat(Priorities.parse(List.of())).isEqualTo(Priorities.DEFAULT);
        assertThat(Priorities.DEFAULT.high())
                .startsWith("customresourcedefinitions", "namespaces")
                .endsWith("endpoints", "services");
    }
}
