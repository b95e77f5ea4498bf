package ark.hook;

import java.util.List;

/// The hooks of one pod around its backup.
///
/// @param pre in the order to run them
/// @param warnings what of them could not be understood
public record PodHooks(List<Hook> pre, List<Hook> post, List<String> warnings) {
    public static final PodHooks NONE = new PodHooks(List.of(), List.of(), List.of());

    public PodHooks {
        pre = List.copyOf(pre);
        post = List.copyOf(post);
        warnings = List.copyOf(warnings);
    }

    public boolean none() {
        return pre.isEmpty() && post.isEmpty();
    }
}
