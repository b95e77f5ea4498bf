package ark.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.VeleroKind;
import ark.item.Item;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlannedBackupTest {
    @Test
    void theNameTellsTheTimeOfTheServersZoneInTwentyFourHours() {
        Instant time = Instant.parse("2026-11-21T18:05:09Z");
        assertThat(PlannedBackup.name("daily", time, ZoneOffset.UTC))
                .isEqualTo("daily-20261121180509");
        assertThat(PlannedBackup.name("daily", time, ZoneId.of("Asia/Tokyo")))
                .isEqualTo("daily-20261122030509");
    }

    @Test
    void theTemplateIsTheSpecWithFieldsThatNobodyKnowsYet() {
        Item backup = backup("{\"ttl\": \"24h\", \"inTheYear3000\": {\"a\": [1]}}", "");
        assertThat(backup.text("/spec/ttl")).isEqualTo("24h");
        assertThat(backup.text("/spec/inTheYear3000/a/0")).isEqualTo("1");
        assertThat(backup.kind()).isEqualTo("Backup");
        assertThat(backup.key().namespace()).isEqualTo("velero");
        assertThat(backup.at("/metadata/ownerReferences").isMissingNode()).isTrue();
    }

    @Test
    void labelsAreThoseOfTheTemplateElseThoseOfTheSchedule() {
        String own = ", \"labels\": {\"team\": \"shop\"}";
        assertThat(backup("{}", own).labels())
                .isEqualTo(Map.of("team", "shop", "velero.io/schedule-name", "daily"));
        assertThat(backup("{\"metadata\": {\"labels\": {\"a\": \"b\"}}}", own).labels())
                .isEqualTo(Map.of("a", "b", "velero.io/schedule-name", "daily"));
        assertThat(backup("{\"metadata\": {\"labels\": {}}}", own).labels())
                .isEqualTo(Map.of("velero.io/schedule-name", "daily"));
    }

    @Test
    void aLongNameIsShortenedInTheLabel() {
        String name = "n".repeat(64);
        Item schedule = schedule("{}", "").edit(j -> j.withObject("/metadata").put("name", name));
        assertThat(PlannedBackup.of(schedule, "b").labels().get("velero.io/schedule-name"))
                .hasSize(63)
                .startsWith("n".repeat(57));
    }

    @Test
    void whatToolsThatDeployFromARepositoryGoByIsNotCopied() {
        Item backup =
                backup(
                        "{}",
                        """
                        , "labels": {
                            "team": "shop",
                            "app.kubernetes.io/instance": "x",
                            "app.kubernetes.io/managed-by": "Helm",
                            "argocd.argoproj.io/instance": "x",
                            "kustomize.toolkit.fluxcd.io/name": "x",
                            "helm.toolkit.fluxcd.io/name": "x",
                            "helm.sh/chart": "x",
                            "applyset.kubernetes.io/part-of": "x"},
                          "annotations": {
                            "velero.io/pod-volume-timeout": "1h",
                            "ark.dev/first-run": "immediately",
                            "ark.dev/open-run": "x",
                            "ark.dev/missed-runs": "1",
                            "argocd.argoproj.io/tracking-id": "x",
                            "meta.helm.sh/release-name": "x",
                            "config.kubernetes.io/origin": "x",
                            "kubectl.kubernetes.io/last-applied-configuration": "x"}
                        """);
        assertThat(backup.labels()).containsOnlyKeys("team", "velero.io/schedule-name");
        assertThat(backup.annotations()).containsOnlyKeys("velero.io/pod-volume-timeout");
    }

    @Test
    void theScheduleOwnsItsBackupsWhenItSaysSo() {
        Item schedule =
                schedule("{}", "")
                        .edit(j -> j.withObject("/spec").put("useOwnerReferencesInBackup", true));
        Item backup = PlannedBackup.of(schedule, "daily-1");
        assertThat(backup.at("/metadata/ownerReferences")).hasSize(1);
        Item owner = backup;
        assertThat(owner.text("/metadata/ownerReferences/0/apiVersion")).isEqualTo("velero.io/v1");
        assertThat(owner.text("/metadata/ownerReferences/0/kind")).isEqualTo("Schedule");
        assertThat(owner.text("/metadata/ownerReferences/0/name")).isEqualTo("daily");
        assertThat(owner.text("/metadata/ownerReferences/0/uid")).isEqualTo("u1");
        assertThat(owner.text("/metadata/ownerReferences/0/controller")).isEqualTo("true");
    }

    private static Item backup(String template, String metadata) {
        return PlannedBackup.of(schedule(template, metadata), "daily-1");
    }

    private static Item schedule(String template, String metadata) {
        String json =
                """
                {"metadata": {"name": "daily", "namespace": "velero", "uid": "u1" %s},
                 "spec": {"schedule": "@daily", "template": %s}}
                """
                        .formatted(metadata, template);
        return Item.parse(VeleroKind.SCHEDULE.resource(), json.getBytes(StandardCharsets.UTF_8));
    }
}
