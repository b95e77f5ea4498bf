package ark.cli.page;

import ark.api.v1.DownloadKind;
import ark.cli.output.CommandFailure;
import ark.cli.session.ApiException;
import ark.cli.session.Downloads;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/// A file for a describe page, which is printed whatever becomes of its files.
public sealed interface Fetched {
    /// It is there.
    record Document(JsonNode json) implements Fetched {}

    /// The bucket has no such file.
    record Missing() implements Fetched {}

    /// It cannot be had now.
    ///
    /// @param why one line
    record Unavailable(String why) implements Fetched {}

    /// The files of one backup or restore.
    interface Files {
        Fetched document(DownloadKind kind);

        /// Those behind an API server. When one cannot be had because nobody answers, the others
        /// are not waited for.
        static Files of(Downloads downloads, String name) {
            var unavailable =
                    new java.util.concurrent.atomic.AtomicReference<Optional<Unavailable>>(
                            Optional.empty());
            return kind -> {
                Optional<Unavailable> before = unavailable.get();
                if (before.isPresent()) {
                    return before.get();
                }
                try {
                    return downloads
                            .document(kind, name)
                            .<Fetched>map(Document::new)
                            .orElseGet(Missing::new);
                } catch (CommandFailure e) {
                    unavailable.set(Optional.of(new Unavailable(e.what())));
                    return new Unavailable(e.what());
                } catch (ApiException e) {
                    return new Unavailable(String.valueOf(e.getMessage())); // an older enumeration
                }
            };
        }
    }
}
