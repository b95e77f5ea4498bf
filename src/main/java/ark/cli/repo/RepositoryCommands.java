package ark.cli.repo;

import ark.api.v1.ResticRepositorySpec;
import ark.api.v1.ResticRepositoryStatus;
import ark.cli.session.Kind;
import ark.cli.session.Noun;
import ark.cli.session.Noun.Verb;
import ark.cli.verb.DescribeCommand;
import ark.cli.verb.GetCommand;
import ark.cli.verb.Listing;
import ark.cli.verb.Subject;
import java.util.List;

/// The commands of the noun "repo", and those that stand beside it below "restic".
public final class RepositoryCommands {
    static final Subject<ResticRepositorySpec, ResticRepositoryStatus> SUBJECT =
            Subject.of(
                    "repo",
                    Kind.RESTIC_REPOSITORY,
                    ResticRepositorySpec.class,
                    ResticRepositoryStatus.class);

    static final Listing<ResticRepositorySpec, ResticRepositoryStatus> LISTING =
            new Listing<>(
                    SUBJECT,
                    (session, columns, repositories) ->
                            new RepositoryTable(session.times(), columns).text(repositories));

    private RepositoryCommands() {}

    public static Noun noun() {
        return new Noun(
                "repo",
                "repos",
                "Look at the restic repositories of volumes",
                List.of(
                        new Verb(
                                "get",
                                "List restic repositories.",
                                sessions -> new GetCommand<>(sessions, LISTING)),
                        new Verb(
                                "describe",
                                "Tell whether a restic repository can be used, and why not.",
                                sessions ->
                                        new DescribeCommand<>(
                                                sessions,
                                                SUBJECT,
                                                (session, repository) ->
                                                        new RepositoryPage(
                                                                        session.page(),
                                                                        session.times())
                                                                .text(repository)))));
    }

    /// `ark restic init-repository`.
    public static Verb initRepository() {
        return new Verb("init-repository", InitRepositoryCommand::new);
    }
}
