package ark.nodeagent.room;

import java.util.List;

/// The file in a restored volume for which an init container of Velero or Ark waits.
///
/// Source: upstream's restore helper of 1.9.7 and Ark 0.9.
public final class DoneFile {
    private static final String VELERO = ".velero";
    private static final String ARK = ".ark";

    /// The folders of all eras. What a backup caught of them is stale.
    static final List<String> FOLDERS = List.of(VELERO, ARK);

    private DoneFile() {}

    /// Its path in the volume.
    ///
    /// @param arkEra whether the pod waits as those of Ark up to 0.11 did
    public static String of(String restoreUid, boolean arkEra) {
        return (arkEra ? ARK : VELERO) + "/" + restoreUid;
    }
}
