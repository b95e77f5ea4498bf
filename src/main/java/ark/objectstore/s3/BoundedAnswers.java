package ark.objectstore.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/// Keeps answers that the SDK reads into memory from being larger than they can be.
final class BoundedAnswers implements ExecutionInterceptor {
    /// Errors are a few hundred bytes of XML.
    private static final long MAX_ERROR_BYTES = 64L * 1024;

    /// A page of 1000 keys of 1024 bytes, each byte written as `%2F` and with its facts: 4 MiB.
    private static final long MAX_ANSWER_BYTES = 16L * 1024 * 1024;

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        boolean object =
                context.request() instanceof GetObjectRequest
                        && context.httpResponse().isSuccessful();
        long most = context.httpResponse().isSuccessful() ? MAX_ANSWER_BYTES : MAX_ERROR_BYTES;
        return object
                ? context.responseBody()
                : context.responseBody().map(body -> new Bounded(body, most));
    }

    /// A stream that ends early rather than being long.
    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream stream, long most) {
            super(stream);
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(buffer, offset, (int) Math.min(left, length));
            left -= Math.max(0, count);
            return count;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
