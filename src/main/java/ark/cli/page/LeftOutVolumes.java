package ark.cli.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// The volumes of a backup's pods that were not captured, and why: told by a file of the backup.
public final class LeftOutVolumes {
    private LeftOutVolumes() {}

    /// As lines of the block Volumes; none when the backup has no such file.
    ///
    /// @param volumeInfo the file `-volumeinfo.json.gz`
    public static List<StateBlocks.Volume> states(Fetched volumeInfo) {
        return switch (volumeInfo) {
            case Fetched.Document(JsonNode list) ->
                    list.valueStream()
                            .filter(volume -> volume.path("skipped").asBoolean())
                            .filter(volume -> !volume.at("/pvbInfo/volumeName").isMissingNode())
                            .map(LeftOutVolumes::state)
                            .toList();
            case Fetched.Missing() -> List.of();
            case Fetched.Unavailable(String why) ->
                    List.of(
                            new StateBlocks.Volume(
                                    "<others>", "unknown", List.of("their list is away: " + why)));
        };
    }

    private static StateBlocks.Volume state(JsonNode volume) {
        String path =
                volume.at("/pvbInfo/podNamespace").asText()
                        + "/"
                        + volume.at("/pvbInfo/podName").asText()
                        + "/"
                        + volume.at("/pvbInfo/volumeName").asText();
        return new StateBlocks.Volume(
                path, "left out", List.of(volume.path("skippedReason").asText()));
    }
}
