package ark.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FailPointTest {
    private static final Pattern PLACE = Pattern.compile("FailPoint\\.(\\w+)\\.reached\\(\\)");

    private int ends;

    @AfterEach
    void disarm() {
        FailPoint.disarm();
    }

    @Test
    void nothingHappensUnlessSomebodyAskedForIt() {
        FailPoint.BACKUP_SEEN.reached();
        FailPoint.arm("BACKUP_BEGUN", () -> ends++);
        FailPoint.BACKUP_SEEN.reached();
        assertThat(ends).isZero();
        FailPoint.BACKUP_BEGUN.reached();
        assertThat(ends).isEqualTo(1);
    }

    @Test
    void aPointThatIsReachedAgainAndAgainIsToldByANumber() {
        FailPoint.arm("BACKUP_FILE_STORED:3", () -> ends++);
        FailPoint.BACKUP_FILE_STORED.reached();
        FailPoint.BACKUP_FILE_STORED.reached();
        assertThat(ends).isZero();
        FailPoint.BACKUP_FILE_STORED.reached();
        FailPoint.BACKUP_FILE_STORED.reached();
        assertThat(ends).isEqualTo(1);
    }

    @Test
    void whatIsNoPointIsRefused() {
        for (String text : List.of("BACKUP", "", "backup_seen", "BACKUP_SEEN:0", "BACKUP_SEEN:x")) {
            assertThatThrownBy(() -> FailPoint.arm(text, () -> ends++))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void everyPointIsInOnePlaceOfTheProgram() throws IOException {
        var places = new ArrayList<String>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                Matcher place = PLACE.matcher(Files.readString(file));
                while (place.find()) {
                    places.add(place.group(1));
                }
            }
        }
        assertThat(places)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(FailPoint.values()).map(Enum::name).toList());
    }
}
