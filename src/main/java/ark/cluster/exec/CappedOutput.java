package ark.cluster.exec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/// Takes a stream of any length and keeps its beginning and its end. For one thread at a time.
final class CappedOutput {
    private final byte[] beginning;
    private final byte[] ending;
    private long taken;

    /// @param keptBytes half of it from either end
    CappedOutput(int keptBytes) {
        beginning = new byte[keptBytes / 2];
        ending = new byte[keptBytes / 2];
    }

    void take(ByteBuffer bytes) {
        int first = (int) Math.min(bytes.remaining(), Math.max(0, beginning.length - taken));
        if (first > 0) {
            bytes.get(beginning, (int) taken, first);
            taken += first;
        }
        int useless = bytes.remaining() - ending.length;
        if (useless > 0) {
            bytes.position(bytes.position() + useless);
            taken += useless;
        }
        while (bytes.hasRemaining()) {
            int at = (int) ((taken - beginning.length) % ending.length);
            int length = Math.min(bytes.remaining(), ending.length - at);
            bytes.get(ending, at, length);
            taken += length;
        }
    }

    ExecResult.Output output() {
        int first = (int) Math.min(taken, beginning.length);
        long behind = taken - first;
        int last = (int) Math.min(behind, ending.length);
        var ordered = new byte[last];
        int from = behind > ending.length ? (int) (behind % ending.length) : 0;
        System.arraycopy(ending, from, ordered, 0, last - from);
        System.arraycopy(ending, 0, ordered, last - from, from);
        String begins = new String(beginning, 0, first, UTF_8);
        String ends = new String(ordered, UTF_8);
        return behind > last
                ? new ExecResult.Output(begins, behind - last, ends)
                : new ExecResult.Output(whole(first, ordered), 0, "");
    }

    /// As one text: a character may lie on the border.
    private String whole(int first, byte[] rest) {
        var all = new byte[first + rest.length];
        System.arraycopy(beginning, 0, all, 0, first);
        System.arraycopy(rest, 0, all, first, rest.length);
        return new String(all, UTF_8);
    }
}
