package ark.cluster;

import ark.item.InvalidJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// A sliding window over a stream of JSON: reads ahead, skips values without looking into them, and
/// keeps the bytes from a mark on together, so that what was found can be handed over in one piece.
final class ByteWindow {
    /// Four TLS records.
    private static final int FIRST_BYTES = 64 * 1024;

    /// The API server refuses 10,000; no object comes near this.
    private static final int MAX_DEPTH = 1000;

    private final InputStream in;

    /// Free bytes before whatever is kept, for the caller to write into.
    private final int headroom;

    private final int maxKept;

    /// The closing bracket that each open one waits for.
    private final byte[] closers = new byte[MAX_DEPTH];

    private byte[] bytes;
    private int position;
    private int end;
    private int mark = -1;

    ByteWindow(InputStream in, int headroom, int maxKept) {
        this.in = in;
        this.headroom = headroom;
        this.maxKept = maxKept;
        bytes = new byte[headroom + FIRST_BYTES];
        position = headroom;
        end = headroom;
    }

    /// Valid until the next read.
    byte[] bytes() {
        return bytes;
    }

    int position() {
        return position;
    }

    /// Where the kept bytes begin.
    int mark() {
        return mark;
    }

    /// From here on bytes stay together.
    void keep() {
        mark = position;
    }

    void drop() {
        mark = -1;
    }

    /// The next byte that is not white space, without taking it.
    ///
    /// @throws EOFException when there is none
    byte peek() throws IOException {
        for (; ; position++) {
            if (position == end) {
                readMore();
            }
            byte next = bytes[position];
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                return next;
            }
        }
    }

    /// Takes a byte after white space.
    byte take() throws IOException {
        byte next = peek();
        position++;
        return next;
    }

    void expect(char wanted) throws IOException {
        byte found = take();
        if (found != wanted) {
            throw new InvalidJsonException(
                    "expected '" + wanted + "' in a list, found byte " + (found & 0xff), null);
        }
    }

    /// Whether nothing but white space follows.
    boolean atEnd() throws IOException {
        try {
            peek();
            return false;
        } catch (EOFException e) {
            return true;
        }
    }

    /// Takes a string; the position must be at its opening quote.
    ///
    /// @return whether it holds escapes
    boolean skipString() throws IOException {
        boolean escapes = false;
        int at = position + 1;
        byte[] all = bytes;
        int limit = end;
        while (true) {
            while (at < limit) {
                byte next = all[at++];
                if (next == '"') {
                    position = at;
                    return escapes;
                }
                if (next == '\\') {
                    escapes = true;
                    at++; // may pass the limit: then the skipped byte is the first of the next
                }
            }
            at = refill(at);
            all = bytes;
            limit = end;
        }
    }

    /// Reads more while a scan stands at the end, or one byte behind it; gives the scan's new
    /// position.
    private int refill(int at) throws IOException {
        boolean behind = at > end;
        position = end;
        readMore();
        if (behind) {
            position++;
            if (position == end) {
                readMore();
            }
        }
        return position;
    }

    private void readMore() throws IOException {
        if (!fill()) {
            throw new EOFException("the answer ended early");
        }
    }

    /// Takes any value.
    void skipValue() throws IOException {
        byte first = peek();
        if (first == '"') {
            skipString();
        } else if (first == '{' || first == '[') {
            skipNested();
        } else {
            skipScalar();
        }
    }

    private void skipScalar() throws IOException {
        int begun = 0;
        while (position < end || fill()) {
            byte next = bytes[position];
            if (next == ',' || next == '}' || next == ']' || next <= ' ') {
                break;
            }
            position++;
            begun++;
        }
        if (begun == 0) {
            throw new InvalidJsonException("a value is missing", null);
        }
    }

    /// The hot loop: nearly every byte of a list goes through it.
    private void skipNested() throws IOException {
        int depth = 0;
        int at = position;
        byte[] all = bytes;
        int limit = end;
        do {
            if (at >= limit) {
                at = refill(at);
                all = bytes;
                limit = end;
            }
            byte next = all[at++];
            if (next == '"') {
                position = at - 1;
                skipString();
                at = position;
                all = bytes;
                limit = end;
            } else if (next >= '[') {
                depth = bracket(depth, next);
            }
        } while (depth > 0);
        position = at;
    }

    /// Opens or closes a bracket, if it is one.
    private int bracket(int depth, byte next) {
        if (next == '{' || next == '[') {
            if (depth == MAX_DEPTH) {
                throw new InvalidJsonException("nested too deep", null);
            }
            closers[depth] = (byte) (next + 2); // in ASCII '}' is '{' + 2, and ']' is '[' + 2
            return depth + 1;
        }
        if (next == '}' || next == ']') {
            if (closers[depth - 1] != next) {
                throw new InvalidJsonException("brackets do not match", null);
            }
            return depth - 1;
        }
        return depth;
    }

    /// Reads more; moves or grows what is kept when there is no room.
    ///
    /// @return false at the end of the stream
    private boolean fill() throws IOException {
        if (mark < 0) {
            position = headroom;
            end = headroom;
        } else if (end == bytes.length) {
            makeRoom();
        }
        int read = in.read(bytes, end, bytes.length - end);
        if (read > 0) {
            end += read;
        }
        return read > 0;
    }

    private void makeRoom() {
        int kept = end - mark;
        if (kept > maxKept) {
            throw new TooLargeException(maxKept);
        }
        byte[] target = bytes;
        if (kept > bytes.length / 2) {
            target = new byte[Math.min(2 * bytes.length, headroom + maxKept + 1)];
        }
        System.arraycopy(bytes, mark, target, headroom, kept);
        position += headroom - mark;
        bytes = target;
        mark = headroom;
        end = headroom + kept;
    }

    /// What is to be kept is larger than allowed.
    static final class TooLargeException extends RuntimeException {
        TooLargeException(int limit) {
            super("an object is larger than " + (limit >> 10) + " KiB");
        }
    }
}
