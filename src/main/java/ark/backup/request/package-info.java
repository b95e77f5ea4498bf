/// What a Backup asks for.
///
/// The wire's spec becomes a request in one place: every default is applied there, and every
/// problem is told at once. Behind it nobody asks whether a field is set. Here are also the rules
/// by which a request selects kinds and namespaces, once it is known which there are; all of it is
/// pure.
@NullMarked
package ark.backup.request;

import org.jspecify.annotations.NullMarked;
