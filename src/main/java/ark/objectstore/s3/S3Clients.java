package ark.objectstore.s3;

import ark.spi.StoreException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.utils.AttributeMap;

/// The SDK's clients for one location.
///
/// @param presigner for the location's public address
record S3Clients(S3Client client, S3Presigner presigner, SdkHttpClient http)
        implements AutoCloseable {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /// None of the SDK's own: it would take the variable for http on the way to https addresses.
    private static final ProxyConfiguration PROXIES_OF_THE_PROCESS =
            ProxyConfiguration.builder()
                    .useEnvironmentVariablesValues(false)
                    .useSystemPropertyValues(false)
                    .build();

    private static final String REGION_HEADER = "x-amz-bucket-region";

    /// Makes the clients; asks the store for the bucket's region when the location names none.
    ///
    /// @throws StoreException `MISCONFIGURED`; `UNREACHABLE`, `NO_BUCKET` when it has to ask
    static S3Clients of(S3Settings settings, S3Limits limits) {
        String doing = "opening s3://" + settings.bucket();
        AwsCredentialsProvider credentials = S3Credentials.of(settings.credentials(), doing);
        SdkHttpClient http = http(settings.endpoint(), limits, doing);
        try {
            String region = regionOf(settings, limits, credentials, http);
            return new S3Clients(
                    client(settings, limits, http)
                            .credentialsProvider(credentials)
                            .region(Region.of(region))
                            .build(),
                    presigner(settings, credentials, Region.of(region)),
                    http);
        } catch (RuntimeException e) {
            http.close();
            throw e;
        }
    }

    private static SdkHttpClient http(S3Endpoint endpoint, S3Limits limits, String doing) {
        UrlConnectionHttpClient.Builder builder =
                UrlConnectionHttpClient.builder()
                        .proxyConfiguration(PROXIES_OF_THE_PROCESS)
                        .connectionTimeout(limits.connect())
                        .socketTimeout(limits.idle());
        if (endpoint.skipTlsVerify()) {
            return builder.buildWithDefaults(
                    AttributeMap.builder()
                            .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true)
                            .build());
        }
        if (!endpoint.caCertificates().isEmpty()) {
            var managers = S3Trust.with(endpoint.caCertificates(), doing);
            builder.tlsTrustManagersProvider(() -> managers);
        }
        return builder.build();
    }

    private static S3ClientBuilder client(
            S3Settings settings, S3Limits limits, SdkHttpClient http) {
        S3ClientBuilder builder =
                S3Client.builder()
                        .httpClient(http)
                        .forcePathStyle(settings.endpoint().pathStyle())
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .serviceConfiguration(
                                S3Configuration.builder()
                                        .expectContinueEnabled(false)
                                        .chunkedEncodingEnabled(
                                                !settings.checksumAlgorithm().isEmpty())
                                        .build())
                        .overrideConfiguration(overrides(limits));
        return settings.endpoint().url().isEmpty()
                ? builder
                : builder.endpointOverride(URI.create(settings.endpoint().url()));
    }

    private static ClientOverrideConfiguration overrides(S3Limits limits) {
        return ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(limits.part())
                .addExecutionInterceptor(new BoundedAnswers())
                .retryStrategy(
                        StandardRetryStrategy.builder()
                                .useClientDefaults(true)
                                .maxAttempts(limits.attempts())
                                .retryOnExceptionOrCauseInstanceOf(XMLStreamException.class)
                                .backoffStrategy(
                                        BackoffStrategy.exponentialDelayHalfJitter(
                                                limits.firstPause(), LONGEST_PAUSE))
                                .throttlingBackoffStrategy(
                                        BackoffStrategy.exponentialDelayHalfJitter(
                                                limits.firstPause().multipliedBy(2), LONGEST_PAUSE))
                                .circuitBreakerEnabled(false)
                                .build())
                .build();
    }

    private static S3Presigner presigner(
            S3Settings settings, AwsCredentialsProvider credentials, Region region) {
        S3Endpoint endpoint = settings.endpoint();
        S3Presigner.Builder builder =
                S3Presigner.builder()
                        .region(region)
                        .credentialsProvider(credentials)
                        .serviceConfiguration(
                                S3Configuration.builder()
                                        .pathStyleAccessEnabled(endpoint.pathStyle())
                                        .build());
        String url = endpoint.publicUrl().isEmpty() ? endpoint.url() : endpoint.publicUrl();
        return (url.isEmpty() ? builder : builder.endpointOverride(URI.create(url))).build();
    }

    /// Amazon tells the region whoever asks, even with a refusal; most others have one only, and
    /// call it this.
    private static String regionOf(
            S3Settings settings,
            S3Limits limits,
            AwsCredentialsProvider credentials,
            SdkHttpClient http) {
        if (!settings.endpoint().region().isEmpty()) {
            return settings.endpoint().region();
        }
        String usual = Region.US_EAST_1.id();
        try (S3Client asking =
                client(settings, limits, http)
                        .credentialsProvider(credentials)
                        .region(Region.US_EAST_1)
                        .build()) {
            var request = HeadBucketRequest.builder().bucket(settings.bucket()).build();
            return Optional.ofNullable(asking.headBucket(request).bucketRegion()).orElse(usual);
        } catch (S3Exception e) {
            return Optional.ofNullable(e.awsErrorDetails())
                    .flatMap(
                            details -> details.sdkHttpResponse().firstMatchingHeader(REGION_HEADER))
                    .orElseThrow(() -> faults(settings, e));
        } catch (SdkException e) {
            throw faults(settings, e);
        }
    }

    private static StoreException faults(S3Settings settings, SdkException e) {
        return new S3Faults(settings.endpoint().name())
                .of("asking for the region of s3://" + settings.bucket(), e);
    }

    @Override
    public void close() {
        client.close();
        presigner.close();
        http.close();
    }
}
