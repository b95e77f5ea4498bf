package ark.cluster;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One request to the API server, as it goes over the wire.
///
/// @param path absolute, encoded, with its query
/// @param body null for none
/// @param doing for messages: present participle plus what
record Call(
        String method,
        String path,
        String accept,
        @Nullable String contentType,
        @Nullable String body,
        String doing) {
    static final String JSON = "application/json";
    static final String MERGE_PATCH = "application/merge-patch+json";

    static Call get(String path, String doing) {
        return new Call("GET", path, JSON, null, null, doing);
    }

    static Call sending(String method, String path, String contentType, byte[] body, String doing) {
        // As a text: the client may have to send it again after it renewed its credentials.
        String text = new String(body, StandardCharsets.UTF_8);
        return new Call(method, path, JSON, contentType, text, doing);
    }

    Call accepting(String types) {
        return new Call(method, path, types, contentType, body, doing);
    }

    boolean reads() {
        return method.equals("GET");
    }

    /// One part of a path or a query, percent-encoded.
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
