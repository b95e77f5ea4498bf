package ark.restore.version;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.GroupResource;
import ark.restore.version.VersionChoice.Archived;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionChoiceTest {
    private static final GroupResource BANDS = new GroupResource("music.example.io", "rockbands");

    private static String chosen(VersionChoice choice, String archived, String served) {
        List<String> versions = words(archived);
        String preferred = versions.isEmpty() ? "" : versions.getFirst();
        return choice.of(BANDS, new Archived(Set.copyOf(versions), preferred), words(served))
                .map(VersionChoice.Choice::version)
                .orElse("-");
    }

    private static List<String> words(String text) {
        return Stream.of(text.split(" ", -1)).filter(word -> !word.isEmpty()).toList();
    }

    @ParameterizedTest
    @CsvSource({
        // in the backup (preferred first), served (preferred first), wanted, chosen
        "v1,                    v1,                    '',              v1",
        "v1 v1beta1,            v2beta1 v1beta1,       '',              v1beta1",
        "v2 v1,                 v1 v2,                 '',              v1",
        "v1 v2beta2 v2beta1,    v2 v2beta1 v1,         '',              v1",
        "v1alpha1 v1,           v2 v1,                 '',              v1",
        "v3 v2beta2 v2beta1,    v4 v2beta1 v2beta2,    '',              v2beta2",
        "v3 v1beta1 v1alpha9,   v4 v1alpha9 v1beta1,   '',              v1beta1",
        "v1 v2,                 v2beta1,               '',              -",
        "v2 v1 v2beta1,         v2 v1 v2beta1,         'v2beta1',       v2beta1",
        "v2 v1,                 v2 v1,                 'v3 v1',         v1",
        "v2 v1,                 v2,                    'v1',            v2",
        "'',                    v1,                    'v1',            -",
    })
    void aVersionIsChosenInVelerosOrder(
            String archived, String served, String wanted, String version) {
        var choice = new VersionChoice.Among(Map.of(BANDS, words(wanted)));
        assertThat(chosen(choice, archived, served)).isEqualTo(version);
    }

    @Test
    void whatIsWantedOfAnotherResourceDoesNotCount() {
        GroupResource drums = new GroupResource("music.example.io", "drums");
        var choice = new VersionChoice.Among(Map.of(drums, List.of("v1")));
        assertThat(chosen(choice, "v2 v1", "v2 v1")).isEqualTo("v2");
    }

    @ParameterizedTest
    @CsvSource({
        "v1,         v1,        -",
        "v1 v2,      v2 v1,     -",
        "v2 v1,      v1,        v1",
        "v2 v1beta1, v1,        -",
        "'',         v1,        -",
    })
    void withoutTheFeatureAnotherVersionIsTakenOnlyWhereThePreferredOneIsNotServed(
            String archived, String served, String version) {
        assertThat(chosen(new VersionChoice.Plain(), archived, served)).isEqualTo(version);
    }

    @Test
    void versionsAreRankedAsKubernetesRanksThem() {
        List<String> ranked =
                Arrays.asList(
                        "v10",
                        "v2",
                        "v1",
                        "v11beta2",
                        "v10beta3",
                        "v3beta1",
                        "v12alpha1",
                        "v11alpha2",
                        "foo1",
                        "foo10",
                        "v0",
                        "v1gamma1");
        assertThat(ranked.reversed().stream().sorted(new VersionOrder())).isEqualTo(ranked);
    }
}
