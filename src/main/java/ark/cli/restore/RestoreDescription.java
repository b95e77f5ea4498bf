package ark.cli.restore;

import ark.api.v1.Labels;
import ark.api.v1.RestoreSpec;
import ark.api.v1.RestoreStatus;
import ark.cli.page.Fetched;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.cli.session.Stored;
import ark.cli.verb.DescribeWorkCommand;
import ark.item.Item;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// `ark restore describe`: gathers what there is to tell of a restore, for people and for programs.
final class RestoreDescription implements DescribeWorkCommand.Pages<RestoreSpec, RestoreStatus> {
    /// What is told about.
    ///
    /// @param volumes its pod volume restores
    record Facts(
            Stored<RestoreSpec, RestoreStatus> restore,
            Optional<Item> backup,
            Optional<Item> location,
            List<Item> volumes,
            Fetched.Files files) {
        RestoreStatus status() {
            return restore.status();
        }

        RestoreSpec spec() {
            return restore.spec();
        }
    }

    @Override
    public String page(Session session, DescribeWorkCommand.Told<RestoreSpec, RestoreStatus> told) {
        return new RestorePage(session.page(), session.times(), session.now(), told.details())
                .text(facts(session, told));
    }

    @Override
    public ObjectNode document(
            Session session, DescribeWorkCommand.Told<RestoreSpec, RestoreStatus> told) {
        return new RestoreDocument(session.times(), told.details()).json(facts(session, told));
    }

    private static Facts facts(
            Session session, DescribeWorkCommand.Told<RestoreSpec, RestoreStatus> told) {
        String ofRestore = Labels.RESTORE_NAME + "=" + Labels.value(told.object().name());
        return new Facts(
                told.object(),
                told.backup(),
                told.location(),
                session.resources().list(Kind.POD_VOLUME_RESTORE, ofRestore),
                told.files());
    }
}
