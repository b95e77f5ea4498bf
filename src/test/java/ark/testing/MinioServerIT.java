package ark.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;

@MinioTest
class MinioServerIT {
    @Test
    void keepsObjects(MinioServer minio) {
        String bucket = minio.createBucket();
        minio.client().putObject(r -> r.bucket(bucket).key("k"), RequestBody.fromString("v"));
        assertThat(minio.client().getObjectAsBytes(r -> r.bucket(bucket).key("k")).asUtf8String())
                .isEqualTo("v");
    }

    @Test
    void comesBackWithItsDataAfterItWasKilled() {
        try (MinioServer minio = MinioServer.start()) {
            minio.createBucket("kept");
            minio.stop();
            assertThatThrownBy(() -> minio.client().listBuckets())
                    .isInstanceOf(SdkClientException.class);
            minio.restart();
            assertThat(minio.client().listBuckets().buckets())
                    .singleElement()
                    .satisfies(bucket -> assertThat(bucket.name()).isEqualTo("kept"));
        }
    }
}
