package ark.restic;

import java.util.List;

/// The files that restic could not read or write.
///
/// @param count of all
/// @param first the first of them
public record FileProblems(long count, List<FileProblem> first) {
    public FileProblems {
        first = List.copyOf(first);
    }
}
