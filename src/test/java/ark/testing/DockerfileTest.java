package ark.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the Dockerfile says of the image is what `dev/image/build` makes of it.
class DockerfileTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode config;

    /// The last stage: the image itself.
    private static List<String> lines;

    @BeforeAll
    static void read() throws IOException {
        config = JSON.readTree(Path.of("dev/image/image.json").toFile()).path("config");
        List<String> all = Files.readAllLines(Path.of("Dockerfile"));
        lines = all.subList(all.lastIndexOf("FROM scratch"), all.size());
    }

    private static List<String> said(String instruction) {
        return lines.stream()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1))
                .toList();
    }

    @Test
    void startsTheSameProgramAsTheSameUser() throws IOException {
        assertThat(JSON.readTree(said("ENTRYPOINT").getFirst()))
                .isEqualTo(config.path("Entrypoint"));
        assertThat(said("WORKDIR")).containsExactly(config.path("WorkingDir").asText());
        String build = Files.readString(Path.of("dev/image/build"));
        String user = said("USER").getFirst();
        assertThat(build).contains("\nuser=" + user.split(":", 2)[0] + " ");
        assertThat(config.path("User").asText()).isEqualTo("USER");
    }

    @Test
    void hasTheSameEnvironmentAndLabels() {
        var environment = new ArrayList<String>();
        config.path("Env").forEach(variable -> environment.add(variable.asText()));
        assertThat(said("ENV")).containsExactlyElementsOf(environment);
        var labels = new ArrayList<String>();
        config.path("Labels")
                .properties()
                .forEach(label -> labels.add(label.getKey() + "=" + label.getValue()));
        labels.removeIf(label -> label.endsWith("\"VERSION\"")); // of the jar; the tag tells it
        assertThat(said("LABEL")).containsExactlyElementsOf(labels);
    }

    @Test
    void makesItsFilesWithTheSameScript() throws IOException {
        assertThat(Files.readString(Path.of("Dockerfile")))
                .contains("\nRUN dev/image/build files /image\n")
                .contains("\nCOPY --from=build /image/ /\n");
    }
}
