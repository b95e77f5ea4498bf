package ark.kubeconfig;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Several kubeconfig files as one: of each name, and of the current context, the first file that
/// has it wins. Paths are relative to the file that holds them.
///
/// Source: Kubernetes, "Organizing Cluster Access Using kubeconfig Files".
final class KubeConfigFiles {
    private final List<Path> files;
    private final Map<String, Cluster> clusters = new LinkedHashMap<>();
    private final Map<String, AuthInfo> users = new LinkedHashMap<>();
    private final Map<String, Context> contexts = new LinkedHashMap<>();
    private String currentContext = "";

    /// A context with what it refers to.
    ///
    /// @param user null when the context names none: then nobody logs in
    /// @param origin `context "prod" of ~/.kube/config`
    /// @param owner `user "admin" of ~/.kube/config`
    record Chosen(
            Context context,
            Cluster cluster,
            @Nullable AuthInfo user,
            String origin,
            String owner) {}

    private KubeConfigFiles(List<Path> files) {
        this.files = files;
    }

    static KubeConfigFiles read(List<Path> files) {
        var merged = new KubeConfigFiles(files);
        files.forEach(merged::add);
        return merged;
    }

    private void add(Path file) {
        Config config = parsed(file);
        Path folder = file.toAbsolutePath().normalize().getParent();
        var paths = new Paths(folder == null ? Path.of("/") : folder);
        orNone(config.getClusters())
                .forEach(c -> clusters.putIfAbsent(c.getName(), paths.resolve(c.getCluster())));
        orNone(config.getUsers())
                .forEach(u -> users.putIfAbsent(u.getName(), paths.resolve(u.getUser())));
        orNone(config.getContexts())
                .forEach(c -> contexts.putIfAbsent(c.getName(), c.getContext()));
        if (currentContext.isEmpty() && config.getCurrentContext() != null) {
            currentContext = config.getCurrentContext();
        }
    }

    private static Config parsed(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            Config config = text.isBlank() ? null : Serialization.unmarshal(text, Config.class);
            return config == null ? new Config() : config;
        } catch (IOException e) {
            throw new KubeConfigException(
                    "cannot read the kubeconfig " + file + ": " + Words.of(e),
                    "Name another one: --kubeconfig",
                    e);
        } catch (RuntimeException e) { // the parser throws several kinds
            throw new KubeConfigException(
                    "the kubeconfig " + file + " is not one: " + firstLine(e),
                    "Mend it, or name another one: --kubeconfig",
                    e);
        }
    }

    private static String firstLine(RuntimeException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("unreadable");
    }

    /// Finds a context and what it names.
    ///
    /// @param wanted empty for the current one
    Chosen choose(String wanted) {
        String name = wanted.isEmpty() ? currentContext : wanted;
        if (name.isEmpty()) {
            throw new KubeConfigException(
                    names() + " has no current context", choice("Name one: --kubecontext"));
        }
        Context context = contexts.get(name);
        if (context == null) {
            throw new KubeConfigException(
                    "no context named \"" + name + "\" in " + names(),
                    choice("Name another one: --kubecontext"));
        }
        String origin = "context \"" + name + "\" of " + names();
        String clusterName = orEmpty(context.getCluster());
        Cluster cluster = clusters.get(clusterName);
        if (cluster == null || orEmpty(cluster.getServer()).isEmpty()) {
            throw new KubeConfigException(
                    origin
                            + " names the cluster \""
                            + clusterName
                            + "\", which has no server there",
                    "Mend the file, or name another context: --kubecontext");
        }
        String userName = orEmpty(context.getUser());
        AuthInfo user = users.get(userName);
        if (user == null && !userName.isEmpty()) {
            throw new KubeConfigException(
                    origin + " names the user \"" + userName + "\", who is not there",
                    "Mend the file, or name another context: --kubecontext");
        }
        String owner = "user \"" + userName + "\" of " + names();
        return new Chosen(context, cluster, user, origin, owner);
    }

    private String choice(String remedy) {
        return contexts.isEmpty()
                ? "There is none at all: name another file: --kubeconfig"
                : "There are: " + String.join(", ", contexts.keySet()) + ". " + remedy;
    }

    private String names() {
        return files.stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    /// Makes relative paths absolute.
    private record Paths(Path folder) {
        Cluster resolve(@Nullable Cluster cluster) {
            if (cluster == null) {
                return new Cluster();
            }
            cluster.setCertificateAuthority(absolute(cluster.getCertificateAuthority()));
            return cluster;
        }

        AuthInfo resolve(@Nullable AuthInfo user) {
            if (user == null) {
                return new AuthInfo();
            }
            user.setClientCertificate(absolute(user.getClientCertificate()));
            user.setClientKey(absolute(user.getClientKey()));
            user.setTokenFile(absolute(user.getTokenFile()));
            if (user.getExec() != null && orEmpty(user.getExec().getCommand()).contains("/")) {
                user.getExec().setCommand(absolute(user.getExec().getCommand()));
            }
            return user;
        }

        private String absolute(@Nullable String path) {
            return orEmpty(path).isEmpty() ? "" : folder.resolve(orEmpty(path)).toString();
        }
    }
}
