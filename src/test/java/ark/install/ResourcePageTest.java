package ark.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ResourcePageTest {
    private static final Path PAGE = Path.of("docs/user/resources.md");

    @Test
    void thePageOfTheManualIsThatOfTheDefinitions() throws IOException {
        if (Boolean.getBoolean("generate")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, ResourcePage.text());
        }
        assertThat(Files.readString(PAGE))
                .as("run mvn test -Dtest=ResourcePageTest -Dgenerate=true and commit " + PAGE)
                .isEqualTo(ResourcePage.text());
    }
}
