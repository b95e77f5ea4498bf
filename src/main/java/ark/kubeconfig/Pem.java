package ark.kubeconfig;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One block of a PEM text; whatever stands between blocks is ignored.
///
/// Source: RFC 7468 and, for the headers of encrypted keys, RFC 1421.
///
/// @param label `CERTIFICATE`, `EC PRIVATE KEY` ...
/// @param body base64, perhaps with headers before it
record Pem(String label, String body) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    static List<Pem> blocks(byte[] text) {
        var blocks = new ArrayList<Pem>();
        Matcher matcher = BLOCK.matcher(new String(text, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            blocks.add(new Pem(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }

    boolean encrypted() {
        return label.equals("ENCRYPTED PRIVATE KEY") || body.contains("ENCRYPTED");
    }

    /// @throws IllegalArgumentException when the body is not base64
    byte[] der() {
        return Base64.getMimeDecoder().decode(body.strip());
    }

    /// The label only: the body may be a key.
    @Override
    public String toString() {
        return "Pem[" + label + "]";
    }
}
