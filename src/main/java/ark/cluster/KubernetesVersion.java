package ark.cluster;

/// The API server's version.
///
/// @param text `v1.34.4`
public record KubernetesVersion(int major, int minor, String text) {
    public boolean atLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }

    @Override
    public String toString() {
        return text;
    }
}
