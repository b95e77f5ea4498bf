package ark.cli.page;

import ark.cli.output.Page;
import ark.cli.output.Quantity;
import ark.cli.output.Style;
import ark.cli.session.Stored;
import ark.item.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How every describe page begins: whose page it is, its phase, and what is wrong with it.
///
/// @param object what the page is of
public record Heading(Page page, Stored<?, ?> object) {
    public void metadata() {
        Item item = object.item();
        page.row(0, "Name", object.name(), Style.BOLD)
                .row(0, "Namespace", item.key().namespace())
                .map("Labels", item.labels())
                .map("Annotations", item.annotations())
                .blank();
    }

    /// The line `Phase`.
    ///
    /// @param logs ends the line where a log tells more
    public void phase(String logs) {
        String phase = object.phase();
        boolean failed = phase.equals("Failed") || phase.equals("PartiallyFailed");
        page.phase(phase, (object.deleting() ? " (Deleting)" : "") + (failed ? logs : ""));
    }

    /// How far the work is.
    ///
    /// @param done what becomes of the items: `backed up`
    public void progress(String done, @Nullable Long total, @Nullable Long soFar) {
        boolean running = object.phase().equals("InProgress");
        page.row(
                        0,
                        (running ? "Estimated total items to be " : "Total items to be ") + done,
                        Quantity.orZero(total))
                .row(0, "Items " + done + (running ? " so far" : ""), Quantity.orZero(soFar));
    }

    /// What was wrong with the request, and why the work ended, where there is anything.
    public void failure(@Nullable List<String> validationErrors, @Nullable String failureReason) {
        if (validationErrors != null && !validationErrors.isEmpty()) {
            page.blank().list(0, "Validation errors", validationErrors, Style.BAD);
        }
        if (failureReason != null) {
            page.blank().row(0, "Failure reason", failureReason, Style.BAD);
        }
    }
}
