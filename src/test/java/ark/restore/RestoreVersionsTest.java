package ark.restore;

import static ark.restore.RestoreWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.RestorePhase;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Kinds that the backup holds in several versions.
class RestoreVersionsTest {
    private static final String BANDS = "rockbands.music.dev";

    @TempDir private Path scratch;
    private RestoreWorld world;

    @BeforeEach
    void start() {
        world = new RestoreWorld(scratch);
        world.choosesVersions = true;
        world.archived(BANDS, band("v2", "queen"))
                .alsoArchived(BANDS, band("v2beta2", "queen"))
                .alsoArchived(BANDS, band("v2beta1", "queen"))
                .stored();
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private static String band(String version, String name) {
        return """
               apiVersion: music.dev/%s
               kind: RockBand
               metadata: {name: %s, namespace: ns1}
               spec: {from: %s}
               """
                .formatted(version, name, version);
    }

    private void serve(String... versions) {
        for (String version : versions) {
            world.server.serve(
                    ResourceType.of(GroupResource.parse(BANDS), version, "RockBand", true));
        }
    }

    private String restoredFrom() throws InterruptedException {
        world.operation().run(world.restore("{backupName: b1}"));
        return world.server
                .stored(BANDS, "ns1", "queen")
                .map(band -> band.apiVersion() + " from " + band.text("/spec/from"))
                .orElse("");
    }

    private void wanted(String lines) {
        world.server.add(
                "configmaps",
                json(
                        """
                        metadata: {name: enableapigroupversions, namespace: velero}
                        data: {restoreResourcesVersionPriority: "%s"}
                        """
                                .formatted(lines)));
    }

    @Test
    void whatTheClusterPrefersIsTaken() throws InterruptedException {
        serve("v2beta2", "v2");
        assertThat(restoredFrom()).isEqualTo("music.dev/v2beta2 from v2beta2");
        assertThat(world.log())
                .contains("Restoring " + BANDS + " in version v2beta2: the cluster prefers it");
    }

    @Test
    void thePlainPathIsTakenWithoutTheFeature() throws InterruptedException {
        serve("v2beta2", "v2");
        world.choosesVersions = false;
        assertThat(restoredFrom()).isEqualTo("music.dev/v2 from v2");
    }

    @Test
    void whatAPersonWantsComesFirst() throws InterruptedException {
        serve("v2", "v2beta2", "v2beta1");
        wanted("otherbands.music.dev=v1\\n" + BANDS + " = v1, v2beta1");
        assertThat(restoredFrom()).isEqualTo("music.dev/v2beta1 from v2beta1");
        assertThat(world.status().phase()).isEqualTo(RestorePhase.COMPLETED);
    }

    @Test
    void aMalformedLineIsAnErrorThatStopsNothing() throws InterruptedException {
        serve("v2", "v2beta1");
        wanted("what?\\n" + BANDS + "=v2beta1");
        assertThat(restoredFrom()).isEqualTo("music.dev/v2beta1 from v2beta1");
        assertThat(world.status().phase()).isEqualTo(RestorePhase.PARTIALLY_FAILED);
        assertThat(world.results().errors().velero())
                .containsExactly(
                        "ConfigMap enableapigroupversions: \"what?\" is not of the form"
                                + " resource.group=v2,v1");
    }

    @Test
    void withNoVersionInCommonTheItemIsAnErrorThatNamesBoth() throws InterruptedException {
        serve("v3");
        assertThat(restoredFrom()).isEmpty();
        assertThat(world.results().errors().namespaces().get("ns1"))
                .containsExactly(
                        "error restoring "
                                + BANDS
                                + "/ns1/queen: this cluster does not serve"
                                + " RockBand in music.dev/v2, but in music.dev/v3"
                                + RestoreRunner.CONVERT);
    }

    @Test
    void anItemThatTheChosenVersionLacksIsTakenAsThePlainPathHasIt() throws InterruptedException {
        serve("v2beta2", "v2");
        world.archived(BANDS, band("v2", "abba")).stored();
        assertThat(restoredFrom()).isEqualTo("music.dev/v2beta2 from v2beta2");
        assertThat(world.server.stored(BANDS, "ns1", "abba").orElseThrow().text("/spec/from"))
                .isEqualTo("v2");
    }

    private void archive(String resource, String apiVersion, String kind, String spec) {
        world.archived(
                        resource,
                        """
                        apiVersion: %s
                        kind: %s
                        metadata: {name: web, namespace: ns1}
                        spec: %s
                        """
                                .formatted(apiVersion, kind, spec))
                .stored();
    }

    private String restoredAs(String resource, String apiVersion, String kind)
            throws InterruptedException {
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        world.server.serve(ResourceType.of(GroupResource.parse(resource), version, kind, true));
        world.operation().run(world.restore("{backupName: b1}"));
        return world.server.stored(resource, "ns1", "web").map(Item::apiVersion).orElse("");
    }

    @ParameterizedTest
    @CsvSource({
        "deployments.apps, apps/v1beta1, Deployment, apps/v1",
        "statefulsets.apps, apps/v1beta2, StatefulSet, apps/v1",
        "cronjobs.batch, batch/v1beta1, CronJob, batch/v1"
    })
    void aVersionThatIsNoMoreIsRestoredAsTheOneOfTheSameShape(
            String resource, String then, String kind, String now) throws InterruptedException {
        archive(resource, then, kind, "{selector: {matchLabels: {app: web}}}");
        assertThat(restoredAs(resource, now, kind)).isEqualTo(now);
        assertThat(world.log()).contains("Restoring in " + now + ": the same shape");
    }

    @ParameterizedTest
    @CsvSource({
        "ingresses.networking.k8s.io, networking.k8s.io/v1beta1, Ingress, networking.k8s.io/v1",
        "poddisruptionbudgets.policy, policy/v1beta1, PodDisruptionBudget, policy/v1"
    })
    void whatMeansSomethingElseInAnotherVersionIsAnErrorWithARemedy(
            String resource, String then, String kind, String now) throws InterruptedException {
        archive(resource, then, kind, "{selector: {}}");
        assertThat(restoredAs(resource, now, kind)).isEmpty();
        assertThat(world.results().errors().namespaces().get("ns1"))
                .singleElement()
                .asString()
                .contains(resource + "/ns1/web", "does not serve " + kind + " in " + then, now)
                .contains("kubectl convert");
    }

    @Test
    void whatIsInAGroupThatIsNoMoreIsAWarningThatNamesItAndTheRemedy() throws InterruptedException {
        archive("ingresses.extensions", "extensions/v1beta1", "Ingress", "{}");
        assertThat(restoredAs("widgets.music.dev", "music.dev/v1", "Widget")).isEmpty();
        assertThat(world.results().warnings().velero())
                .filteredOn(warning -> warning.contains("ingresses.extensions"))
                .singleElement()
                .asString()
                .contains("1 items of ingresses.extensions were not restored (ns1/web)")
                .contains("the cluster does not have this resource", "kubectl convert");
    }
}
