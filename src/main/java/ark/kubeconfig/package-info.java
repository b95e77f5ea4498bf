/// How to reach a cluster, as kubectl has it.
///
/// [ark.kubeconfig.KubeConfig] finds and merges kubeconfig files, or the pod's service account, and
/// gives a client configuration; [ark.kubeconfig.KubernetesClients] opens a client from it. Between
/// them lie the details that a library left to itself gets wrong: client keys in every PEM form,
/// tokens and certificates that are renewed while the process runs, credential plugins,
/// tls-server-name, proxies of every kind, and an HTTP client that really closes.
///
/// [ark.kubeconfig.ClusterUnreachable] says in two lines why a cluster does not answer and what to
/// do about it. Nothing here reads the environment or the clock but through
/// [ark.kubeconfig.Environment].
@NullMarked
package ark.kubeconfig;

import org.jspecify.annotations.NullMarked;
