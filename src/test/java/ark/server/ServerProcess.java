package ark.server;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `ark server` as a process of its own, which can be stopped, frozen and killed.
public final class ServerProcess implements AutoCloseable {
    private static final Pattern METRICS =
            Pattern.compile("msg=\"listening for metrics\".* port=(\\d+)");

    private final Process process;
    private final Path log;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /// Starts a server; whoever starts it closes it, which kills it.
    ///
    /// @param log where its output goes
    public static ServerProcess start(
            Path log, Path kubeconfig, String namespace, String... flags) {
        return start(log, kubeconfig, namespace, Map.of(), flags);
    }

    /// Starts one that sees further variables in its environment.
    public static ServerProcess start(
            Path log,
            Path kubeconfig,
            String namespace,
            Map<String, String> variables,
            String... flags) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("ark.Main", "server", "--kubeconfig=" + kubeconfig));
        command.addAll(List.of("--namespace=" + namespace, "--metrics-address=localhost:0"));
        command.add("--download-address=localhost:0");
        command.addAll(List.of(flags));
        try {
            var builder = new ProcessBuilder(command);
            builder.environment().putAll(variables);
            Process process =
                    builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
            return new ServerProcess(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits until it works.
    public ServerProcess awaitWork(Duration limit) {
        awaitLog("Server started successfully", limit);
        return this;
    }

    public void awaitLog(String text, Duration limit) {
        await(text).atMost(limit).until(() -> log().contains(text));
    }

    public String log() throws IOException {
        return Files.readString(log);
    }

    /// The answer of a page of its metrics listener.
    public HttpResponse<String> page(String path) throws IOException, InterruptedException {
        awaitLog("listening for metrics", Duration.ofMinutes(2));
        Matcher port = METRICS.matcher(log());
        if (!port.find()) {
            throw new IllegalStateException(log());
        }
        URI uri = URI.create("http://localhost:" + port.group(1) + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(1)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /// Sends a signal: `TERM`, `KILL`, `STOP`, `CONT`.
    public void signal(String name) throws IOException, InterruptedException {
        String pid = Long.toString(process.pid());
        new ProcessBuilder("kill", "-" + name, pid).start().waitFor();
    }

    boolean runs() {
        return process.isAlive();
    }

    /// Its exit code.
    public int awaitExit(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + limit);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
