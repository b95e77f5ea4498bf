/// The custom resources of `velero.io/v1` as they are on the wire, and the keys and notations that
/// go with them.
///
/// Each kind is a fabric8 custom resource with a record as spec and a record as status. The records
/// mirror the union of what Velero 1.9.7 and 1.18 write; `src/main/resources/crds` describes every
/// field, and a test holds the two together. On the wire everything may be absent, so every
/// component is nullable; a feature turns a spec into a request record once, with all defaults.
/// A list or map, when present, is immutable and holds no null.
///
/// Reading is forgiving, so that one odd object does not hide the others: unknown fields are
/// ignored, an unknown word becomes the constant `UNKNOWN`, an unreadable time is absent, a
/// duration stays a text until [ark.api.v1.GoDuration] is asked. Writing a whole object from these
/// records would lose what they do not know: change objects by merge patch. A counter of 0 is
/// written as 0, which Go leaves out and reads alike; null is left out.
@NullMarked
package ark.api.v1;

import org.jspecify.annotations.NullMarked;
