package ark.restore.action;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImageNameActionTest {
    private static final String MAP =
            "{metadata: {name: m}, data: {a: \"old.io/, new.io/\", b: \":v1,:v2\"}}";

    @Test
    void changesContainersAndInitContainersOfPodsAndOfWhatMakesPods() {
        String spec = "{initContainers: [{image: IMG}], containers: [{image: IMG}, {image: x}]}";
        change("pods", "spec: " + spec);
        change("deployments.apps", "spec: {template: {spec: " + spec + "}}");
        change("jobs.batch", "spec: {template: {spec: " + spec + "}}");
        change("cronjobs.batch", "spec: {jobTemplate: {spec: {template: {spec: " + spec + "}}}}");
    }

    private static void change(String resource, String spec) {
        String yaml = "metadata: {name: x, namespace: ns1}\n" + spec;
        action(MAP, resource, yaml.replace("IMG", "\"old.io/web:v1\""))
                .becomes(yaml.replace("IMG", "\"new.io/web:v1\""));
    }

    @Test
    void refusesAMappingThatItDoesNotUnderstand() {
        var pod =
                action(
                        "{metadata: {name: m}, data: {a: nonsense}}",
                        "pods",
                        "metadata: {name: x, namespace: ns1}");
        assertThatThrownBy(pod::kept).hasMessageContaining("\"OLD,NEW\" under the key a");
    }

    private static ActionCase action(String map, String resource, String yaml) {
        var configs = new PluginConfigs(new FakeFacts().withConfigMap(map));
        return ActionCase.of(new ImageNameAction(configs), resource, yaml);
    }
}
