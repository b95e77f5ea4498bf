/// Says something of a resource where people look for it: as a Kubernetes Event, which
/// `kubectl describe` shows below the resource.
@NullMarked
package ark.event;

import org.jspecify.annotations.NullMarked;
