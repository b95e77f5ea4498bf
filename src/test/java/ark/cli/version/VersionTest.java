package ark.cli.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionTest {
    /// Source: Velero 1.9.7, `version`: it compares major and minor number.
    @ParameterizedTest
    @CsvSource({
        "v1.9.7, v1.9.2,",
        "v1.9.7, v1.10.0, client",
        "v1.18.1, v1.9.7, server",
        "v2.0.0, v1.99.0, server",
        "0.1.0-SNAPSHOT, v0.2.0, client",
        "v1.9.7, main,",
        "v1.9.7, '',",
        "v99999999999.1.0, v1.0.0,",
    })
    void theOlderOneOfTheTwoIsToBeUpdated(String client, String server, @Nullable String older) {
        assertThat(Version.older(client, server)).isEqualTo(Optional.ofNullable(older));
    }
}
