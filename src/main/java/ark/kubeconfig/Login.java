package ark.kubeconfig;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.concurrent.CompletableFuture;

/// Puts the credentials into each request, and renews them when the server refuses them.
final class Login implements Interceptor {
    private static final String HEADER = "Authorization";
    private static final int UNAUTHORIZED = 401;

    private final Credentials credentials;

    Login(Credentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        String authorization = credentials.authorization();
        if (!authorization.isEmpty()) {
            builder.setHeader(HEADER, authorization);
        }
    }

    @Override
    public CompletableFuture<Boolean> afterFailure(
            BasicBuilder builder, HttpResponse<?> response, RequestTags tags) {
        if (response.code() != UNAUTHORIZED || !credentials.renew()) {
            return CompletableFuture.completedFuture(false);
        }
        String authorization = credentials.authorization();
        if (!authorization.isEmpty()) {
            builder.setHeader(HEADER, authorization);
        }
        return CompletableFuture.completedFuture(true);
    }
}
