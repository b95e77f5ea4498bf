/// Answers to questions that a client asks by creating a resource.
///
/// A DownloadRequest asks for a URL under which one file of a backup or restore can be fetched
/// without credentials ([DownloadReconciler]); the client fetches it straight from the store, or,
/// where the store is a directory, from the server's own listener. A ServerStatusRequest asks what
/// runs here ([ServerStatusReconciler]). Both are deleted when they have served.
@NullMarked
package ark.download;

import org.jspecify.annotations.NullMarked;
