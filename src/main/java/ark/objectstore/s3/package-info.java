/// A bucket of Amazon S3 or of anything that speaks like it, for provider `aws`.
///
/// The configuration keys are those of Velero's plugin for AWS, so that locations can be moved in
/// both directions. [S3Settings] checks them all at once; [S3Clients] turns them into the AWS SDK's
/// clients; [S3Upload] sends bodies of any length in parts of a few megabytes; [S3Download] goes on
/// where a broken connection ended; [S3Faults] turns what the SDK throws into reasons.
///
/// By default requests carry nothing that older S3 compatibles do not know: no checksum trailers,
/// no
/// chunked signatures, no `Expect: 100-continue`.
@NullMarked
package ark.objectstore.s3;

import org.jspecify.annotations.NullMarked;
