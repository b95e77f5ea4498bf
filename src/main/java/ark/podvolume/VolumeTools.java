package ark.podvolume;

import ark.cluster.Cluster;
import ark.operation.Pause;
import java.time.InstantSource;

/// What volumes are captured and restored with.
public record VolumeTools(Cluster cluster, InstantSource clock, Pause pause) {}
