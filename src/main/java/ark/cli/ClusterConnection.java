package ark.cli;

import ark.cli.session.ApiException;
import ark.cli.session.ApiServer;
import ark.cli.session.Surroundings;
import ark.cli.version.Version;
import ark.kubeconfig.ClusterUnreachable;
import ark.kubeconfig.Environment;
import ark.kubeconfig.KubeConfig;
import ark.kubeconfig.KubeConfigOptions;
import ark.kubeconfig.KubernetesClients;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/// The way to the cluster that was asked for, as kubectl would take it.
final class ClusterConnection implements AutoCloseable {
    private final Surroundings surroundings;
    private final Config config;
    private final KubernetesClient client;

    ClusterConnection(RootCommand.Target target, Surroundings surroundings) {
        this.surroundings = surroundings;
        String userAgent = "ark/" + Version.ofThisProgram().text();
        var options = new KubeConfigOptions(target.kubeconfig(), target.context(), userAgent);
        Environment environment =
                Environment.of(
                                surroundings.environment(),
                                surroundings.home(),
                                surroundings.machine().clock())
                        .withTerminal(surroundings.terminal().interactive());
        this.config = KubeConfig.load(options, environment);
        this.client = KubernetesClients.open(config);
    }

    ApiServer api() {
        return new HttpApiServer(
                client.getHttpClient(),
                config.getMasterUrl(),
                this::explain,
                surroundings.machine());
    }

    private Optional<ApiException> explain(Throwable failure, int status) {
        return ClusterUnreachable.explain(
                        config, failure, status, surroundings.machine().clock().instant())
                .map(
                        known ->
                                new ApiException(
                                        status == 0
                                                ? ApiException.Reason.UNREACHABLE
                                                : ApiException.Reason.DENIED,
                                        known.what(),
                                        known.remedy(),
                                        failure));
    }

    @Override
    public void close() {
        client.close();
    }
}
