package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a process holds of the machine's memory.
final class Memory {
    private Memory() {}

    /// The most that a process ever held, in MB.
    static long peakMegabytes(Process process) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("no VmHWM");
    }
}
