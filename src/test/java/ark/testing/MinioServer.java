package ark.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// A MinIO with random credentials on a free port of the loopback interface; its data lies in a
/// folder that goes when it is closed.
public final class MinioServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Path program;
    private final Path folder;
    private final String host;
    private final int port;
    private final Optional<TestCertificate> certificate;
    private final String accessKey = random();
    private final String secretKey = random() + random();
    private final S3Client client;
    private @Nullable Process process;

    private MinioServer(
            Path program,
            Path folder,
            String host,
            int port,
            Optional<TestCertificate> certificate) {
        this.program = program;
        this.folder = folder;
        this.host = host;
        this.port = port;
        this.certificate = certificate;
        this.client =
                S3Client.builder()
                        .endpointOverride(endpoint())
                        .region(Region.of(region()))
                        .forcePathStyle(true)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(accessKey, secretKey)))
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .httpClientBuilder(http())
                        .build();
    }

    private UrlConnectionHttpClient.Builder http() {
        UrlConnectionHttpClient.Builder http = UrlConnectionHttpClient.builder();
        certificate.ifPresent(known -> http.tlsTrustManagersProvider(known::trust));
        return http;
    }

    /// Starts a server that is nobody else's; whoever starts it closes it.
    public static MinioServer start() {
        return start("127.0.0.1", Optional.empty());
    }

    /// Starts one that pods can reach; the cluster must have its node already.
    public static MinioServer startForPods() {
        return start(KubernetesCluster.MACHINE_AS_SEEN_FROM_PODS, Optional.empty());
    }

    /// Starts one with TLS, which MinIO wants before it takes a customer's key.
    public static MinioServer startWithTls(TestCertificate certificate) {
        return start("127.0.0.1", Optional.of(certificate));
    }

    private static MinioServer start(String host, Optional<TestCertificate> certificate) {
        Path program = DevPrograms.of("minio").resolve("minio");
        try {
            Path folder = Files.createTempDirectory("ark-minio");
            var server = new MinioServer(program, folder, host, FreePort.any(), certificate);
            server.restart();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("making a folder for MinIO", e);
        }
    }

    public URI endpoint() {
        String scheme = certificate.isPresent() ? "https" : "http";
        return URI.create(scheme + "://" + host + ":" + port);
    }

    public String accessKey() {
        return accessKey;
    }

    public String secretKey() {
        return secretKey;
    }

    /// MinIO's default.
    public String region() {
        return "us-east-1";
    }

    /// The text of a credentials file in the AWS tools' format, as a location's Secret holds it.
    public String credentialsFile() {
        return "[default]\naws_access_key_id=%s\naws_secret_access_key=%s\n"
                .formatted(accessKey, secretKey);
    }

    /// An administrator's client; not to be closed.
    public S3Client client() {
        return client;
    }

    /// Makes an empty bucket that no other test has, and gives its name.
    public String createBucket() {
        String bucket = "bucket-" + random();
        createBucket(bucket);
        return bucket;
    }

    public void createBucket(String bucket) {
        client.createBucket(request -> request.bucket(bucket));
    }

    /// Kills the server: connections break, data and port stay. [#restart()] brings it back.
    public void stop() {
        Process running = process;
        if (running == null) return;
        process = null;
        running.destroyForcibly();
        try {
            running.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Starts the server, again if it runs, with the same data, port and credentials; returns when
    /// it answers.
    public void restart() {
        stop();
        try {
            Process started = launch();
            Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
            process = started;
            awaitReady(started);
        } catch (IOException e) {
            throw new UncheckedIOException("starting " + program, e);
        }
    }

    @Override
    public void close() {
        stop();
        client.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException("removing " + folder, e);
        }
    }

    private Process launch() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.createDirectories(certificates());
        if (certificate.isPresent()) {
            Files.writeString(
                    certificates().resolve("public.crt"), certificate.get().certificatePem());
            Files.writeString(certificates().resolve("private.key"), certificate.get().keyPem());
        }
        var builder =
                new ProcessBuilder(
                        List.of(
                                program.toString(),
                                "server",
                                "--quiet",
                                "--address=" + host + ":" + port,
                                "--certs-dir=" + certificates(),
                                data.toString()));
        builder.environment().put("MINIO_ROOT_USER", accessKey);
        builder.environment().put("MINIO_ROOT_PASSWORD", secretKey);
        builder.environment().put("MINIO_BROWSER", "off"); // else it takes a second port
        builder.environment().put("MINIO_UPDATE", "off"); // it would ask the Internet
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        return builder.start();
    }

    private void awaitReady(Process started) throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!ready()) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "MinIO did not become ready:\n" + Files.readString(log()));
            }
            pause();
        }
    }

    private boolean ready() throws IOException {
        var connection =
                (HttpURLConnection)
                        endpoint().resolve("/minio/health/ready").toURL().openConnection();
        if (connection instanceof HttpsURLConnection secured) {
            certificate.ifPresent(
                    known -> secured.setSSLSocketFactory(known.context().getSocketFactory()));
        }
        try {
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) { // nobody listens yet
            return false;
        } finally {
            connection.disconnect();
        }
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while MinIO starts", e);
        }
    }

    private Path certificates() {
        return folder.resolve("certs");
    }

    private Path log() {
        return folder.resolve("minio.log");
    }

    private static String random() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    }
}
