package ark.kubeconfig;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientImpl;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import io.fabric8.kubernetes.client.utils.TokenRefreshInterceptor;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// Opens clients.
public final class KubernetesClients {
    private KubernetesClients() {}

    /// Opens a client of the cluster; speaks to nobody yet. Closing it ends its connections and
    /// threads, so that a program that has closed it exits at once.
    ///
    /// @param config from [KubeConfig#load]
    public static KubernetesClient open(Config config) {
        if (!(config.getOauthTokenProvider() instanceof Access access)) {
            throw new IllegalArgumentException("the configuration is not from KubeConfig.load");
        }
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new Factory(config, access))
                .build();
    }

    /// Makes the HTTP client that fabric8 uses.
    private static final class Factory extends JdkHttpClientFactory {
        private final Access access;
        private final ClusterHttpClient client;

        Factory(Config config, Access access) {
            this.access = access;
            Duration connectWithin = Duration.ofMillis(config.getConnectionTimeout());
            URI server = URI.create(config.getMasterUrl());
            client = new ClusterHttpClient(access, server, connectWithin);
        }

        @Override
        public HttpClient.Builder newBuilder(Config config) {
            HttpClient.Builder builder = newBuilder();
            builder.tag(config.getRequestConfig());
            HttpClientUtils.createApplicableInterceptors(config, this)
                    .forEach(builder::addOrReplaceInterceptor);
            // fabric8's own would go back to the environment for another token.
            var login = new Login(access.credentials());
            builder.addOrReplaceInterceptor(TokenRefreshInterceptor.NAME, login);
            return builder;
        }

        @Override
        protected java.net.http.HttpClient.Builder createNewHttpClientBuilder() {
            return new Ready(client);
        }

        @Override
        protected void closeHttpClient(JdkHttpClientImpl closing) {
            client.close();
        }
    }

    /// A builder whose client is built already.
    private record Ready(ClusterHttpClient client) implements java.net.http.HttpClient.Builder {
        @Override
        public java.net.http.HttpClient build() {
            return client;
        }

        @Override
        public java.net.http.HttpClient.Builder cookieHandler(CookieHandler handler) {
            return this;
        }

        @Override
        public java.net.http.HttpClient.Builder connectTimeout(Duration duration) {
            return this;
        }

        @Override
        public java.net.http.HttpClient.Builder sslContext(SSLContext context) {
            return this;
        }

        @Override
        public java.net.http.HttpClient.Builder sslParameters(SSLParameters parameters) {
            return this;
        }

        @Override
        public java.net.http.HttpClient.Builder executor(Executor executor) {
            return this;
        }

        @Override
        public java.net.http.HttpClient.Builder followRedirects(
                java.net.http.HttpClient.Redirect policy) {
            return this;
        }

        @Override
        public java.net.http.HttpClient.Builder version(java.net.http.HttpClient.Version version) {
            return this;
        }

        @Override
        public java.net.http.HttpClient.Builder priority(int priority) {
            return this;
        }

        @Override
        public java.net.http.HttpClient.Builder proxy(ProxySelector selector) {
            return this;
        }

        @Override
        public java.net.http.HttpClient.Builder authenticator(Authenticator authenticator) {
            return this;
        }
    }
}
