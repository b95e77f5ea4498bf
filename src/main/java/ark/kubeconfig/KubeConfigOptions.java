package ark.kubeconfig;

/// What a person says on the command line about the cluster.
///
/// @param kubeconfig a file; empty for the usual places
/// @param context a context of the kubeconfig; empty for its current one
/// @param userAgent how the program calls itself to the API server
public record KubeConfigOptions(String kubeconfig, String context, String userAgent) {}
