package ark.kubeconfig;

import static ark.kubeconfig.KubeConfigFiles.orEmpty;

import ark.kubeconfig.Access.Trust;
import ark.kubeconfig.FileCredentials.Part;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.NamedExtension;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out which cluster is meant and how to log in there.
///
/// The first of these that is there: the file that is named, the files in `KUBECONFIG`, the pod's
/// service account, `~/.kube/config`.
public final class KubeConfig {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

    /// Retries of requests that do not go through `Cluster`, which has its own: about 3 s.
    private static final int RETRIES = 5;

    private final KubeConfigOptions options;
    private final Environment environment;

    private KubeConfig(KubeConfigOptions options, Environment environment) {
        this.options = options;
        this.environment = environment;
    }

    /// Gives the configuration of a client, for [KubernetesClients#open]. Starts no plugin and
    /// speaks to nobody, but reads every file that is named.
    ///
    /// @throws KubeConfigException when there is no usable kubeconfig
    public static Config load(KubeConfigOptions options, Environment environment) {
        return new KubeConfig(options, environment).load();
    }

    private Config load() {
        if (!options.kubeconfig().isEmpty()) {
            return fromFiles(List.of(Path.of(options.kubeconfig())));
        }
        String variable = environment.variable("KUBECONFIG");
        if (!variable.isEmpty()) {
            return fromFiles(existing(variable));
        }
        Path own = environment.home().resolve(".kube").resolve("config");
        if (options.context().isEmpty() && inPod()) {
            return fromServiceAccount();
        }
        if (!Files.exists(own)) {
            throw new KubeConfigException(
                    "no kubeconfig: KUBECONFIG is not set, this is not a pod, and there is no "
                            + own,
                    "Name one: --kubeconfig FILE");
        }
        return fromFiles(List.of(own));
    }

    private static List<Path> existing(String variable) {
        List<Path> named =
                Arrays.stream(variable.split(File.pathSeparator, -1))
                        .filter(name -> !name.isEmpty())
                        .map(Path::of)
                        .distinct()
                        .toList();
        List<Path> existing = named.stream().filter(Files::exists).toList();
        if (existing.isEmpty()) {
            throw new KubeConfigException(
                    "KUBECONFIG names no file that exists: " + variable,
                    "Mend the variable, or name a file: --kubeconfig");
        }
        return existing;
    }

    private Config fromFiles(List<Path> files) {
        KubeConfigFiles.Chosen chosen = KubeConfigFiles.read(files).choose(options.context());
        AuthInfo user = chosen.user() == null ? new AuthInfo() : chosen.user();
        Cluster cluster = chosen.cluster();
        Trust trust = trust(cluster, chosen.origin());
        String server = withScheme(cluster, user);
        String own = orEmpty(cluster.getProxyUrl());
        String proxy = own.isEmpty() ? Proxies.of(server, environment) : Proxies.checked(own);
        var access =
                new Access(
                        credentials(chosen, user),
                        trust,
                        orEmpty(cluster.getTlsServerName()),
                        proxy,
                        chosen.origin());
        Config config = config(server, orEmpty(chosen.context().getNamespace()), access);
        impersonate(config, user);
        return config;
    }

    /// As client-go: https when anything of TLS is configured.
    private static String withScheme(Cluster cluster, AuthInfo user) {
        String server = cluster.getServer();
        if (server.startsWith("http://") || server.startsWith("https://")) {
            return server;
        }
        boolean tls =
                Boolean.TRUE.equals(cluster.getInsecureSkipTlsVerify())
                        || !authority(cluster).missing()
                        || !certificate(user).missing();
        return (tls ? "https://" : "http://") + server;
    }

    private static Part authority(Cluster cluster) {
        return new Part(
                orEmpty(cluster.getCertificateAuthorityData()),
                orEmpty(cluster.getCertificateAuthority()));
    }

    private static Part certificate(AuthInfo user) {
        return new Part(
                orEmpty(user.getClientCertificateData()), orEmpty(user.getClientCertificate()));
    }

    private Trust trust(Cluster cluster, String origin) {
        Part authority = authority(cluster);
        boolean anybody = Boolean.TRUE.equals(cluster.getInsecureSkipTlsVerify());
        if (anybody && !authority.missing()) {
            throw new KubeConfigException(
                    origin + " has both insecure-skip-tls-verify and a certificate-authority",
                    "Remove one of them from the file");
        }
        if (anybody) {
            return new Trust.Anybody();
        }
        if (authority.missing()) {
            return new Trust.Machine(environment.variable("SSL_CERT_FILE"));
        }
        String where = origin + ": certificate-authority";
        return new Trust.Only(Identity.certificates(authority.read(where), where));
    }

    private Credentials credentials(KubeConfigFiles.Chosen chosen, AuthInfo user) {
        String owner = chosen.owner();
        String tokenFile = orEmpty(user.getTokenFile());
        String fixed = authorization(user, owner);
        if (user.getExec() != null && fixed.isEmpty() && tokenFile.isEmpty()) {
            ObjectNode info = clusterInfo(chosen.cluster());
            return new ExecPlugin(user.getExec(), owner, info, environment);
        }
        var source =
                new FileCredentials.Source(
                        fixed,
                        tokenFile,
                        certificate(user),
                        new Part(orEmpty(user.getClientKeyData()), orEmpty(user.getClientKey())),
                        owner);
        return new FileCredentials(source, environment.clock());
    }

    /// The header of a user whose token or password stands in the file.
    private static String authorization(AuthInfo user, String owner) {
        if (!orEmpty(user.getToken()).isEmpty()) {
            return "Bearer " + user.getToken().strip();
        }
        if (!orEmpty(user.getUsername()).isEmpty()) {
            String pair = user.getUsername() + ":" + orEmpty(user.getPassword());
            byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(bytes);
        }
        if (user.getAuthProvider() == null) {
            return "";
        }
        String name = orEmpty(user.getAuthProvider().getName());
        var settings = user.getAuthProvider().getConfig();
        String idToken = settings == null ? "" : settings.getOrDefault("id-token", "");
        if (!name.equals("oidc") || idToken.isEmpty()) {
            throw new KubeConfigException(
                    owner
                            + " logs in by the auth-provider \""
                            + name
                            + "\", which is not supported",
                    "Use a credential plugin (exec), as kubectl wants since 1.26");
        }
        return "Bearer " + idToken;
    }

    /// What a plugin with provideClusterInfo is told. Source: `client.authentication.k8s.io/v1`,
    /// Cluster.
    private static ObjectNode clusterInfo(Cluster cluster) {
        ObjectNode info = new ObjectMapper().createObjectNode();
        info.put("server", cluster.getServer());
        put(info, "tls-server-name", cluster.getTlsServerName());
        put(info, "proxy-url", cluster.getProxyUrl());
        if (Boolean.TRUE.equals(cluster.getInsecureSkipTlsVerify())) {
            info.put("insecure-skip-tls-verify", true);
        }
        Part authority = authority(cluster);
        if (!authority.missing()) {
            byte[] pem = authority.read("certificate-authority");
            info.put("certificate-authority-data", Base64.getEncoder().encodeToString(pem));
        }
        List<NamedExtension> extensions =
                cluster.getExtensions() == null ? List.of() : cluster.getExtensions();
        for (NamedExtension extension : extensions) {
            if ("client.authentication.k8s.io/exec".equals(extension.getName())) {
                info.set("config", new ObjectMapper().valueToTree(extension.getExtension()));
            }
        }
        return info;
    }

    private static void put(ObjectNode object, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            object.put(name, value);
        }
    }

    private static void impersonate(Config config, AuthInfo user) {
        if (orEmpty(user.getAs()).isEmpty()) {
            return;
        }
        config.setImpersonateUsername(user.getAs());
        if (user.getAsGroups() != null) {
            config.setImpersonateGroups(user.getAsGroups().toArray(new String[0]));
        }
        if (user.getAsUserExtra() != null) {
            config.setImpersonateExtras(user.getAsUserExtra());
        }
    }

    private boolean inPod() {
        return !environment.variable("KUBERNETES_SERVICE_HOST").isEmpty()
                && !environment.variable("KUBERNETES_SERVICE_PORT").isEmpty()
                && Files.exists(environment.serviceAccount().resolve("token"));
    }

    /// Source: Kubernetes, "Accessing the Kubernetes API from a Pod".
    private Config fromServiceAccount() {
        Path folder = environment.serviceAccount();
        String host = environment.variable("KUBERNETES_SERVICE_HOST");
        String port = environment.variable("KUBERNETES_SERVICE_PORT");
        String server = "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        String origin = "the pod's service account";
        String authority = folder.resolve("ca.crt").toString();
        String tokenFile = folder.resolve("token").toString();
        var source = new FileCredentials.Source("", tokenFile, Part.NONE, Part.NONE, origin);
        byte[] pem = new Part("", authority).read(origin);
        var access =
                new Access(
                        new FileCredentials(source, environment.clock()),
                        new Trust.Only(Identity.certificates(pem, origin + ": " + authority)),
                        "",
                        Proxies.of(server, environment),
                        origin);
        Path namespace = folder.resolve("namespace");
        String name = "";
        if (Files.exists(namespace)) {
            byte[] text = new Part("", namespace.toString()).read(origin);
            name = new String(text, StandardCharsets.UTF_8).strip();
        }
        return config(server, name, access);
    }

    private Config config(String server, String namespace, Access access) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(server)
                .withNamespace(namespace.isEmpty() ? null : namespace)
                .withOauthTokenProvider(access)
                .withTlsServerName(access.tlsServerName())
                .withTrustCerts(access.trust() instanceof Trust.Anybody)
                .withUserAgent(options.userAgent())
                .withHttp2Disable(true)
                .withConnectionTimeout((int) CONNECT_WITHIN.toMillis())
                .withRequestTimeout((int) ANSWER_WITHIN.toMillis())
                .withRequestRetryBackoffLimit(RETRIES)
                .build();
    }
}
