package ark.kubeconfig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ExecConfig;
import io.fabric8.kubernetes.api.model.ExecEnvVar;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Credentials that a program gives, as kubectl's credential plugins do. It runs when there are
/// none yet, when they expire, and when the server refuses them.
///
/// Source: Kubernetes, "Authenticating", client-go credential plugins;
/// `client.authentication.k8s.io/v1` reference.
final class ExecPlugin implements Credentials {
    private static final String GROUP = "client.authentication.k8s.io/";

    /// A person may have to log in with a browser.
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /// How long its complaints are awaited once it has ended: somebody else may hold the pipe open.
    private static final Duration DRAIN = Duration.ofSeconds(10);

    /// New credentials a little early: a request must not be overtaken by the end of its token.
    private static final Duration EARLY = Duration.ofSeconds(10);

    private static final int MAX_OUTPUT_BYTES = 1024 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ExecConfig config;
    private final String owner;
    private final @Nullable ObjectNode clusterInfo;
    private final Environment environment;

    /// The last answer; guarded by this.
    private @Nullable Answer answer;

    private record Answer(String token, @Nullable Identity identity, Instant expires) {}

    /// @param owner for messages: `user "admin" of ~/.kube/config`
    /// @param clusterInfo what the plugin is told of the cluster; null for nothing
    ExecPlugin(
            ExecConfig config,
            String owner,
            @Nullable ObjectNode clusterInfo,
            Environment environment) {
        this.config = config;
        this.owner = owner;
        this.clusterInfo = clusterInfo;
        this.environment = environment;
    }

    @Override
    public String authorization() {
        String token = current().token();
        return token.isEmpty() ? "" : "Bearer " + token;
    }

    @Override
    public Optional<Identity> identity() {
        return Optional.ofNullable(current().identity());
    }

    @Override
    public synchronized boolean renew() {
        answer = null;
        current();
        return true;
    }

    private synchronized Answer current() {
        Answer known = answer;
        boolean good =
                known != null
                        && environment.clock().instant().isBefore(known.expires().minus(EARLY));
        if (known == null || !good) {
            known = parsed(run());
            answer = known;
        }
        return known;
    }

    private byte[] run() {
        var builder = new ProcessBuilder(commandLine());
        builder.environment().clear();
        builder.environment().putAll(environment.variables());
        for (ExecEnvVar variable : orNone(config.getEnv())) {
            builder.environment().put(variable.getName(), variable.getValue());
        }
        builder.environment().put("KUBERNETES_EXEC_INFO", info());
        if (interactive()) {
            builder.redirectInput(ProcessBuilder.Redirect.INHERIT);
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        }
        try {
            return output(builder.start());
        } catch (IOException e) {
            throw notStarted(e);
        }
    }

    private List<String> commandLine() {
        var line = new ArrayList<String>();
        line.add(program());
        line.addAll(orNone(config.getArgs()));
        return line;
    }

    /// The program's file: looked up in the `PATH` that the plugin itself gets.
    private String program() {
        String command = config.getCommand();
        if (command == null || command.isEmpty()) {
            throw new KubeConfigException(
                    owner + " names no command for its credential plugin", "Renew the kubeconfig");
        }
        if (command.contains("/")) {
            return command;
        }
        for (String folder : environment.variable("PATH").split(File.pathSeparator, -1)) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, command);
            if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                return candidate.toString();
            }
        }
        throw notStarted(new IOException("no such program in PATH"));
    }

    private KubeConfigException notStarted(IOException e) {
        String hint = config.getInstallHint();
        return new KubeConfigException(
                owner
                        + ": cannot start the credential plugin "
                        + config.getCommand()
                        + ": "
                        + Words.of(e),
                hint == null || hint.isBlank() ? "Install it, or put it into PATH" : hint.strip(),
                e);
    }

    private boolean interactive() {
        String mode = config.getInteractiveMode();
        if ("Always".equals(mode) && !environment.terminal()) {
            throw new KubeConfigException(
                    owner + ": the credential plugin " + config.getCommand() + " needs a terminal",
                    "Run it once in a terminal, or use another context: --kubecontext");
        }
        return environment.terminal() && !"Never".equals(mode);
    }

    private String info() {
        ObjectNode info = JSON.createObjectNode();
        info.put("apiVersion", apiVersion()).put("kind", "ExecCredential");
        ObjectNode spec = info.putObject("spec").put("interactive", interactive());
        if (Boolean.TRUE.equals(config.getProvideClusterInfo()) && clusterInfo != null) {
            spec.set("cluster", clusterInfo);
        }
        return info.toString();
    }

    private String apiVersion() {
        String version = config.getApiVersion();
        if (!(GROUP + "v1").equals(version) && !(GROUP + "v1beta1").equals(version)) {
            throw new KubeConfigException(
                    owner + ": its credential plugin speaks " + version + ", which nobody does now",
                    "Renew the kubeconfig: it must be " + GROUP + "v1 or v1beta1");
        }
        return version;
    }

    private byte[] output(Process process) throws IOException {
        try {
            process.getOutputStream().close();
            FutureTask<byte[]> said = reading(process.getInputStream());
            FutureTask<byte[]> complained = reading(process.getErrorStream());
            byte[] output = said.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (!process.waitFor(LIMIT)) {
                throw new TimeoutException();
            }
            if (process.exitValue() != 0) {
                byte[] complaint = complained.get(DRAIN.toSeconds(), TimeUnit.SECONDS);
                throw failed("exited with " + process.exitValue() + lastLine(complaint), null);
            }
            return output;
        } catch (TimeoutException e) {
            throw failed("did not end within " + LIMIT.toMinutes() + " minutes", e);
        } catch (ExecutionException e) {
            throw failed("could not be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was interrupted", e);
        } finally {
            process.destroy();
        }
    }

    private static FutureTask<byte[]> reading(InputStream stream) {
        var task = new FutureTask<byte[]>(() -> stream.readNBytes(MAX_OUTPUT_BYTES));
        Thread.ofVirtual().start(task);
        return task;
    }

    private static String lastLine(byte[] complaint) {
        String text = new String(complaint, StandardCharsets.UTF_8).strip();
        String line = text.substring(text.lastIndexOf('\n') + 1);
        return line.isEmpty() ? "" : ": " + line.replaceAll("\\p{Cntrl}", "?");
    }

    private KubeConfigException failed(String how, @Nullable Throwable cause) {
        return new KubeConfigException(
                owner + ": the credential plugin " + config.getCommand() + " " + how,
                "Run it by hand to see more, or log in again",
                cause);
    }

    private Answer parsed(byte[] output) {
        JsonNode credential;
        try {
            credential = JSON.readTree(output);
        } catch (JsonProcessingException e) {
            throw failed("did not print an ExecCredential", null); // the cause may hold the token
        } catch (IOException e) {
            throw failed("could not be read", e);
        }
        if (!credential.path("apiVersion").asText().equals(apiVersion())) {
            throw failed(
                    "answered in "
                            + credential.path("apiVersion").asText("")
                            + " instead of "
                            + apiVersion(),
                    null);
        }
        JsonNode status = credential.path("status");
        String token = status.path("token").asText("");
        String certificate = status.path("clientCertificateData").asText("");
        String key = status.path("clientKeyData").asText("");
        if (token.isEmpty() && (certificate.isEmpty() || key.isEmpty())) {
            throw failed("gave neither a token nor a certificate with its key", null);
        }
        Identity identity =
                certificate.isEmpty()
                        ? null
                        : Identity.of(
                                certificate.getBytes(StandardCharsets.UTF_8),
                                key.getBytes(StandardCharsets.UTF_8),
                                owner + ": credential plugin");
        return new Answer(token, identity, expiry(status, identity));
    }

    private Instant expiry(JsonNode status, @Nullable Identity identity) {
        String text = status.path("expirationTimestamp").asText("");
        try {
            if (!text.isEmpty()) {
                return Instant.parse(text);
            }
        } catch (DateTimeParseException e) {
            throw failed("gave an expirationTimestamp that is no time: " + text, e);
        }
        return identity == null ? Instant.MAX : identity.certificate().getNotAfter().toInstant();
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
