package ark.objectstore.s3;

import ark.spi.StoreException;
import java.time.Instant;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/// Multipart uploads that nobody finishes any more: no listing of objects shows their parts, and
/// Amazon bills them.
///
/// (MinIO lists those of one whole key only, and removes all of them itself after a day.)
final class S3Unfinished {
    private static final int NOT_FOUND = 404;

    private final S3Connection s3;

    S3Unfinished(S3Connection s3) {
        this.s3 = s3;
    }

    /// @param doing for messages
    void discard(String prefix, Instant before, String doing) {
        ListMultipartUploadsRequest next = first(prefix);
        boolean more = true;
        while (more) {
            ListMultipartUploadsResponse page = page(next, doing);
            page.uploads().stream()
                    .filter(upload -> begunBefore(upload, before))
                    .forEach(upload -> abort(upload, doing));
            more = Boolean.TRUE.equals(page.isTruncated()) && page.nextKeyMarker() != null;
            next =
                    next.toBuilder()
                            .keyMarker(page.nextKeyMarker())
                            .uploadIdMarker(page.nextUploadIdMarker())
                            .build();
        }
    }

    private ListMultipartUploadsRequest first(String prefix) {
        return ListMultipartUploadsRequest.builder()
                .bucket(s3.requests().bucket())
                .prefix(prefix)
                .encodingType(EncodingType.URL)
                .overrideConfiguration(o -> o.apiCallTimeout(s3.limits().call()))
                .build();
    }

    private ListMultipartUploadsResponse page(ListMultipartUploadsRequest request, String doing) {
        try {
            return s3.client().listMultipartUploads(request);
        } catch (SdkException e) {
            throw s3.faults().of(doing, e);
        }
    }

    private static boolean begunBefore(MultipartUpload upload, Instant before) {
        return upload.initiated() != null && upload.initiated().isBefore(before);
    }

    /// @throws StoreException unless it is gone already
    private void abort(MultipartUpload upload, String doing) {
        try {
            var _ =
                    s3.client()
                            .abortMultipartUpload(
                                    request ->
                                            request.bucket(s3.requests().bucket())
                                                    .key(upload.key())
                                                    .uploadId(upload.uploadId())
                                                    .overrideConfiguration(
                                                            o ->
                                                                    o.apiCallTimeout(
                                                                            s3.limits().call())));
        } catch (SdkException e) {
            if (S3Faults.statusOf(e) != NOT_FOUND) {
                throw s3.faults().of(doing, e);
            }
        }
    }
}
