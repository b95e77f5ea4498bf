package ark.objectstore.s3;

import software.amazon.awssdk.services.s3.S3Client;

/// What every request of one location needs.
record S3Connection(S3Client client, S3Requests requests, S3Limits limits, S3Faults faults) {}
