/// Which proxy the way to a server takes, as Go's programs find it, kubectl and restic among them.
///
/// [EnvironmentProxies] reads `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`; [ProcessProxies] makes
/// the JDK's own connections of a whole process go that way, those of object stores among them.
@NullMarked
package ark.proxy;

import org.jspecify.annotations.NullMarked;
