package ark.kubeconfig;

import org.jspecify.annotations.Nullable;

/// The kubeconfig, or what it refers to, cannot be used. Made for people: what, and what to do.
public final class KubeConfigException extends RuntimeException {
    private final String what;
    private final String remedy;

    public KubeConfigException(String what, String remedy, @Nullable Throwable cause) {
        super(what + ". " + remedy, cause);
        this.what = what;
        this.remedy = remedy;
    }

    KubeConfigException(String what, String remedy) {
        this(what, remedy, null);
    }

    /// What is wrong, without a full stop: the first line.
    public String what() {
        return what;
    }

    /// What to do about it: the second line.
    public String remedy() {
        return remedy;
    }
}
