package ark.cluster;

/// How a list ended.
///
/// @param revision the resource version that the server answered from
/// @param items how many objects the sink got since its last `begin`
/// @param exact whether an exact revision was asked for and every page came from it
public record ListResult(String revision, long items, boolean exact) {}
