package ark.restic;

/// What a repository says of itself.
///
/// @param id 64 hexadecimal digits, which no other repository has
/// @param version of its format
public record RepositoryConfig(String id, int version) {}
