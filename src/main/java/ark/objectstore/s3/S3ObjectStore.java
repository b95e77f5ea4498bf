package ark.objectstore.s3;

import ark.spi.ObjectStore;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import ark.spi.StoreSettings;
import ark.spi.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/// A bucket of S3.
///
/// Requests that fail on their way are repeated by the SDK, parts of large bodies one by one;
/// downloads go on where they broke off.
public final class S3ObjectStore implements ObjectStore {
    /// Gives an address at which the server hands out an object of this store.
    public interface Signer {
        URI sign(String key, Duration validity);
    }

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final int NOT_IMPLEMENTED = 501;

    private final S3Settings settings;
    private final S3Clients clients;
    private final S3Connection s3;
    private final AwsRequestOverrideConfiguration small;
    private final Signer own;

    private S3ObjectStore(S3Settings settings, S3Limits limits, S3Clients clients, Signer own) {
        this.settings = settings;
        this.clients = clients;
        this.s3 =
                new S3Connection(
                        clients.client(),
                        new S3Requests(settings),
                        limits,
                        new S3Faults(settings.endpoint().name()));
        this.small =
                AwsRequestOverrideConfiguration.builder().apiCallTimeout(limits.call()).build();
        this.own = own;
    }

    /// Opens the bucket of a location; the caller closes it.
    ///
    /// @param own signs where S3 cannot: an object with a customer's key is given only to who sends
    ///     the key along, so the server has to hand it out itself
    /// @throws StoreException `MISCONFIGURED` with all problems; another when the store has to be
    ///     asked for the bucket's region and does not tell
    public static S3ObjectStore open(StoreSettings settings, S3Limits limits, Signer own) {
        S3Settings checked = S3Settings.of(settings);
        return new S3ObjectStore(checked, limits, S3Clients.of(checked, limits), own);
    }

    @Override
    public void put(String key, InputStream body, long bytes) {
        var _ = new S3Upload(s3).store(key, body, bytes, doing("storing", key));
    }

    @Override
    public long put(String key, InputStream body) {
        return new S3Upload(s3).store(key, body, -1, doing("storing", key));
    }

    /// Looks first: a store that does not know conditional puts might replace the object. Two that
    /// store at the same moment may both be told to try again.
    @Override
    public PutIfAbsent putIfAbsent(String key, byte[] body) {
        for (int attempt = 0; attempt < s3.limits().attempts(); attempt++) {
            if (head(key).isPresent()) {
                return PutIfAbsent.EXISTS;
            }
            try {
                putOnly(key, body);
                return PutIfAbsent.CREATED;
            } catch (SdkException e) {
                switch (S3Faults.statusOf(e)) {
                    case PRECONDITION_FAILED -> {
                        return PutIfAbsent.EXISTS;
                    }
                    case NOT_IMPLEMENTED -> {
                        return PutIfAbsent.UNSUPPORTED;
                    }
                    case CONFLICT -> {} // somebody stores just now: look again
                    default -> throw s3.faults().of(doing("storing", key), e);
                }
            }
        }
        return PutIfAbsent.EXISTS;
    }

    private void putOnly(String key, byte[] body) {
        var _ =
                s3.client()
                        .putObject(
                                s3.requests()
                                        .put(key, body, body.length)
                                        .ifNoneMatch("*")
                                        .overrideConfiguration(small)
                                        .build(),
                                RequestBody.fromContentProvider(
                                        () -> new ByteArrayInputStream(body),
                                        body.length,
                                        "application/octet-stream"));
    }

    @Override
    public InputStream get(String key) {
        try {
            return S3Download.open(
                    s3,
                    s3.requests().get(key).overrideConfiguration(small).build(),
                    doing("reading", key));
        } catch (SdkException e) {
            throw s3.faults().of(doing("reading", key), e);
        }
    }

    @Override
    public Optional<StoredObject> head(String key) {
        String doing = doing("looking for", key);
        try {
            HeadObjectResponse found =
                    s3.client()
                            .headObject(
                                    s3.requests().head(key).overrideConfiguration(small).build());
            return Optional.of(object(key, found.contentLength(), found.lastModified()));
        } catch (SdkException e) {
            if (S3Faults.statusOf(e) == NOT_FOUND) {
                bucketMustExist(doing);
                return Optional.empty();
            }
            throw s3.faults().of(doing, e);
        }
    }

    /// The answer to a HEAD has no body that could tell what is not there, the object or the
    /// bucket.
    private void bucketMustExist(String doing) {
        try {
            var _ =
                    s3.client()
                            .headBucket(
                                    request ->
                                            request.bucket(settings.bucket())
                                                    .overrideConfiguration(small));
        } catch (SdkException e) {
            if (S3Faults.statusOf(e) == NOT_FOUND) {
                throw new StoreException(
                        Reason.NO_BUCKET, doing, "there is no bucket " + settings.bucket(), e);
            }
            StoreException fault = s3.faults().of(doing, e);
            if (fault.reason() != Reason.DENIED) { // denied: it is there, and no more is wanted
                throw fault;
            }
        }
    }

    @Override
    public void list(String prefix, Consumer<StoredObject> each) {
        pages(
                prefix,
                "",
                page ->
                        page.contents()
                                .forEach(
                                        found ->
                                                each.accept(
                                                        object(
                                                                found.key(),
                                                                found.size(),
                                                                found.lastModified()))));
    }

    @Override
    public void listPrefixes(String prefix, Consumer<String> each) {
        pages(
                prefix,
                "/",
                page -> page.commonPrefixes().forEach(found -> each.accept(found.prefix())));
    }

    private void pages(String prefix, String delimiter, Consumer<ListObjectsV2Response> each) {
        String doing = doing("listing", prefix);
        ListObjectsV2Request request =
                ListObjectsV2Request.builder()
                        .bucket(settings.bucket())
                        .prefix(prefix)
                        .delimiter(delimiter.isEmpty() ? null : delimiter)
                        .encodingType(EncodingType.URL)
                        .overrideConfiguration(small)
                        .build();
        String token = "";
        do {
            ListObjectsV2Response page = page(request, token, doing);
            each.accept(page);
            String next = String.valueOf(page.nextContinuationToken());
            boolean more = page.isTruncated();
            if (more && (page.nextContinuationToken() == null || next.equals(token))) {
                throw new StoreException(
                        Reason.REFUSED,
                        doing,
                        "the store says that there is more, not where",
                        null);
            }
            token = more ? next : "";
        } while (!token.isEmpty());
    }

    private ListObjectsV2Response page(ListObjectsV2Request request, String token, String doing) {
        try {
            ListObjectsV2Response page =
                    s3.client()
                            .listObjectsV2(
                                    token.isEmpty()
                                            ? request
                                            : request.toBuilder().continuationToken(token).build());
            if (page.isTruncated() == null) { // a web page would look like an empty bucket
                throw s3.faults().notS3(doing);
            }
            return page;
        } catch (SdkException e) {
            throw s3.faults().of(doing, e);
        }
    }

    @Override
    public void delete(String key) {
        try {
            var _ =
                    s3.client()
                            .deleteObject(
                                    request ->
                                            request.bucket(settings.bucket())
                                                    .key(key)
                                                    .overrideConfiguration(small));
        } catch (SdkException e) {
            StoreException fault = s3.faults().of(doing("deleting", key), e);
            if (fault.reason() != Reason.NOT_FOUND) {
                throw fault;
            }
        }
    }

    @Override
    public void discardUnfinished(String prefix, Instant before) {
        new S3Unfinished(s3).discard(prefix, before, doing("removing unfinished uploads", prefix));
    }

    @Override
    public URI sign(String key, Duration validity) {
        if (settings.encryption().hasCustomerKey()) {
            return own.sign(key, validity);
        }
        String doing = doing("signing an address of", key);
        try {
            URL address =
                    clients.presigner()
                            .presignGetObject(
                                    request ->
                                            request.signatureDuration(validity)
                                                    .getObjectRequest(
                                                            get ->
                                                                    get.bucket(settings.bucket())
                                                                            .key(key)))
                            .url();
            return address.toURI();
        } catch (SdkException e) {
            throw s3.faults().of(doing, e);
        } catch (URISyntaxException e) {
            throw new StoreException(Reason.REFUSED, doing, "it is not an address", e);
        }
    }

    @Override
    public Optional<Instant> time() {
        String doing = "asking " + address() + " for the time";
        try {
            return timeOf(
                    s3.client()
                            .headBucket(
                                    request ->
                                            request.bucket(settings.bucket())
                                                    .overrideConfiguration(small))
                            .sdkHttpResponse());
        } catch (AwsServiceException e) {
            AwsErrorDetails refusal = e.awsErrorDetails(); // it has the header, too
            if (refusal == null || refusal.sdkHttpResponse() == null) {
                throw s3.faults().of(doing, e);
            }
            return timeOf(refusal.sdkHttpResponse());
        } catch (SdkException e) {
            throw s3.faults().of(doing, e);
        }
    }

    private static Optional<Instant> timeOf(SdkHttpResponse response) {
        return response.firstMatchingHeader("Date")
                .flatMap(
                        date -> {
                            try {
                                return Optional.of(
                                        Instant.from(
                                                DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
                            } catch (DateTimeException e) {
                                return Optional.empty();
                            }
                        });
    }

    @Override
    public String address() {
        return "s3://" + settings.bucket();
    }

    @Override
    public void close() {
        clients.close();
    }

    private static StoredObject object(
            String key, @Nullable Long bytes, @Nullable Instant modified) {
        return new StoredObject(
                key,
                Optional.ofNullable(bytes).orElse(0L),
                Optional.ofNullable(modified).orElse(Instant.EPOCH));
    }

    private String doing(String verb, String key) {
        return verb + " " + address() + "/" + key;
    }
}
