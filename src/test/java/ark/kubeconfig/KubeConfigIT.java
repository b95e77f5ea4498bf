package ark.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every way to log in, at a real API server.
@KubernetesTest
class KubeConfigIT {
    @TempDir private Path home;
    private String server = "";
    private Path authority = Path.of("");
    private Path authorityKey = Path.of("");

    @BeforeEach
    void readAdministratorsKubeconfig(KubernetesCluster cluster) {
        server = cluster.client().getMasterUrl().toString().replaceAll("/$", "");
        authority = Path.of(cluster.client().getConfiguration().getCaCertFile());
        authorityKey = authority.resolveSibling("ca.key");
    }

    private String cluster() {
        return "server: \"%s\", certificate-authority: \"%s\"".formatted(server, authority);
    }

    private Config config(String cluster, String user, Map<String, String> variables) {
        Path file = Samples.kubeconfig(home, cluster, user);
        return KubeConfig.load(
                new KubeConfigOptions(file.toString(), "", "ark-it"), environment(variables));
    }

    private Environment environment(Map<String, String> variables) {
        return new Environment(variables, home, home.resolve("sa"), false, InstantSource.system());
    }

    private static String whoAmI(Config config) throws IOException {
        try (KubernetesClient client = KubernetesClients.open(config)) {
            String review =
                    client.raw(
                            "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                            "POST",
                            Map.of(
                                    "apiVersion",
                                    "authentication.k8s.io/v1",
                                    "kind",
                                    "SelfSubjectReview"));
            return new ObjectMapper().readTree(review).at("/status/userInfo/username").asText();
        }
    }

    private void openssl(String... arguments) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<String>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .directory(home.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("openssl.log").toFile())
                        .start();
        assertThat(process.waitFor())
                .as("%s: %s", command, Files.readString(home.resolve("openssl.log")))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"RSA, pkcs8", "RSA, pkcs1", "EC, pkcs8", "EC, sec1"})
    void logsInWithACertificateFromFilesAndInline(String algorithm, String form) throws Exception {
        String size = algorithm.equals("RSA") ? "rsa_keygen_bits:2048" : "ec_paramgen_curve:P-256";
        openssl("genpkey", "-algorithm", algorithm, "-pkeyopt", size, "-out", "key.pkcs8");
        switch (form) {
            case "pkcs1" -> openssl("rsa", "-traditional", "-in", "key.pkcs8", "-out", "key");
            case "sec1" -> openssl("ec", "-in", "key.pkcs8", "-out", "key");
            default -> Files.copy(home.resolve("key.pkcs8"), home.resolve("key"));
        }
        openssl("req", "-new", "-key", "key", "-subj", "/O=system:masters/CN=jane", "-out", "csr");
        openssl(
                "x509",
                "-req",
                "-in",
                "csr",
                "-CA",
                authority.toString(),
                "-CAkey",
                authorityKey.toString(),
                "-set_serial",
                "77",
                "-days",
                "1",
                "-out",
                "crt");

        String files = "client-certificate: crt, client-key: key";
        assertThat(whoAmI(config(cluster(), files, Map.of()))).isEqualTo("jane");
        String inline =
                "client-certificate-data: %s, client-key-data: %s"
                        .formatted(base64(home.resolve("crt")), base64(home.resolve("key")));
        String inlineCluster =
                "server: \"%s\", certificate-authority-data: %s"
                        .formatted(server, base64(authority));
        assertThat(whoAmI(config(inlineCluster, inline, Map.of()))).isEqualTo("jane");
    }

    private static String base64(Path file) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }

    @Test
    void usesTheAdministratorsKubeconfigAsItIs(KubernetesCluster cluster) throws Exception {
        var options = new KubeConfigOptions(cluster.kubeconfig().toString(), "", "ark-it");

        assertThat(whoAmI(KubeConfig.load(options, environment(Map.of())))).isEqualTo("admin");
    }

    @Test
    void logsInWithTokensFromEverywhere(KubernetesCluster cluster) throws Exception {
        String token = cluster.kubectl("create", "token", "default", "-n", "default").strip();
        String account = "system:serviceaccount:default:default";
        assertThat(whoAmI(config(cluster(), "token: " + token, Map.of()))).isEqualTo(account);

        Samples.write(home.resolve("token"), token);
        assertThat(whoAmI(config(cluster(), "tokenFile: token", Map.of()))).isEqualTo(account);

        Path plugin =
                Samples.write(
                        home.resolve("plugin"),
                        "#!/bin/sh\necho '{\"apiVersion\":\"client.authentication.k8s.io/v1\","
                                + "\"status\":{\"token\":\""
                                + token
                                + "\"}}'\n");
        Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwx------"));
        String exec =
                "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin,"
                        + " interactiveMode: Never}";
        assertThat(whoAmI(config(cluster(), exec, Map.of("PATH", "/usr/bin:/bin"))))
                .isEqualTo(account);

        Samples.write(home.resolve("sa/token"), token);
        Files.copy(authority, home.resolve("sa/ca.crt"));
        URI address = URI.create(server);
        Environment pod =
                environment(
                        Map.of(
                                "KUBERNETES_SERVICE_HOST",
                                address.getHost(),
                                "KUBERNETES_SERVICE_PORT",
                                Integer.toString(address.getPort())));
        assertThat(whoAmI(KubeConfig.load(new KubeConfigOptions("", "", "ark-it"), pod)))
                .isEqualTo(account);
    }

    @Test
    void impersonates(KubernetesCluster cluster) throws Exception {
        Config admin =
                KubeConfig.load(
                        new KubeConfigOptions(cluster.kubeconfig().toString(), "", "ark-it"),
                        environment(Map.of()));
        admin.setImpersonateUsername("joe");

        assertThat(whoAmI(admin)).isEqualTo("joe");
    }

    @Test
    void saysWhyATokenIsNotEnough() {
        Config config = config(cluster(), "token: wrong", Map.of());
        config.setRequestRetryBackoffLimit(0);

        assertThatThrownBy(() -> whoAmI(config))
                .satisfies(
                        e ->
                                assertThat(
                                                ClusterUnreachable.explain(
                                                                config, e, 0, Samples.NOW)
                                                        .orElseThrow()
                                                        .what())
                                        .contains("is not valid, or no longer (401)"));
    }

    @Test
    void asksForTheServersOtherName(KubernetesCluster cluster) throws Exception {
        String token = cluster.kubectl("create", "token", "default", "-n", "default").strip();
        String named = cluster() + ", tls-server-name: kubernetes.default.svc";
        assertThat(whoAmI(config(named, "token: " + token, Map.of()))).endsWith(":default");

        Config wrong = config(cluster() + ", tls-server-name: elsewhere", "token: t", Map.of());
        wrong.setRequestRetryBackoffLimit(0);
        assertThatThrownBy(() -> whoAmI(wrong))
                .satisfies(
                        e ->
                                assertThat(ClusterUnreachable.explain(wrong, e, 0, Samples.NOW))
                                        .hasValueSatisfying(
                                                said ->
                                                        assertThat(said.what())
                                                                .endsWith("for another name")));
    }
}
