package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far a deletion is.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DeleteBackupRequestStatus(
        @Nullable RequestPhase phase, @Nullable List<String> errors) {
    public DeleteBackupRequestStatus {
        errors = Copies.list(errors);
    }
}
