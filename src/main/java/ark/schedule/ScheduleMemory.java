package ark.schedule;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What this process saw of the schedules beside their resources. Lost with the process; nothing
/// but the count of missed runs, and a clock that went back, depends on it.
final class ScheduleMemory {
    private final Map<String, Instant> paused = new ConcurrentHashMap<>();
    private final Map<String, Instant> clockWentBack = new ConcurrentHashMap<>();

    /// What is known of a schedule now.
    ///
    /// A schedule whose last run lies in the future ran while the clock was wrong. It must not wait
    /// until that time comes: its next time is counted from when this was first seen.
    SchedulePlan.Facts facts(String uid, ScheduleRequest.Verdict verdict, Instant now) {
        if (verdict instanceof ScheduleRequest.Verdict.Valid(ScheduleRequest request)) {
            if (request.paused()) {
                paused.put(uid, now);
            }
            if (request.history().marks().stream().anyMatch(now::isBefore)) {
                clockWentBack.putIfAbsent(uid, now);
            } else {
                clockWentBack.remove(uid);
            }
        }
        return new SchedulePlan.Facts(
                now,
                Optional.ofNullable(clockWentBack.get(uid)),
                Optional.ofNullable(paused.get(uid)));
    }

    void forget(String uid) {
        paused.remove(uid);
        clockWentBack.remove(uid);
    }
}
