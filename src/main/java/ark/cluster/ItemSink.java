package ark.cluster;

/// Takes the objects of a list, one by one, on the thread that called [Cluster#list].
///
/// A sink must not call the cluster: the list holds one of the permits for requests in flight.
/// What a sink throws ends the list and reaches its caller as it is.
public interface ItemSink {
    /// The list begins. It may begin again when the server forgot the revision half-way (410) or
    /// the connection broke: everything given since the last call is then void, and comes anew.
    void begin();

    /// One object: compact or not, as the server sent it, with `apiVersion` and `kind` put in.
    ///
    /// @param buffer valid only during the call
    void item(ItemHead head, byte[] buffer, int offset, int length);
}
