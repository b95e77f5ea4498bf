package ark.restic.store;

/// Where Amazon keeps a bucket.
public interface Regions {
    /// The region of a bucket, as `eu-west-1`.
    ///
    /// @throws ark.spi.StoreException `UNREACHABLE`, `MISCONFIGURED` when it cannot be told
    String of(String bucket);
}
