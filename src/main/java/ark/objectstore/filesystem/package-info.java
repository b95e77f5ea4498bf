/// A folder as a bucket, for provider `filesystem`.
///
/// The bucket is the folder `<path>/<bucket>`, and an object is a plain file at its key below it:
/// whatever writes a folder of files can carry such a bucket. The folder is never made here, since
/// one that is not there is most likely a mount that is missing.
///
/// A file appears whole, by a rename after it reached the disk. Nothing outside the folder is read
/// or written: symbolic links in it are not followed. [DownloadUrls] signs the addresses at which
/// the server hands out files, and checks them again when they come back.
@NullMarked
package ark.objectstore.filesystem;

import org.jspecify.annotations.NullMarked;
