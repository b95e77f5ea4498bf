package ark.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeConfigTest {
    private static final String TWO =
            """
            clusters:
            - {name: one, cluster: {server: "http://one"}}
            - {name: two, cluster: {server: "http://two"}}
            contexts:
            - {name: blue, context: {cluster: one}}
            - {name: green, context: {cluster: two}}
            """;

    @TempDir private Path home;
    private Map<String, String> variables = Map.of();

    @BeforeEach
    void serviceAccount() {
        Samples.write(home.resolve("serviceaccount/token"), "pod-token\n");
        Samples.write(home.resolve("serviceaccount/ca.crt"), Samples.text("ca.crt"));
        Samples.write(home.resolve("serviceaccount/namespace"), "velero");
    }

    private Config load(String kubeconfig, String context) {
        return KubeConfig.load(
                new KubeConfigOptions(kubeconfig, context, "ark-test"),
                Samples.environment(home, variables));
    }

    private static String server(Config config) {
        return config.getMasterUrl().replaceAll("/$", "");
    }

    private Path one(String name, String server) {
        return Samples.write(
                home.resolve(name),
                """
                clusters: [{name: c, cluster: {server: "%s"}}]
                contexts: [{name: main, context: {cluster: c}}]
                current-context: main
                """
                        .formatted(server));
    }

    @Test
    void prefersTheNamedFileThenTheVariableThenThePodThenTheHomeDirectory() {
        String named = one("named", "http://named").toString();
        String inVariable = one("variable", "http://variable").toString();
        one(".kube/config", "http://home");
        Map<String, String> pod =
                Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1", "KUBERNETES_SERVICE_PORT", "443");

        variables = Map.of("KUBECONFIG", inVariable);
        assertThat(server(load(named, ""))).isEqualTo("http://named");
        assertThat(server(load("", ""))).isEqualTo("http://variable");
        variables = pod;
        assertThat(server(load("", ""))).isEqualTo("https://10.96.0.1:443");
        assertThat(load("", "").getNamespace()).isEqualTo("velero");
        assertThat(load("", "").getOauthTokenProvider().getToken()).isEqualTo("pod-token");
        variables = Map.of();
        assertThat(server(load("", ""))).isEqualTo("http://home");
    }

    @Test
    void anIPv6ServiceAddressGetsBrackets() {
        variables = Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "443");

        assertThat(server(load("", ""))).isEqualTo("https://[fd00::1]:443");
    }

    @Test
    void aContextThatIsNamedMeansTheKubeconfigEvenInAPod() {
        one(".kube/config", "http://home");
        variables =
                Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1", "KUBERNETES_SERVICE_PORT", "443");

        assertThat(server(load("", "main"))).isEqualTo("http://home");
    }

    @Test
    void mergesTheFilesOfTheVariableAndTheFirstOneWins() {
        Path first = Samples.write(home.resolve("a/config"), TWO);
        Path second =
                Samples.write(
                        home.resolve("b/config"),
                        """
                        clusters:
                        - {name: one, cluster: {server: "http://other", tls-server-name: x}}
                        - {name: three, cluster: {server: "http://three"}}
                        contexts: [{name: red, context: {cluster: three}}]
                        current-context: green
                        """);
        variables = Map.of("KUBECONFIG", first + "::" + home.resolve("gone") + ":" + second);

        assertThat(server(load("", ""))).isEqualTo("http://two");
        assertThat(server(load("", "blue"))).isEqualTo("http://one");
        assertThat(load("", "blue").getTlsServerName()).isNullOrEmpty();
        assertThat(server(load("", "red"))).isEqualTo("http://three");
    }

    @Test
    void namesTheContextsThatThereAre() {
        String file = Samples.write(home.resolve("config"), TWO).toString();

        assertThatThrownBy(() -> load(file, "prod"))
                .isInstanceOfSatisfying(
                        KubeConfigException.class,
                        e -> {
                            assertThat(e.what()).isEqualTo("no context named \"prod\" in " + file);
                            assertThat(e.remedy())
                                    .isEqualTo(
                                            "There are: blue, green."
                                                    + " Name another one: --kubecontext");
                        });
        assertThatThrownBy(() -> load(file, ""))
                .hasMessage(
                        file
                                + " has no current context."
                                + " There are: blue, green. Name one: --kubecontext");
    }

    @Test
    void tellsWhatAContextLacks() {
        Path file =
                Samples.write(
                        home.resolve("config"),
                        """
                        clusters: [{name: c, cluster: {server: "http://c"}}]
                        contexts:
                        - {name: homeless, context: {cluster: gone}}
                        - {name: nobody, context: {cluster: c, user: gone}}
                        """);

        assertThatThrownBy(() -> load(file.toString(), "homeless"))
                .hasMessageContaining("names the cluster \"gone\"");
        assertThatThrownBy(() -> load(file.toString(), "nobody"))
                .hasMessageContaining("names the user \"gone\"");
    }

    @Test
    void tellsThatThereIsNoKubeconfig() {
        assertThatThrownBy(() -> load("", ""))
                .isInstanceOf(KubeConfigException.class)
                .hasMessage(
                        "no kubeconfig: KUBECONFIG is not set, this is not a pod, and there is no "
                                + home.resolve(".kube/config")
                                + ". Name one: --kubeconfig FILE");
        assertThatThrownBy(() -> load(home + "/missing", ""))
                .hasMessageContaining("missing: no such file");
        variables = Map.of("KUBECONFIG", "/nowhere/config");
        assertThatThrownBy(() -> load("", ""))
                .hasMessageContaining("KUBECONFIG names no file that exists: /nowhere/config");
    }

    @Test
    void tellsThatAFileIsNoKubeconfig() {
        String broken = Samples.write(home.resolve("broken"), "clusters: [").toString();
        String list = Samples.write(home.resolve("list"), "[1, 2]").toString();
        String empty = Samples.write(home.resolve("empty"), "").toString();

        assertThatThrownBy(() -> load(broken, "")).hasMessageContaining(broken + " is not one");
        assertThatThrownBy(() -> load(list, "")).hasMessageContaining(list + " is not one");
        assertThatThrownBy(() -> load(empty, ""))
                .hasMessageContaining("There is none at all: name another file");
    }

    @Test
    void readsAKubeconfigInJson() {
        Path file =
                Samples.write(
                        home.resolve("config"),
                        """
                        {"clusters": [{"name": "c", "cluster": {"server": "https://c:6443"}}],
                         "contexts": [{"name": "x", "context": {"cluster": "c"}}],
                         "current-context": "x"}""");

        assertThat(server(load(file.toString(), ""))).isEqualTo("https://c:6443");
    }

    @Test
    void pathsAreRelativeToTheirFile() {
        Samples.write(home.resolve("pki/ca.crt"), Samples.text("ca.crt"));
        Samples.write(home.resolve("token"), "secret");
        Path file =
                Samples.kubeconfig(
                        home,
                        "server: \"https://c\", certificate-authority: pki/ca.crt",
                        "tokenFile: ./token");

        Config config = load(file.toString(), "");

        assertThat(config.getOauthTokenProvider().getToken()).isEqualTo("secret");
        assertThat(config.getNamespace()).isEqualTo("shop");
    }

    @Test
    void aServerWithoutASchemeIsHttpsWhenTlsIsConfigured() {
        String plain = Samples.kubeconfig(home, "server: \"c:8080\"", "").toString();
        assertThat(server(load(plain, ""))).isEqualTo("http://c:8080");
        String tls =
                Samples.kubeconfig(home, "server: \"c:6443\", insecure-skip-tls-verify: true", "")
                        .toString();
        assertThat(server(load(tls, ""))).isEqualTo("https://c:6443");
    }

    @Test
    void refusesWhatContradictsItself() {
        String both =
                "server: \"https://c\", insecure-skip-tls-verify: true, certificate-authority: \""
                        + Samples.file("ca.crt")
                        + "\"";
        assertThatThrownBy(() -> load(Samples.kubeconfig(home, both, "").toString(), ""))
                .hasMessageContaining("both insecure-skip-tls-verify and a certificate-authority");
        String half = "client-certificate: \"" + Samples.file("ec.crt") + "\"";
        assertThatThrownBy(() -> load(Samples.kubeconfig(home, "server: x", half).toString(), ""))
                .hasMessageContaining("has a client-certificate but no client-key");
    }

    @Test
    void tellsThatAnOldWayToLogInIsGone() {
        String gcp = "auth-provider: {name: gcp}";

        assertThatThrownBy(() -> load(Samples.kubeconfig(home, "server: x", gcp).toString(), ""))
                .hasMessageContaining("logs in by the auth-provider \"gcp\"")
                .hasMessageContaining("Use a credential plugin");
    }

    @Test
    void impersonatesWhomTheUserNames() {
        String user = "token: t, as: jane, as-groups: [a, b], as-user-extra: {scope: [x]}";

        Config config = load(Samples.kubeconfig(home, "server: x", user).toString(), "");

        assertThat(config.getImpersonateUsername()).isEqualTo("jane");
        assertThat(config.getImpersonateGroups()).containsExactly("a", "b");
        assertThat(config.getImpersonateExtras()).containsKey("scope");
    }
}
