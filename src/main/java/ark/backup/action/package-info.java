/// The backup item actions that are built in: what an object needs is backed up with it.
///
/// A pod brings its claims and its priority class, a claim its volume, a service account the role
/// bindings that name it, each with its role. One action is one class; `BuiltInActions` has the
/// ordered list.
@NullMarked
package ark.backup.action;

import org.jspecify.annotations.NullMarked;
