package ark.podvolume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.item.Item;
import ark.podvolume.Claim.Backing;
import ark.podvolume.Claim.PersistentVolume;
import ark.podvolume.VolumeChooser.Choice;
import ark.podvolume.VolumeChooser.Choice.Chosen;
import ark.podvolume.VolumeChooser.Choice.Declined;
import ark.podvolume.VolumeChooser.Weight;
import ark.restore.action.Yaml;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeChooserTest {
    private static final String VOLUMES =
            """
            - {name: data, persistentVolumeClaim: {claimName: data-p}}
            - {name: cache, emptyDir: {}}
            - {name: idle, emptyDir: {}}
            - {name: host, hostPath: {path: /}}
            - {name: keys, secret: {secretName: s}}
            - {name: settings, configMap: {name: c}}
            - {name: kube-api-access-x, projected: {}}
            - {name: labels, downwardAPI: {}}
            - {name: program, image: {reference: x}}
            - {name: own, ephemeral: {volumeClaimTemplate: {}}}
            - {name: share, nfs: {server: n, path: /}}
            - {name: ark-restore, emptyDir: {}}
            """;

    private static Claim claim(String name, Backing backing) {
        return new Claim(name, "uid-of-" + name, backing, PersistentVolume.NONE);
    }

    private static Optional<Claim> find(String namespace, String name) {
        return switch (name) {
            case "gone" -> Optional.empty();
            case "device" -> Optional.of(claim(name, Backing.BLOCK));
            case "folder" -> Optional.of(claim(name, Backing.HOST_PATH));
            case "hidden" -> throw ClusterException.of(Reason.DENIED, "getting it", "no");
            case "cancelled" -> throw ClusterException.of(Reason.CANCELLED, "getting it", "stop");
            default -> Optional.of(claim(name, Backing.FILES));
        };
    }

    private static VolumeChooser named() {
        return new VolumeChooser(false, VolumeChooserTest::find);
    }

    private static VolumeChooser every() {
        return new VolumeChooser(true, VolumeChooserTest::find);
    }

    private static Item pod(String annotations) {
        return pod("p", annotations, "Running");
    }

    private static Item pod(String name, String annotations, String phase) {
        return Yaml.item(
                "pods",
                """
                metadata: {name: %s, namespace: ns1, annotations: {%s}}
                spec:
                  volumes:
                %s
                  containers:
                  - volumeMounts: [{name: data}, {name: cache}, {name: host}, {name: keys},
                      {name: settings}, {name: program}, {name: own}, {name: share}]
                status: {phase: %s}
                """
                        .formatted(name, annotations, VOLUMES.indent(2), phase));
    }

    private static List<String> chosen(List<Choice> choices) {
        return choices.stream()
                .filter(Chosen.class::isInstance)
                .map(choice -> choice.volume().name())
                .toList();
    }

    private static Declined declined(List<Choice> choices, String volume) {
        return (Declined)
                choices.stream()
                        .filter(choice -> choice.volume().name().equals(volume))
                        .findFirst()
                        .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"backup.velero.io/backup-volumes", "backup.ark.heptio.com/backup-volumes"})
    void volumesThatAPodNamesAreChosenWhateverStandsAroundTheirNames(String annotation) {
        List<Choice> choices = named().choose(pod(annotation + ": ' data , share,,'"));

        assertThat(chosen(choices)).containsExactly("data", "share");
        assertThat(choices)
                .contains(
                        new Chosen(
                                new PodVolume(pod("").key(), "data"),
                                claim("data-p", Backing.FILES)),
                        new Chosen(new PodVolume(pod("").key(), "share"), Claim.NONE));
    }

    @Test
    void theAnnotationsOfBothErasAreOne() {
        Item pod =
                pod(
                        "backup.velero.io/backup-volumes: data,"
                                + " backup.ark.heptio.com/backup-volumes: cache");

        assertThat(chosen(named().choose(pod))).containsExactly("data", "cache");
    }

    @Test
    void whatNobodyNamedIsLeftOutAndMentionedUnlessItIsAnObject() {
        List<Choice> choices = named().choose(pod("backup.velero.io/backup-volumes: data"));

        assertThat(choices)
                .extracting(choice -> choice.volume().name())
                .containsExactly("data", "cache", "idle", "host", "program", "own", "share");
        assertThat(declined(choices, "cache").weight()).isEqualTo(Weight.NOTE);
        assertThat(declined(choices, "cache").reason()).isEqualTo("not asked for");
        assertThat(declined(choices, "host").reason())
                .isEqualTo("hostPath volumes are not supported");
    }

    @ParameterizedTest
    @CsvSource({
        "host,hostPath volumes are not supported",
        "keys,its contents are objects of the cluster",
        "settings,its contents are objects of the cluster",
        "kube-api-access-x,its contents are objects of the cluster",
        "labels,its contents are objects of the cluster",
        "program,it is a container image",
        "idle,no container mounts it",
        "nope,the pod has no such volume"
    })
    void aVolumeThatIsNamedAndCannotBeCapturedIsAnError(String volume, String reason) {
        List<Choice> choices = named().choose(pod("backup.velero.io/backup-volumes: " + volume));

        assertThat(chosen(choices)).isEmpty();
        assertThat(declined(choices, volume).reason()).isEqualTo(reason);
        assertThat(declined(choices, volume).weight()).isEqualTo(Weight.ERROR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "host", "nope", "idle"})
    void aPodThatDoesNotRunIsAWarning(String volume) {
        Item pod = pod("p", "backup.velero.io/backup-volumes: " + volume, "Pending");

        assertThat(declined(named().choose(pod), volume).weight()).isEqualTo(Weight.WARNING);
        assertThat(declined(named().choose(pod), volume).reason())
                .isEqualTo("the pod is not running but Pending");
    }

    @Test
    void whereAllAreWantedOnlyThoseOfKindsThatAreNobodysAreLeftOut() {
        Item pod =
                pod(
                        "backup.velero.io/backup-volumes-excludes: ' share',"
                                + " backup.velero.io/backup-volumes: nope");
        List<Choice> choices = every().choose(pod);

        assertThat(chosen(choices)).containsExactly("data", "cache", "own");
        assertThat(choices)
                .extracting(choice -> choice.volume().name())
                .containsExactly("data", "cache", "idle", "host", "program", "own", "share");
        assertThat(declined(choices, "idle").weight()).isEqualTo(Weight.WARNING);
        assertThat(declined(choices, "host").weight()).isEqualTo(Weight.NOTE);
        assertThat(declined(choices, "share").weight()).isEqualTo(Weight.NOTE);
        assertThat(declined(choices, "share").reason()).contains("backup-volumes-excludes");
    }

    @Test
    void aVolumeThatAPodMakesItselfHasAClaimOfThePodsName() {
        List<Choice> choices = every().choose(pod(""));

        assertThat(choices)
                .contains(
                        new Chosen(
                                new PodVolume(pod("").key(), "own"),
                                claim("p-own", Backing.FILES)));
    }

    @Test
    void aClaimOfTwoPodsIsCapturedOnceWithTheFirstThatRuns() {
        VolumeChooser chooser = named();
        String wish = "backup.velero.io/backup-volumes: data";

        assertThat(chosen(chooser.choose(pod("idle", wish, "Pending")))).isEmpty();
        assertThat(chosen(chooser.choose(pod("a", wish, "Running")))).containsExactly("data");
        Declined second = declined(chooser.choose(pod("b", wish, "Running")), "data");
        assertThat(second.reason()).isEqualTo("its claim data-p is captured with pod a");
        assertThat(second.weight()).isEqualTo(Weight.NOTE);
    }

    private static Item claiming(String claim, String mounts) {
        return Yaml.item(
                "pods",
                """
                metadata:
                  name: p
                  namespace: ns1
                  annotations: {backup.velero.io/backup-volumes: data}
                spec:
                  volumes: [{name: data, persistentVolumeClaim: {claimName: %s}}]
                  containers: [{%s: [{name: data}]}]
                status: {phase: Running}
                """
                        .formatted(claim, mounts));
    }

    @ParameterizedTest
    @CsvSource({
        "device,volumeMounts,'it is a block device, and has no files to back up'",
        "any,volumeDevices,'it is a block device, and has no files to back up'",
        "folder,volumeMounts,its persistent volume is a hostPath volume",
        "gone,volumeMounts,its claim gone does not exist",
        "hidden,volumeMounts,its claim hidden cannot be read: getting it: no"
    })
    void aClaimWithoutFilesOfItsOwnIsNotCaptured(String claim, String mounts, String reason) {
        Declined named = declined(named().choose(claiming(claim, mounts)), "data");
        assertThat(named.reason()).isEqualTo(reason);
        assertThat(named.weight()).isEqualTo(Weight.ERROR);

        Weight all = declined(every().choose(claiming(claim, mounts)), "data").weight();
        boolean broken = claim.equals("gone") || claim.equals("hidden");
        assertThat(all).isEqualTo(broken ? Weight.ERROR : Weight.WARNING);
    }

    @Test
    void aCancelIsNoReasonOfAVolume() {
        assertThatThrownBy(() -> named().choose(claiming("cancelled", "volumeMounts")))
                .isInstanceOf(ClusterException.class);
    }

    @Test
    void aContainerThatRunsBesideTheOthersCounts() {
        Item pod =
                claiming("any", "volumeMounts")
                        .edit(
                                json -> {
                                    json.withObject("/spec").remove("containers");
                                    json.withObject("/spec")
                                            .set(
                                                    "initContainers",
                                                    Yaml.tree(
                                                                    "l: [{restartPolicy: Always,"
                                                                            + " volumeMounts: [{name:"
                                                                            + " data}]}]")
                                                            .get("l"));
                                });
        assertThat(chosen(named().choose(pod))).containsExactly("data");

        Item atFirstOnly =
                pod.edit(json -> json.withObject("/spec/initContainers/0").remove("restartPolicy"));
        assertThat(chosen(named().choose(atFirstOnly))).isEmpty();
    }

    @Test
    void aStaticPodsVolumesLieWhereNobodyLooks() {
        Item pod = pod("kubernetes.io/config.mirror: x, backup.velero.io/backup-volumes: cache");

        assertThat(declined(named().choose(pod), "cache").reason())
                .isEqualTo("the pod is a static one of its node");
    }
}
