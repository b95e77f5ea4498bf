package ark.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Both mappers that are in use must read and write the custom resources: fabric8's and ours.
class WireTest {
    interface Codec {
        <T> T read(String json, Class<T> type);

        String write(Object value);
    }

    static final Codec FABRIC8 =
            new Codec() {
                private final KubernetesSerialization fabric8 = new KubernetesSerialization();

                @Override
                public <T> T read(String json, Class<T> type) {
                    return Objects.requireNonNull(fabric8.unmarshal(json, type));
                }

                @Override
                public String write(Object value) {
                    return fabric8.asJson(value);
                }

                @Override
                public String toString() {
                    return "fabric8";
                }
            };

    static final Codec OURS =
            new Codec() {
                private final ObjectMapper mapper = Json.mapper();

                @Override
                public <T> T read(String json, Class<T> type) {
                    try {
                        return mapper.readValue(json, type);
                    } catch (JsonProcessingException e) {
                        throw new IllegalArgumentException(e);
                    }
                }

                @Override
                public String write(Object value) {
                    try {
                        return mapper.writeValueAsString(value);
                    } catch (JsonProcessingException e) {
                        throw new IllegalArgumentException(e);
                    }
                }

                @Override
                public String toString() {
                    return "ours";
                }
            };

    static Stream<Codec> codecs() {
        return Stream.of(FABRIC8, OURS);
    }

    static List<Class<? extends CustomResource<?, ?>>> kinds() {
        return List.of(
                Backup.class,
                Restore.class,
                Schedule.class,
                DeleteBackupRequest.class,
                DownloadRequest.class,
                PodVolumeBackup.class,
                PodVolumeRestore.class,
                ResticRepository.class,
                BackupRepository.class,
                BackupStorageLocation.class,
                VolumeSnapshotLocation.class,
                ServerStatusRequest.class);
    }

    private static ObjectNode object(String json) {
        return Json.object(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void writesABackupAsGoDoes(Codec codec) {
        var backup = new Backup();
        backup.getMetadata().setName("b1");
        backup.setSpec(
                BackupSpec.builder()
                        .includedNamespaces(List.of("shop"))
                        .ttl("720h0m0s")
                        .orderedResources(Map.of("pods", "shop/a"))
                        .build());
        backup.setStatus(
                BackupStatus.builder()
                        .phase(BackupPhase.PARTIALLY_FAILED)
                        .startTimestamp(Instant.parse("2026-11-21T16:15:17.987Z"))
                        .progress(new BackupStatus.Progress(92L, 0L))
                        .build());
        assertThat(object(codec.write(backup)))
                .isEqualTo(
                        object(
                                """
                                {"apiVersion": "velero.io/v1", "kind": "Backup",
                                 "metadata": {"name": "b1"},
                                 "spec": {"includedNamespaces": ["shop"], "ttl": "720h0m0s",
                                  "orderedResources": {"pods": "shop/a"}},
                                 "status": {"phase": "PartiallyFailed",
                                  "startTimestamp": "2026-11-21T16:15:17Z",
                                  "progress": {"totalItems": 92, "itemsBackedUp": 0}}}
                                """));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void readsWhatIsOddWithoutFailing(Codec codec) {
        Backup backup =
                codec.read(
                        """
                        {"apiVersion": "velero.io/v1", "kind": "Backup", "fromTheFuture": {},
                         "metadata": {"name": "b1", "fromTheFuture": 1},
                         "spec": {"ttl": "5d", "fromTheFuture": [1, {}], "hooks": {},
                          "includedNamespaces": ["a", null], "orderedResources": {"pods": null},
                          "metadata": {"labels": null}},
                         "status": {"phase": "Paused", "errors": 4294967296,
                          "startTimestamp": "yesterday", "expiration": {"a": [1]},
                          "completionTimestamp": null}}
                        """,
                        Backup.class);
        BackupSpec spec = backup.getSpec();
        assertThat(spec.ttl()).isEqualTo("5d");
        assertThat(spec.includedNamespaces()).containsExactly("a");
        assertThat(spec.orderedResources()).isEmpty();
        assertThat(spec.hooks()).isEqualTo(new BackupSpec.Hooks(null));
        assertThat(spec.metadata()).isEqualTo(new BackupSpec.Metadata(null));
        BackupStatus status = backup.getStatus();
        assertThat(status.phase()).isEqualTo(BackupPhase.UNKNOWN);
        assertThat(status.errors()).isEqualTo(4_294_967_296L);
        assertThat(status.startTimestamp()).isNull();
        assertThat(status.expiration()).isNull();
        assertThat(status.completionTimestamp()).isNull();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void readsAndWritesEveryKindWithoutSpecAndStatus(Codec codec) {
        for (Class<? extends CustomResource<?, ?>> type : kinds()) {
            String json =
                    "{\"apiVersion\":\"velero.io/v1\",\"kind\":\""
                            + type.getSimpleName()
                            + "\",\"metadata\":{\"name\":\"x\"},\"spec\":{},\"status\":{}}";
            CustomResource<?, ?> resource = codec.read(json, type);
            assertThat(resource.getSpec()).as(json).isNotNull();
            assertThat(object(codec.write(resource))).isEqualTo(object(json));
            CustomResource<?, ?> bare =
                    codec.read("{\"kind\":\"" + type.getSimpleName() + "\"}", type);
            assertThat(bare.getStatus()).as(json).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void keepsEveryFieldOfEveryKind(Codec codec) {
        for (Class<? extends CustomResource<?, ?>> kind : kinds()) {
            for (int variation = 0; variation < SchemaSample.VARIATIONS; variation++) {
                ObjectNode sample = new SchemaSample(variation).object(kind);
                assertThat(object(codec.write(codec.read(sample.toString(), kind))))
                        .isEqualTo(sample);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void keepsAnInitContainerOfANewerCluster(Codec codec) {
        String json =
                """
                {"apiVersion": "velero.io/v1", "kind": "Restore", "metadata": {},
                 "spec": {"hooks": {"resources": [{"name": "h", "postHooks": [{"init":
                  {"initContainers": [{"name": "i", "fromTheFuture": {"n": 9007199254740993}}]}}]}]}}}
                """;
        JsonNode written = object(codec.write(codec.read(json, Restore.class)));
        assertThat(written).isEqualTo(object(json));
    }

    @Test
    void everyKindHasTheNamesOfTheReference() {
        assertThat(
                        kinds().stream()
                                .map(
                                        type ->
                                                CustomResource.getCRDName(type)
                                                        + " "
                                                        + io.fabric8.kubernetes.api.model
                                                                .HasMetadata.getSingular(type)))
                .containsExactly(
                        "backups.velero.io backup",
                        "restores.velero.io restore",
                        "schedules.velero.io schedule",
                        "deletebackuprequests.velero.io deletebackuprequest",
                        "downloadrequests.velero.io downloadrequest",
                        "podvolumebackups.velero.io podvolumebackup",
                        "podvolumerestores.velero.io podvolumerestore",
                        "resticrepositories.velero.io resticrepository",
                        "backuprepositories.velero.io backuprepository",
                        "backupstoragelocations.velero.io backupstoragelocation",
                        "volumesnapshotlocations.velero.io volumesnapshotlocation",
                        "serverstatusrequests.velero.io serverstatusrequest");
    }

    @Test
    void anAbsentPhaseIsNew() {
        assertThat(BackupPhase.of((BackupStatus) null)).isEqualTo(BackupPhase.NEW);
        assertThat(BackupPhase.of(BackupStatus.builder().build())).isEqualTo(BackupPhase.NEW);
        assertThat(BackupPhase.of("")).isEqualTo(BackupPhase.NEW);
        assertThat(RestorePhase.of((RestoreStatus) null)).isEqualTo(RestorePhase.NEW);
        assertThat(LocationPhase.of((BackupStorageLocationStatus) null))
                .isEqualTo(LocationPhase.UNKNOWN);
    }

    @Test
    void aBuilderKeepsWhatItDoesNotChange() {
        BackupSpec spec = BackupSpec.builder().ttl("1h0m0s").storageLocation("default").build();
        assertThat(spec.toBuilder().ttl(null).build())
                .isEqualTo(BackupSpec.builder().storageLocation("default").build());
    }
}
