package ark.backup.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.Backup;
import ark.api.v1.BackupStorageLocation;
import ark.api.v1.VolumeSnapshotLocation;
import ark.backup.request.BackupValidator.Verdict;
import ark.backup.request.SnapshotWish.Wanted;
import ark.item.Json;
import ark.item.NameFilter;
import ark.podvolume.VolumeTimeout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackupValidatorTest {
    private static final String OLD_AND_NEW =
            "include-resources, exclude-resources and include-cluster-resources are old filter"
                    + " parameters.\ninclude-cluster-scoped-resources,"
                    + " exclude-cluster-scoped-resources, include-namespace-scoped-resources and"
                    + " exclude-namespace-scoped-resources are new filter parameters.\nThey cannot"
                    + " be used together";

    private static <T> T read(String json, Class<T> type) {
        try {
            return Json.mapper().readValue(json.replace('\'', '"').getBytes(UTF_8), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Backup backup(String spec) {
        return read(
                "{'metadata': {'namespace': 'velero', 'name': 'b1', 'uid': 'u1'}, 'spec': %s}"
                        .formatted(spec),
                Backup.class);
    }

    private static BackupStorageLocation location(String name, String more) {
        return read(
                "{'metadata': {'name': '%s'}%s}".formatted(name, more),
                BackupStorageLocation.class);
    }

    private static List<VolumeSnapshotLocation> snapshotLocations(String... providerAndName) {
        return Arrays.stream(providerAndName)
                .map(
                        both ->
                                read(
                                        "{'metadata': {'name': '%s'}, 'spec': {'provider': '%s'}}"
                                                .formatted(
                                                        both.substring(both.indexOf('/') + 1),
                                                        both.substring(0, both.indexOf('/'))),
                                        VolumeSnapshotLocation.class))
                .toList();
    }

    private static final BackupFacts FACTS =
            new BackupFacts(
                    List.of(
                            location("default", ""),
                            location("readonly", ", 'spec': {'accessMode': 'ReadOnly'}"),
                            location(
                                    "away",
                                    ", 'status': {'phase': 'Unavailable', 'message': 'no bucket'}")),
                    List.of());

    private static final RequestDefaults DEFAULTS = defaults(false);

    private static RequestDefaults defaults(boolean everyPodVolume) {
        var wish = new PodVolumeWish(everyPodVolume, new VolumeTimeout(VolumeTimeout.DEFAULT, ""));
        return new RequestDefaults("default", Map.of(), RequestDefaults.TTL, wish);
    }

    private static List<String> problems(String spec) {
        return problems(backup(spec), FACTS);
    }

    private static List<String> problems(Backup backup, BackupFacts facts) {
        return switch (BackupValidator.validate(backup, facts, DEFAULTS)) {
            case Verdict.Valid _ -> List.of();
            case Verdict.Invalid(List<String> problems) -> problems;
        };
    }

    private static BackupRequest request(String spec) {
        return ((Verdict.Valid) BackupValidator.validate(backup(spec), FACTS, DEFAULTS)).request();
    }

    @Test
    void anEmptySpecIsABackupOfEverythingWithTheDefaults() {
        BackupRequest request = request("{}");

        assertThat(request.id()).isEqualTo(new BackupId("velero", "b1", "u1"));
        assertThat(request.location()).isEqualTo("default");
        assertThat(request.ttl()).isEqualTo(Duration.ofDays(30));
        assertThat(request.filters().namespaces().everything()).isTrue();
        assertThat(request.filters().resources())
                .isEqualTo(
                        new ResourceRules.Plain(
                                NameFilter.EVERYTHING, ResourceRules.ClusterScoped.AUTO));
        assertThat(request.filters().anyOf()).isEmpty();
        assertThat(request.filters().order()).isEmpty();
        assertThat(request.snapshots())
                .isEqualTo(new SnapshotWish(Wanted.WHERE_POSSIBLE, List.of()));
    }

    @Test
    void aBackupWithoutASpecIsLikeOneWithAnEmptySpec() {
        Backup backup = backup("null");

        assertThat(problems(backup, FACTS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0s,2592000", "24h,86400", "1h30m,5400"})
    void theTtlIsAGoDurationAndZeroMeansTheDefault(String ttl, long seconds) {
        assertThat(request("{'ttl': '" + ttl + "'}").ttl()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void malformedDurationsAreTold() {
        assertThat(
                        problems(
                                "{'ttl': '30d', 'csiSnapshotTimeout': 'soon',"
                                        + " 'itemOperationTimeout': '4'}"))
                .containsExactly(
                        "invalid ttl: time: unknown unit \"d\" in duration \"30d\"",
                        "invalid csiSnapshotTimeout: time: invalid duration \"soon\"",
                        "invalid itemOperationTimeout: time: missing unit in duration \"4\"");
        assertThat(problems("{'ttl': '-5h'}")).containsExactly("ttl must not be negative, is -5h");
    }

    @Test
    void timeoutsAndTheUploadersTuningAreAccepted() {
        assertThat(
                        problems(
                                "{'csiSnapshotTimeout': '20m', 'itemOperationTimeout': '1h',"
                                        + " 'uploaderConfig': {'parallelFilesUpload': 4}}"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "resourcePolicy,\"{'kind': 'configmap', 'name': 'p'}\"",
                "snapshotMoveData,true",
                "datamover,'velero'"
            })
    void whatIsNotImplementedIsRefusedByName(String field, String value) {
        assertThat(problems("{'" + field + "': " + value + "}"))
                .containsExactly(
                        "spec."
                                + field
                                + " is set, and this version does not implement it: remove it");
    }

    @Test
    void everythingThatIsWrongWithHooksIsTold() {
        assertThat(
                        problems(
                                "{'hooks': {'resources': [{'name': 'h', 'pre': [{}], 'post': [{'exec':"
                                        + " {'command': ['a'], 'timeout': 'x'}}]}]}}"))
                .containsExactly(
                        "hook \"h\": it has no exec",
                        "hook \"h\": invalid exec.timeout: time: invalid duration \"x\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "false|{}|false",
                "true|{}|true",
                "false|{'defaultVolumesToRestic': true}|true",
                "true|{'defaultVolumesToRestic': false}|false",
                "false|{'defaultVolumesToFsBackup': true}|true",
                "false|{'defaultVolumesToFsBackup': true, 'defaultVolumesToRestic': false}|true",
                "true|{'defaultVolumesToFsBackup': false, 'defaultVolumesToRestic': true}|false"
            })
    void theBackupSaysWhetherAllVolumesAreWantedElseTheServer(
            boolean server, String spec, boolean every) {
        var verdict = BackupValidator.validate(backup(spec), FACTS, defaults(server));

        assertThat(((Verdict.Valid) verdict).request().podVolumes().every()).isEqualTo(every);
    }

    @Test
    void theTimeForVolumesIsTheServersUnlessTheBackupSaysAnother() {
        assertThat(request("{}").podVolumes().timeout().limit()).isEqualTo(Duration.ofHours(4));
        Backup backup = backup("{}");
        backup.getMetadata().setAnnotations(Map.of("velero.io/pod-volume-timeout", "1h"));
        var verdict = BackupValidator.validate(backup, FACTS, DEFAULTS);

        assertThat(((Verdict.Valid) verdict).request().podVolumes().timeout().limit())
                .isEqualTo(Duration.ofHours(1));
    }

    @Test
    void whatTurnsUnimplementedThingsOffIsAccepted() {
        assertThat(
                        problems(
                                "{'snapshotMoveData': false, 'datamover': '', 'hooks': {},"
                                        + " 'resourcePolicy': null,"
                                        + " 'metadata': {}}"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nope|an existing backup storage location wasn't specified at backup creation time"
                        + " and the default 'nope' wasn't found. Please address this issue (see"
                        + " `velero backup-location -h` for options) and create a new backup."
                        + " Error: backupstoragelocations.velero.io \"nope\" not found",
                "readonly|backup can't be created because backup storage location readonly is"
                        + " currently in read-only mode",
                "away|backup can't be created because BackupStorageLocation away is in Unavailable"
                        + " status. no bucket"
            })
    void aLocationThatCannotBeUsedIsTold(String location, String problem) {
        assertThat(problems("{'storageLocation': '" + location + "'}")).containsExactly(problem);
    }

    @Test
    void withoutALocationTheMarkedOneIsTakenElseTheServers() {
        var facts =
                new BackupFacts(
                        List.of(
                                location("default", ""),
                                location("marked", ", 'spec': {'default': true}")),
                        List.of());

        Verdict verdict = BackupValidator.validate(backup("{}"), facts, DEFAULTS);

        assertThat(((Verdict.Valid) verdict).request().location()).isEqualTo("marked");
    }

    @Test
    void aServersDefaultThatDoesNotExistIsTold() {
        assertThat(problems(backup("{}"), new BackupFacts(List.of(), List.of())))
                .singleElement()
                .asString()
                .startsWith(
                        "an existing backup storage location wasn't specified at backup creation"
                                + " time and the server default 'default' doesn't exist. ");
    }

    @Test
    void theFiltersOfBothErasMustNotBeMixed() {
        assertThat(
                        problems(
                                "{'includeClusterResources': true,"
                                        + " 'includedClusterScopedResources': ['pv']}"))
                .containsExactly(OLD_AND_NEW);
        assertThat(
                        problems(
                                "{'includedResources': ['a'],"
                                        + " 'excludedNamespaceScopedResources': ['b']}"))
                .containsExactly(OLD_AND_NEW);
    }

    @Test
    void contradictoryListsAreTold() {
        assertThat(
                        problems(
                                "{'includedResources': ['*', 'a'], 'excludedResources': ['*', 'a'],"
                                        + " 'includedNamespaces': ['n'], 'excludedNamespaces':"
                                        + " ['n']}"))
                .containsExactly(
                        "Invalid included/excluded resource lists: includes list must either"
                                + " contain '*' only, or a non-empty list of items",
                        "Invalid included/excluded resource lists: excludes list cannot contain"
                                + " '*'",
                        "Invalid included/excluded resource lists: excludes list cannot contain an"
                                + " item in the includes list: *",
                        "Invalid included/excluded resource lists: excludes list cannot contain an"
                                + " item in the includes list: a",
                        "Invalid included/excluded namespace lists: excludes list cannot contain"
                                + " an item in the includes list: n");
        assertThat(
                        problems(
                                "{'includedNamespaceScopedResources': ['*', 'a'],"
                                        + " 'excludedClusterScopedResources': ['*', 'b'],"
                                        + " 'includedClusterScopedResources': ['b']}"))
                .containsExactly(
                        "Invalid cluster-scoped included/excluded resource lists: excludes list"
                                + " must either contain '*' only, or a non-empty list of items",
                        "Invalid cluster-scoped included/excluded resource lists: when exclude is"
                                + " '*', include cannot have value",
                        "Invalid cluster-scoped included/excluded resource lists: excludes list"
                                + " cannot contain an item in the includes list: b",
                        "Invalid namespace-scoped included/excluded resource lists: includes list"
                                + " must either contain '*' only, or a non-empty list of items");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app-*", "a?b", "[a-c]d", "*", "", "plain-1"})
    void namesAndPatternsOfNamespacesAreAccepted(String name) {
        assertThat(problems("{'includedNamespaces': ['" + name + "']}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upper", "a_b", "a**", "[ab", "a|b", "(a)", "{a", "x-{a,b}", "-a", "a/b", "a.b"
            })
    void otherNamesOfNamespacesAreTold(String name) {
        assertThat(problems("{'excludedNamespaces': ['" + name + "']}"))
                .isNotEmpty()
                .allSatisfy(
                        problem ->
                                assertThat(problem)
                                        .startsWith(
                                                "Invalid included/excluded namespace lists: invalid"
                                                        + " namespace \""
                                                        + name
                                                        + "\": "));
    }

    @Test
    void labelSelectorsAreCheckedAndOnlyOneKindMayBeSet() {
        assertThat(
                        problems(
                                "{'labelSelector': {'matchLabels': {'a': 'b'}},"
                                        + " 'orLabelSelectors': [{'matchLabels': {'a': 'b'}}]}"))
                .containsExactly(
                        "encountered labelSelector as well as orLabelSelectors in backup spec, only"
                                + " one can be specified");
        assertThat(
                        problems(
                                "{'labelSelector': {'matchExpressions': [{'key': 'a', 'operator':"
                                        + " 'Near', 'values': ['b']}]}}"))
                .containsExactly(
                        "invalid labelSelector: \"Near\" is not a valid label selector operator");
        assertThat(problems("{'orLabelSelectors': [{'matchLabels': {'a': '-'}}]}"))
                .singleElement()
                .asString()
                .startsWith("invalid orLabelSelectors: value \"-\" of label \"a\": ");
    }

    @Test
    void anEmptySelectorSelectsEverything() {
        assertThat(request("{'labelSelector': {}}").filters().anyOf()).isEmpty();
        assertThat(
                        request("{'orLabelSelectors': [{'matchLabels': {'a': 'b'}}, {}]}")
                                .filters()
                                .anyOf())
                .isEmpty();
    }

    @Test
    void orderedResourcesAreSplitAtCommasAndNotTrimmed() {
        assertThat(
                        request("{'orderedResources': {'pods': 'a/b, c/d', 'pvs': ''}}")
                                .filters()
                                .order())
                .isEqualTo(Map.of("pods", List.of("a/b", " c/d")));
    }

    @Test
    void anInvalidNameIsTold() {
        Backup backup = backup("{}");
        backup.getMetadata().setName("Not_A_Name");

        assertThat(problems(backup, FACTS))
                .singleElement()
                .asString()
                .startsWith("invalid name \"Not_A_Name\": a lowercase RFC 1123 subdomain");
    }

    private static SnapshotLocations.Choice choose(
            String spec, Map<String, String> defaults, String... existing) {
        return SnapshotLocations.choose(
                backup(spec).getSpec(), snapshotLocations(existing), defaults);
    }

    @Test
    void oneSnapshotLocationIsChosenForEachProvider() {
        assertThat(choose("{}", Map.of(), "aws/east", "gcp/g").wish())
                .isEqualTo(new SnapshotWish(Wanted.WHERE_POSSIBLE, List.of("east", "g")));
        assertThat(choose("{'snapshotVolumes': true}", Map.of(), "aws/east").wish())
                .isEqualTo(new SnapshotWish(Wanted.YES, List.of("east")));
        assertThat(choose("{'snapshotVolumes': false}", Map.of(), "aws/east").wish())
                .isEqualTo(new SnapshotWish(Wanted.NO, List.of()));
        assertThat(
                        choose(
                                        "{'volumeSnapshotLocations': ['west', 'west']}",
                                        Map.of(),
                                        "aws/east",
                                        "aws/west")
                                .wish())
                .isEqualTo(new SnapshotWish(Wanted.YES, List.of("west")));
        assertThat(choose("{}", Map.of("aws", "west"), "aws/east", "aws/west").wish())
                .isEqualTo(new SnapshotWish(Wanted.WHERE_POSSIBLE, List.of("west")));
        assertThat(choose("{'snapshotVolumes': true}", Map.of()).wish())
                .isEqualTo(new SnapshotWish(Wanted.YES, List.of()));
    }

    @Test
    void snapshotLocationsThatCannotBeChosenAreTold() {
        assertThat(choose("{'volumeSnapshotLocations': ['x']}", Map.of()).problems())
                .containsExactly(
                        "a VolumeSnapshotLocation CRD for the location x with the name specified in"
                                + " the backup spec needs to be created before this snapshot can be"
                                + " executed. Error: volumesnapshotlocations.velero.io \"x\" not"
                                + " found");
        assertThat(
                        choose(
                                        "{'volumeSnapshotLocations': ['east', 'west']}",
                                        Map.of(),
                                        "aws/east",
                                        "aws/west")
                                .problems())
                .containsExactly(
                        "more than one VolumeSnapshotLocation name specified for provider aws:"
                                + " west; unexpected name was east");
        assertThat(choose("{}", Map.of(), "aws/east", "aws/west").problems())
                .containsExactly(
                        "provider aws has more than one possible volume snapshot location, and none"
                                + " were specified explicitly or as a default");
        assertThat(choose("{}", Map.of("aws", "gone"), "aws/east", "aws/west").problems())
                .containsExactly(
                        "error getting volume snapshot location named gone:"
                                + " volumesnapshotlocations.velero.io \"gone\" not found");
        assertThat(
                        choose(
                                        "{'snapshotVolumes': false, 'volumeSnapshotLocations':"
                                                + " ['x']}",
                                        Map.of())
                                .problems())
                .isEmpty();
    }
}
