package ark.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Ports of the loopback interface on which nobody listens now.
final class FreePorts {
    /// Below the ports that Linux gives to outgoing connections, from 32768 on.
    private static final int FIRST = 25_000;

    private static final int LAST = 32_700;

    private FreePorts() {}

    /// Any one port.
    static int one() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("asking for a free port", e);
        }
    }

    /// The first of three free ports in a row.
    static int three() {
        // Another run on this machine begins its search elsewhere.
        int offset = (int) (ProcessHandle.current().pid() * 10 % (LAST - FIRST));
        for (int tried = 0; tried < LAST - FIRST; tried += 10) {
            int port = FIRST + (offset + tried) % (LAST - FIRST);
            if (free(port) && free(port + 1) && free(port + 2)) return port;
        }
        throw new IllegalStateException("no free port between " + FIRST + " and " + LAST);
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket(port, 1)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
