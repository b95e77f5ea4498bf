/// Reads the cluster as it was at one moment.
///
/// A backup shall hold one state of the cluster, so all kinds are read at one revision R, side by
/// side, as streams of bytes, into a spool on disk; memory does not grow with the objects. A kind
/// that the server cannot give at R (an aggregated API, events, an etcd of its own, a revision that
/// was forgotten) is read by itself in one newer state, and that is said of it. Later look-ups of
/// single objects go to the spool, then to R, then to the newest state.
@NullMarked
package ark.backup.collect;

import org.jspecify.annotations.NullMarked;
