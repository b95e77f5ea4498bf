package ark.objectstore.s3;

/// Where the bucket is, and who may say that it is there.
///
/// @param region or "" when the bucket is to be asked
/// @param url of an S3 compatible, or "" for Amazon's own
/// @param publicUrl where clients of signed addresses reach it, or "" for `url`
/// @param pathStyle the bucket is a part of the path, not of the host's name
/// @param skipTlsVerify any certificate will do
/// @param caCertificates PEM text of further authorities, or ""
record S3Endpoint(
        String region,
        String url,
        String publicUrl,
        boolean pathStyle,
        boolean skipTlsVerify,
        String caCertificates) {
    /// For messages.
    String name() {
        return url.isEmpty() ? "Amazon S3" + (region.isEmpty() ? "" : " in " + region) : url;
    }
}
