package ark.objectstore.s3;

import ark.item.Secret;

/// How the store encrypts objects.
///
/// @param algorithm `AES256`, `aws:kms`, …, or "" to leave it to the bucket
/// @param kmsKeyId key or alias in AWS KMS, or ""
/// @param customerKey the 32 bytes of a key that travels with every request (SSE-C), as ISO 8859-1
///     text, or ""
record S3Encryption(String algorithm, String kmsKeyId, Secret customerKey) {
    boolean hasCustomerKey() {
        return !customerKey.value().isEmpty();
    }
}
