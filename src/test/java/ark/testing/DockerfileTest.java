package ark.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
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

    /// No builder is needed to see that each of its sources is there.
    @Test
    void buildsOfWhatTheProjectIsBuiltOf() throws IOException {
        String text = Files.readString(Path.of("Dockerfile"));
        String pom = Files.readString(Path.of("pom.xml"));
        String release = first("<maven.compiler.release>(\\d+)<", pom);
        assertThat(first("FROM eclipse-temurin:(\\d+)-jdk AS jdk", text)).isEqualTo(release);
        assertThat(first("docker build -t ark:(\\S+) \\.", text))
                .isEqualTo(first("<artifactId>ark</artifactId>\\s*<version>([^<]+)<", pom));
        var go = new BigDecimal(first("FROM golang:([0-9.]+)-bookworm AS go", text));
        for (String source : List.of("restic", "launcher", "image/start")) {
            String module = Files.readString(Path.of("dev", source, "go.mod"));
            assertThat(new BigDecimal(first("\\ngo (\\d+\\.\\d+)", module)))
                    .as(source)
                    .isLessThanOrEqualTo(go);
        }
        List<String> stages = all("FROM \\S+ AS (\\S+)", text);
        assertThat(all("COPY --from=(\\S+)", text)).isNotEmpty().allMatch(stages::contains);
        String ignored = Files.readString(Path.of(".dockerignore"));
        for (String needed : List.of("pom.xml", "src", "dev", ".mvn", "LICENSE")) {
            assertThat(Path.of(needed)).exists();
            assertThat(ignored.lines()).doesNotContain(needed);
        }
        assertThat(all("apt-get install -y --no-install-recommends (.*)", text).getFirst())
                .contains("ca-certificates", "maven", "python3");
    }

    private static String first(String pattern, String text) {
        return all(pattern, text).getFirst();
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(m -> m.group(1)).toList();
    }

    @Test
    void makesItsFilesWithTheSameScript() throws IOException {
        assertThat(Files.readString(Path.of("Dockerfile")))
                .contains("\nRUN dev/image/build files /image\n")
                .contains("\nCOPY --from=build /image/ /\n");
    }
}
