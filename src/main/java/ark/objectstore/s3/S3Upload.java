package ark.objectstore.s3;

import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/// Sends a body of any length, one part in memory at a time.
///
/// What fits into one part is one request. Anything else is a multipart upload, which becomes
/// visible when it is completed and is aborted when anything fails.
final class S3Upload {
    /// For a body of unknown length: from here on parts are twice as large.
    private static final int SMALL_PARTS_SHARE = 2;

    private final S3Connection s3;

    S3Upload(S3Connection s3) {
        this.s3 = s3;
    }

    /// Stores a body.
    ///
    /// @param expected its exact length, or -1
    /// @param doing for messages, with the full address
    long store(String key, InputStream body, long expected, String doing) {
        byte[] part = new byte[firstPart(expected)];
        int length = read(body, part, doing);
        if (length < part.length || isEnd(expected, length)) {
            checkLength(body, length, expected, doing);
            put(key, part, length, doing);
            return length;
        }
        return new Parts(key, body, expected, doing).store(part);
    }

    /// One buffer for all parts where the length is known, and no larger than the body.
    private int firstPart(long expected) {
        if (expected < 0) {
            return s3.limits().partBytes();
        }
        long needed = Math.ceilDiv(expected, s3.limits().maxParts());
        long size = Math.max(s3.limits().partBytes(), needed);
        return Math.toIntExact(Math.min(size, Math.max(1, expected)));
    }

    private static boolean isEnd(long expected, long sent) {
        return expected == sent;
    }

    private static int read(InputStream body, byte[] part, String doing) {
        try {
            return body.readNBytes(part, 0, part.length);
        } catch (IOException e) {
            throw new StoreException(
                    Reason.REFUSED, doing, "its source cannot be read: " + e.getMessage(), e);
        }
    }

    private static void checkLength(InputStream body, long sent, long expected, String doing) {
        boolean more = expected >= 0 && read(body, new byte[1], doing) > 0;
        if (expected >= 0 && (more || sent != expected)) {
            throw new StoreException(
                    Reason.REFUSED,
                    doing,
                    (more ? "more than " : "")
                            + sent
                            + " bytes came, "
                            + expected
                            + " were announced",
                    null);
        }
    }

    private void put(String key, byte[] body, int length, String doing) {
        try {
            PutObjectResponse answer =
                    s3.client()
                            .putObject(
                                    s3.requests().put(key, body, length).build(),
                                    body(body, length));
            mustHave(answer.eTag(), doing);
        } catch (SdkException e) {
            throw s3.faults().of(doing, e);
        }
    }

    /// S3 answers every body with an entity tag, and an upload with its id; what says 200 without
    /// them is a portal or a proxy.
    private void mustHave(@Nullable String tag, String doing) {
        if (tag == null) {
            throw s3.faults().notS3(doing);
        }
    }

    private static RequestBody body(byte[] part, int length) {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(part, 0, length),
                length,
                "application/octet-stream");
    }

    /// One multipart upload.
    private final class Parts {
        private final String key;
        private final InputStream body;
        private final long expected;
        private final String doing;
        private final List<CompletedPart> done = new ArrayList<>();
        private long sent;

        Parts(String key, InputStream body, long expected, String doing) {
            this.key = key;
            this.body = body;
            this.expected = expected;
            this.doing = doing;
        }

        long store(byte[] first) {
            String upload = begin();
            try {
                sendAll(upload, first);
                checkLength(body, sent, expected, doing);
                complete(upload);
                return sent;
            } catch (RuntimeException e) {
                abort(upload, e);
                throw e;
            }
        }

        private String begin() {
            try {
                CreateMultipartUploadResponse answer =
                        s3.client().createMultipartUpload(s3.requests().create(key).build());
                mustHave(answer.uploadId(), doing);
                return answer.uploadId();
            } catch (SdkException e) {
                throw s3.faults().of(doing, e);
            }
        }

        private void sendAll(String upload, byte[] first) {
            byte[] part = first;
            int length = first.length;
            while (length > 0) {
                send(upload, part, length);
                boolean large =
                        expected < 0 && done.size() >= s3.limits().maxParts() / SMALL_PARTS_SHARE;
                if (large && part.length == s3.limits().partBytes()) {
                    part = new byte[2 * s3.limits().partBytes()];
                }
                length = isEnd(expected, sent) ? 0 : read(body, part, doing);
            }
        }

        private void send(String upload, byte[] part, int length) {
            if (done.size() == s3.limits().maxParts()) {
                throw new StoreException(
                        Reason.REFUSED,
                        doing,
                        "it has more than "
                                + sent
                                + " bytes, which is the most that "
                                + s3.limits().maxParts()
                                + " parts hold",
                        null);
            }
            int number = done.size() + 1;
            try {
                UploadPartResponse answer =
                        s3.client()
                                .uploadPart(
                                        s3.requests()
                                                .part(key, part, length)
                                                .uploadId(upload)
                                                .partNumber(number)
                                                .build(),
                                        body(part, length));
                mustHave(answer.eTag(), doing);
                done.add(
                        CompletedPart.builder()
                                .partNumber(number)
                                .eTag(answer.eTag())
                                .checksumCRC32(answer.checksumCRC32())
                                .checksumCRC32C(answer.checksumCRC32C())
                                .checksumSHA1(answer.checksumSHA1())
                                .checksumSHA256(answer.checksumSHA256())
                                .build());
                sent += length;
            } catch (SdkException e) {
                throw s3.faults().of(doing, e);
            }
        }

        /// When the answer is lost and the request repeated, the store does not know the upload any
        /// more: then the object itself tells.
        private void complete(String upload) {
            try {
                CompleteMultipartUploadResponse answer =
                        s3.client()
                                .completeMultipartUpload(
                                        s3.requests()
                                                .complete(key)
                                                .uploadId(upload)
                                                .multipartUpload(parts -> parts.parts(done))
                                                .build());
                mustHave(answer.eTag(), doing);
            } catch (SdkException e) {
                if (!isThere()) {
                    throw s3.faults().of(doing, e);
                }
            }
        }

        /// Whether an object of this length and number of parts is there.
        private boolean isThere() {
            try {
                HeadObjectResponse head = s3.client().headObject(s3.requests().head(key).build());
                return head.contentLength() == sent
                        && head.eTag().replace("\"", "").endsWith("-" + done.size());
            } catch (SdkException _) {
                return false;
            }
        }

        /// Also when the thread is interrupted: else parts stay, and are paid for.
        private void abort(String upload, RuntimeException failure) {
            boolean interrupted = Thread.interrupted();
            try {
                var _ =
                        s3.client()
                                .abortMultipartUpload(
                                        request ->
                                                request.bucket(s3.requests().bucket())
                                                        .key(key)
                                                        .uploadId(upload)
                                                        .overrideConfiguration(
                                                                o ->
                                                                        o.apiCallTimeout(
                                                                                s3.limits()
                                                                                        .call())));
            } catch (SdkException e) {
                failure.addSuppressed(e);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
