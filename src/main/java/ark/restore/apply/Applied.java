package ark.restore.apply;

import ark.item.Item;
import java.util.List;

/// What became of a [Candidate].
///
/// @param live the object in the cluster
/// @param warnings what a person should know
public record Applied(What what, Item live, List<String> warnings) {
    public Applied {
        warnings = List.copyOf(warnings);
    }

    /// In the words of a restore's resource list.
    public enum What {
        CREATED("created"),
        UPDATED("updated"),
        /// It existed, and was left as it is.
        LEFT("skipped");

        private final String text;

        What(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
