package ark.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// A gzip stream of many members, which every reader takes for one: each block of the input becomes
/// a member of its own, and several are compressed at once. Memory is bounded by the blocks in
/// flight. For one thread at a time.
///
/// Source of the layout: RFC 1952, sections 2.2 and 2.3.
final class BlockGzip extends OutputStream {
    /// Members of this size cost less than 0.1 % against one single member.
    private static final int BLOCK_BYTES = 512 * 1024;

    /// Slices for the checksum: one call with a large array is slower.
    private static final int SLICE_BYTES = 32 * 1024;

    private final OutputStream out;
    private final int level;
    private final int inFlight;
    private final ExecutorService threads;
    private final Deque<Future<Member>> members = new ArrayDeque<>();
    private final Deque<byte[]> free = new ArrayDeque<>();
    private byte[] block = new byte[BLOCK_BYTES];
    private int used;

    /// @param gzip one whole member
    /// @param block what it was made of, free to be filled again
    private record Member(ByteBuffer gzip, ByteBuffer block) {}

    /// @param out where the members go; this class never closes it
    BlockGzip(OutputStream out, Compression compression) {
        this.out = out;
        this.level = compression.level();
        this.inFlight = compression.threads() + 1;
        this.threads =
                Executors.newFixedThreadPool(
                        compression.threads(),
                        Thread.ofPlatform().daemon().name("gzip-", 0).factory());
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int part = Math.min(length - done, block.length - used);
            System.arraycopy(bytes, offset + done, block, used, part);
            used += part;
            done += part;
            if (used == block.length) {
                compressBlock();
            }
        }
    }

    private void compressBlock() throws IOException {
        byte[] full = block;
        int length = used;
        members.add(threads.submit(() -> member(full, length)));
        while (members.size() >= inFlight) {
            writeOldest();
        }
        block = free.isEmpty() ? new byte[BLOCK_BYTES] : free.pop();
        used = 0;
    }

    private void writeOldest() throws IOException {
        Member member = await(members.remove());
        out.write(member.gzip().array(), 0, member.gzip().limit());
        free.push(member.block().array());
    }

    private static Member await(Future<Member> future) throws IOException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while compressing", e);
        } catch (ExecutionException e) {
            throw new IOException("compressing failed", e);
        }
    }

    private Member member(byte[] bytes, int length) {
        var crc = new CRC32();
        for (int at = 0; at < length; at += SLICE_BYTES) {
            crc.update(bytes, at, Math.min(SLICE_BYTES, length - at));
        }
        var deflater = new Deflater(level, true);
        try {
            deflater.setInput(bytes, 0, length);
            deflater.finish();
            // stored blocks are the worst case: 5 bytes each 16 KiB, header and trailer
            byte[] gzip = new byte[length + length / 1000 + 64];
            int at = header(gzip);
            while (!deflater.finished()) {
                at += deflater.deflate(gzip, at, gzip.length - at);
            }
            at = littleEndian(gzip, at, (int) crc.getValue());
            at = littleEndian(gzip, at, length);
            return new Member(ByteBuffer.wrap(gzip, 0, at), ByteBuffer.wrap(bytes));
        } finally {
            deflater.end();
        }
    }

    private static int header(byte[] gzip) {
        gzip[0] = 0x1f;
        gzip[1] = (byte) 0x8b;
        gzip[2] = 8; // deflate
        gzip[9] = (byte) 0xff; // made by an unknown operating system; no name, no time
        return 10;
    }

    private static int littleEndian(byte[] bytes, int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >>> (8 * i));
        }
        return at + 4;
    }

    /// Writes what is still held; afterwards the output is a complete gzip stream.
    void finish() throws IOException {
        if (used > 0) {
            compressBlock();
        }
        while (!members.isEmpty()) {
            writeOldest();
        }
        out.flush();
    }

    /// Ends the threads; what was not written by [#finish] is lost.
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
