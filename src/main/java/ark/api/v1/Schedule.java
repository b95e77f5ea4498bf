package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/// Takes a backup each time a cron expression says so.
///
/// Every field is described in `crds/schedules.yaml`.
@Group("velero.io")
@Version("v1")
@Plural("schedules")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class Schedule extends CustomResource<ScheduleSpec, ScheduleStatus>
        implements Namespaced {}
