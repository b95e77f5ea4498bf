package ark.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The records and the YAML of the custom resources say the same: every component is a property of
/// the matching type, every property is a component.
class CrdSchemaTest {
    private static final Path FOLDER = Path.of("src/main/resources/crds");

    /// Classes of Kubernetes that stand for a part of an object, with the properties they have.
    private static final Map<Class<?>, Set<String>> KUBERNETES =
            Map.of(
                    LabelSelector.class,
                    Set.of("matchLabels", "matchExpressions"),
                    ObjectReference.class,
                    Set.of(
                            "kind",
                            "namespace",
                            "name",
                            "uid",
                            "apiVersion",
                            "resourceVersion",
                            "fieldPath"),
                    SecretKeySelector.class,
                    Set.of("name", "key", "optional"),
                    TypedLocalObjectReference.class,
                    Set.of("apiGroup", "kind", "name"));

    static List<Class<? extends CustomResource<?, ?>>> kinds() {
        return WireTest.kinds();
    }

    private static JsonNode crd(Class<?> kind) {
        return crd(FOLDER.resolve(HasMetadata.getPlural(kind) + ".yaml"));
    }

    private static JsonNode crd(Path file) {
        try {
            return new YAMLMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }

    static JsonNode schema(Class<?> kind) {
        return crd(kind).at("/spec/versions/0/schema/openAPIV3Schema");
    }

    @Test
    void everyFileIsOfAKindAndEveryKindHasAFile() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            kinds().stream().map(k -> HasMetadata.getPlural(k) + ".yaml").toList());
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theNamesAreThoseOfTheClass(Class<? extends CustomResource<?, ?>> kind) {
        JsonNode crd = crd(kind);
        assertThat(crd.at("/metadata/name").asText()).isEqualTo(CustomResource.getCRDName(kind));
        assertThat(crd.at("/metadata/labels/component").asText()).isEqualTo("velero");
        assertThat(crd.at("/spec/group").asText()).isEqualTo(HasMetadata.getGroup(kind));
        assertThat(crd.at("/spec/scope").asText()).isEqualTo("Namespaced");
        JsonNode names = crd.at("/spec/names");
        assertThat(names.path("kind").asText()).isEqualTo(HasMetadata.getKind(kind));
        assertThat(names.path("listKind").asText()).isEqualTo(HasMetadata.getKind(kind) + "List");
        assertThat(names.path("plural").asText()).isEqualTo(HasMetadata.getPlural(kind));
        assertThat(names.path("singular").asText()).isEqualTo(HasMetadata.getSingular(kind));
        List<String> shortNames = new ArrayList<>();
        names.path("shortNames").forEach(name -> shortNames.add(name.asText()));
        var annotation =
                kind.getAnnotation(io.fabric8.kubernetes.model.annotation.ShortNames.class);
        assertThat(shortNames)
                .isEqualTo(annotation == null ? List.of() : List.of(annotation.value()));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void thereIsOneVersionWithoutAStatusSubresource(Class<?> kind) {
        JsonNode versions = crd(kind).at("/spec/versions");
        assertThat(versions).hasSize(1);
        JsonNode version = versions.get(0);
        assertThat(version.path("name").asText()).isEqualTo("v1");
        assertThat(version.path("served").asBoolean()).isTrue();
        assertThat(version.path("storage").asBoolean()).isTrue();
        assertThat(version.has("subresources")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyFieldIsDescribed(Class<?> kind) {
        var bare = new ArrayList<String>();
        collectUndescribed("", schema(kind), bare);
        // the API server allows no description there and has its own
        assertThat(bare).containsExactly(".metadata");
    }

    private static void collectUndescribed(String path, JsonNode schema, List<String> bare) {
        if (schema.path("description").asText().isBlank()) {
            bare.add(path);
        }
        if (schema.path("type").asText().equals("array")
                && schema.path("items").path("type").asText().equals("object")) {
            collectUndescribed(path + "[]", schema.path("items"), bare);
        }
        schema.path("properties")
                .properties()
                .forEach(e -> collectUndescribed(path + "." + e.getKey(), e.getValue(), bare));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatIsRequiredExists(Class<?> kind) {
        for (JsonNode object : schema(kind).findParents("required")) {
            for (JsonNode name : object.path("required")) {
                assertThat(object.path("properties").has(name.asText()))
                        .as(kind.getSimpleName() + " " + name)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aColumnShowsAFieldOfTheMatchingType(Class<?> kind) {
        for (JsonNode column : crd(kind).at("/spec/versions/0/additionalPrinterColumns")) {
            String path = column.path("jsonPath").asText();
            String name = column.path("name").asText();
            if (path.equals(".metadata.creationTimestamp")) {
                assertThat(name).isEqualTo("Age");
                continue;
            }
            JsonNode field = schema(kind).at(path.replace(".", "/properties/"));
            boolean time = field.path("format").asText().equals("date-time");
            assertThat(column.path("type").asText())
                    .as(kind.getSimpleName() + " " + name)
                    .isEqualTo(time ? "date" : field.path("type").asText());
        }
    }

    @Test
    void recordsAndSchemasAgreeInBothDirections() {
        var differences = new ArrayList<String>();
        for (Class<? extends CustomResource<?, ?>> kind : kinds()) {
            var type = (ParameterizedType) kind.getGenericSuperclass();
            JsonNode properties = schema(kind).path("properties");
            compare(
                    kind.getSimpleName() + ".spec",
                    type.getActualTypeArguments()[0],
                    properties.path("spec"),
                    differences);
            compare(
                    kind.getSimpleName() + ".status",
                    type.getActualTypeArguments()[1],
                    properties.path("status"),
                    differences);
        }
        assertThat(differences).isEmpty();
    }

    private static Set<String> constants(Class<?> type) {
        var texts = new TreeSet<String>();
        for (Object constant : type.getEnumConstants()) {
            if (!constant.toString().equals("UNKNOWN")) {
                texts.add(WireTest.OURS.read(WireTest.OURS.write(constant), String.class));
            }
        }
        return texts;
    }

    private static void compare(String path, Type type, JsonNode schema, List<String> differences) {
        String found = schema.path("type").asText() + "/" + schema.path("format").asText();
        String expected;
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            expected = "array/";
            compare(
                    path + "[]",
                    list.getActualTypeArguments()[0],
                    schema.path("items"),
                    differences);
        } else if (type instanceof ParameterizedType) { // Map<String, String>: there is no other
            expected = "object/";
            compare(path + "{}", String.class, schema.path("additionalProperties"), differences);
        } else {
            expected = compareClass(path, (Class<?>) type, schema, differences);
        }
        if (!(found + " ").startsWith(expected)) {
            differences.add(path + ": the record has " + expected + ", the schema " + found);
        }
    }

    private static String compareClass(
            String path, Class<?> type, JsonNode schema, List<String> differences) {
        if (type.isRecord()) {
            compareComponents(path, type, schema, differences);
            return "object/";
        }
        if (type.isEnum()) {
            compareWords(path, type, schema.path("enum"), differences);
            return "string/ ";
        }
        if (KUBERNETES.containsKey(type)) {
            var names = new TreeSet<String>();
            schema.path("properties").fieldNames().forEachRemaining(names::add);
            if (!names.equals(KUBERNETES.get(type))) {
                differences.add(path + ": " + names + " of a " + type.getSimpleName());
            }
            return "object/";
        }
        if (type == JsonNode.class) {
            boolean open = schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
            return open ? "object/" : "an open object";
        }
        if (schema.has("enum")) {
            differences.add(path + ": the schema has words, the record has no enum");
        }
        boolean nullable = schema.path("nullable").asBoolean();
        return type == Instant.class
                ? (nullable ? "string/date-time " : "a time that may be null")
                : type == Long.class
                        ? "integer/"
                        : type == Boolean.class ? "boolean/ " : text(path);
    }

    private static void compareWords(
            String path, Class<?> type, JsonNode schema, List<String> differences) {
        var words = new TreeSet<String>();
        schema.forEach(word -> words.add(word.asText()));
        Set<String> constants = constants(type);
        if (type == RequestPhase.class && !path.startsWith("DeleteBackupRequest")) {
            constants.remove("InProgress"); // the other requests are answered in one step
        }
        if (!words.equals(constants)) {
            differences.add(path + ": words " + words + ", constants " + constants);
        }
    }

    private static String text(String path) {
        return path.endsWith(".caCert") ? "string/byte " : "string/ ";
    }

    private static void compareComponents(
            String path, Class<?> record, JsonNode schema, List<String> differences) {
        var rest = new TreeSet<String>();
        schema.path("properties").fieldNames().forEachRemaining(rest::add);
        for (RecordComponent component : record.getRecordComponents()) {
            String name = jsonName(record, component);
            if (rest.remove(name)) {
                compare(
                        path + "." + name,
                        component.getGenericType(),
                        schema.path("properties").path(name),
                        differences);
            } else {
                differences.add(path + "." + name + ": not in the schema");
            }
        }
        rest.forEach(name -> differences.add(path + "." + name + ": not in the record"));
    }

    private static String jsonName(Class<?> record, RecordComponent component) {
        return Arrays.stream(record.getDeclaredFields())
                .filter(field -> field.getName().equals(component.getName()))
                .map(field -> field.getAnnotation(JsonProperty.class))
                .filter(annotation -> annotation != null)
                .map(JsonProperty::value)
                .findFirst()
                .orElse(component.getName());
    }

    @Test
    void aScheduleHasTheSpecOfABackupAsItsTemplate() {
        JsonNode backup = schema(Backup.class).at("/properties/spec/properties");
        JsonNode template = schema(Schedule.class).at("/properties/spec/properties/template");
        assertThat(template.path("properties")).isEqualTo(backup);
    }

    @Test
    void columnsAreThoseOfTheReference() {
        var columns = new TreeMap<String, List<String>>();
        for (Class<?> kind : kinds()) {
            crd(kind)
                    .at("/spec/versions/0/additionalPrinterColumns")
                    .forEach(
                            column ->
                                    columns.computeIfAbsent(
                                                    kind.getSimpleName(), _ -> new ArrayList<>())
                                            .add(column.path("name").asText()));
        }
        assertThat(columns)
                .isEqualTo(
                        Map.of(
                                "BackupStorageLocation",
                                List.of("Phase", "Last Validated", "Age", "Default"),
                                "DeleteBackupRequest",
                                List.of("BackupName", "Status"),
                                "PodVolumeBackup",
                                List.of(
                                        "Status",
                                        "Started",
                                        "Bytes Done",
                                        "Total Bytes",
                                        "Incremental Bytes",
                                        "Storage Location",
                                        "Age",
                                        "Node",
                                        "Uploader"),
                                "PodVolumeRestore",
                                List.of(
                                        "Status",
                                        "Started",
                                        "Bytes Done",
                                        "Total Bytes",
                                        "Storage Location",
                                        "Age",
                                        "Node",
                                        "Uploader Type"),
                                "ResticRepository",
                                List.of("Age"),
                                "BackupRepository",
                                List.of("Age", "Repository Type"),
                                "Schedule",
                                List.of("Status", "Schedule", "LastBackup", "Age", "Paused")));
    }

    @Test
    void requiredIsOnlyWhatBothErasRequire() {
        var required = new TreeSet<String>();
        for (Class<?> kind : kinds()) {
            collectRequired(kind.getSimpleName(), schema(kind).path("properties"), required);
        }
        assertThat(required)
                .containsExactlyInAnyOrder(
                        "BackupRepository.spec.backupStorageLocation",
                        "BackupRepository.spec.maintenanceFrequency",
                        "BackupRepository.spec.volumeNamespace",
                        "BackupStorageLocation.spec.objectStorage",
                        "BackupStorageLocation.spec.provider",
                        "DeleteBackupRequest.spec.backupName",
                        "DownloadRequest.spec.target",
                        "PodVolumeBackup.spec.backupStorageLocation",
                        "PodVolumeBackup.spec.node",
                        "PodVolumeBackup.spec.pod",
                        "PodVolumeBackup.spec.repoIdentifier",
                        "PodVolumeBackup.spec.volume",
                        "PodVolumeRestore.spec.backupStorageLocation",
                        "PodVolumeRestore.spec.pod",
                        "PodVolumeRestore.spec.repoIdentifier",
                        "PodVolumeRestore.spec.snapshotID",
                        "PodVolumeRestore.spec.volume",
                        "ResticRepository.spec.backupStorageLocation",
                        "ResticRepository.spec.maintenanceFrequency",
                        "ResticRepository.spec.resticIdentifier",
                        "ResticRepository.spec.volumeNamespace",
                        "Schedule.spec.schedule",
                        "Schedule.spec.template",
                        "VolumeSnapshotLocation.spec.provider");
    }

    private static void collectRequired(String kind, JsonNode properties, Set<String> required) {
        for (String part : List.of("spec", "status")) {
            for (JsonNode name : properties.path(part).path("required")) {
                required.add(kind + "." + part + "." + name.asText());
            }
        }
    }
}
