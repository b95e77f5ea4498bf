package ark.objectstore.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/// Requests about one bucket's objects, with the encryption, tags and checksums of its location.
///
/// A body is protected on its way by `Content-MD5`, which every store knows, or by the checksum
/// that
/// the location asks for.
final class S3Requests {
    private static final String CONTENT_TYPE = "application/octet-stream";
    private static final String CUSTOMER_ALGORITHM = "AES256";

    private final S3Settings settings;

    S3Requests(S3Settings settings) {
        this.settings = settings;
    }

    String bucket() {
        return settings.bucket();
    }

    GetObjectRequest.Builder get(String key) {
        GetObjectRequest.Builder request =
                GetObjectRequest.builder().bucket(settings.bucket()).key(key);
        if (settings.encryption().hasCustomerKey()) {
            request.sseCustomerAlgorithm(CUSTOMER_ALGORITHM)
                    .sseCustomerKey(customerKey())
                    .sseCustomerKeyMD5(customerKeyMd5());
        }
        return settings.checksumAlgorithm().isEmpty()
                ? request
                : request.checksumMode(ChecksumMode.ENABLED);
    }

    HeadObjectRequest.Builder head(String key) {
        HeadObjectRequest.Builder request =
                HeadObjectRequest.builder().bucket(settings.bucket()).key(key);
        return settings.encryption().hasCustomerKey()
                ? request.sseCustomerAlgorithm(CUSTOMER_ALGORITHM)
                        .sseCustomerKey(customerKey())
                        .sseCustomerKeyMD5(customerKeyMd5())
                : request;
    }

    PutObjectRequest.Builder put(String key, byte[] body, int length) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder()
                        .bucket(settings.bucket())
                        .key(key)
                        .contentType(CONTENT_TYPE)
                        .contentLength((long) length);
        if (settings.checksumAlgorithm().isEmpty()) {
            request.contentMD5(md5(body, length));
        } else {
            request.checksumAlgorithm(settings.checksumAlgorithm());
        }
        if (!settings.tagging().isEmpty()) {
            request.tagging(settings.tagging());
        }
        S3Encryption encryption = settings.encryption();
        if (encryption.hasCustomerKey()) {
            return request.sseCustomerAlgorithm(CUSTOMER_ALGORITHM)
                    .sseCustomerKey(customerKey())
                    .sseCustomerKeyMD5(customerKeyMd5());
        }
        if (!encryption.algorithm().isEmpty()) {
            request.serverSideEncryption(encryption.algorithm());
        }
        return encryption.kmsKeyId().isEmpty()
                ? request
                : request.ssekmsKeyId(encryption.kmsKeyId());
    }

    CreateMultipartUploadRequest.Builder create(String key) {
        CreateMultipartUploadRequest.Builder request =
                CreateMultipartUploadRequest.builder()
                        .bucket(settings.bucket())
                        .key(key)
                        .contentType(CONTENT_TYPE);
        if (!settings.checksumAlgorithm().isEmpty()) {
            request.checksumAlgorithm(settings.checksumAlgorithm());
        }
        if (!settings.tagging().isEmpty()) {
            request.tagging(settings.tagging());
        }
        S3Encryption encryption = settings.encryption();
        if (encryption.hasCustomerKey()) {
            return request.sseCustomerAlgorithm(CUSTOMER_ALGORITHM)
                    .sseCustomerKey(customerKey())
                    .sseCustomerKeyMD5(customerKeyMd5());
        }
        if (!encryption.algorithm().isEmpty()) {
            request.serverSideEncryption(encryption.algorithm());
        }
        return encryption.kmsKeyId().isEmpty()
                ? request
                : request.ssekmsKeyId(encryption.kmsKeyId());
    }

    UploadPartRequest.Builder part(String key, byte[] body, int length) {
        UploadPartRequest.Builder request =
                UploadPartRequest.builder()
                        .bucket(settings.bucket())
                        .key(key)
                        .contentLength((long) length);
        if (settings.checksumAlgorithm().isEmpty()) {
            request.contentMD5(md5(body, length));
        } else {
            request.checksumAlgorithm(settings.checksumAlgorithm());
        }
        return settings.encryption().hasCustomerKey()
                ? request.sseCustomerAlgorithm(CUSTOMER_ALGORITHM)
                        .sseCustomerKey(customerKey())
                        .sseCustomerKeyMD5(customerKeyMd5())
                : request;
    }

    CompleteMultipartUploadRequest.Builder complete(String key) {
        CompleteMultipartUploadRequest.Builder request =
                CompleteMultipartUploadRequest.builder().bucket(settings.bucket()).key(key);
        return settings.encryption().hasCustomerKey() && !settings.checksumAlgorithm().isEmpty()
                ? request.sseCustomerAlgorithm(CUSTOMER_ALGORITHM)
                        .sseCustomerKey(customerKey())
                        .sseCustomerKeyMD5(customerKeyMd5())
                : request;
    }

    private String customerKey() {
        return Base64.getEncoder().encodeToString(customerKeyBytes());
    }

    private String customerKeyMd5() {
        byte[] key = customerKeyBytes();
        return md5(key, key.length);
    }

    private byte[] customerKeyBytes() {
        return settings.encryption().customerKey().value().getBytes(ISO_8859_1);
    }

    /// A checksum of what travels, not a secret. Fed in slices: one call with a large array is
    /// slow.
    private static String md5(byte[] body, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            int slice = 64 * 1024;
            for (int offset = 0; offset < length; offset += slice) {
                digest.update(body, offset, Math.min(slice, length - offset));
            }
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
