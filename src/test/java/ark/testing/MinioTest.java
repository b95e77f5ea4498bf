package ark.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// The tests of this class talk to a real S3 server: their parameters may be the [MinioServer] of
/// this run. A test that stops it starts one of its own instead, with [MinioServer#start()].
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MinioExtension.class)
public @interface MinioTest {}
