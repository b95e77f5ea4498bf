/// Real parts for tests: a Kubernetes API server (with a node where a class asks for it) and MinIO.
///
/// A class says `@KubernetesTest` or `@MinioTest` and takes what it needs as a parameter: a
/// [ark.testing.KubernetesCluster], a [ark.testing.TestNamespace], a
/// [ark.testing.MinioServer]. Each is started once per test run, when the first test wants it, and
/// stopped at the end; ports and folders are its own, so nothing else on the machine is in its way.
/// A test that must break the part, or start it differently, starts one for itself. The programs
/// come from the cache that `./test` fills (`dev/programs`); where one is missing the test fails
/// and
/// says so, because a test that is skipped proves nothing: [ark.testing.NothingIsSkipped] makes a
/// skipped test fail as well.
@NullMarked
package ark.testing;

import org.jspecify.annotations.NullMarked;
