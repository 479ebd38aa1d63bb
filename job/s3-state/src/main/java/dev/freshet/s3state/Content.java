package dev.freshet.s3state;

import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** An object that was read as a whole. One thread. */
final class Content implements SeekableByteChannel {
  private final byte[] bytes;
  private long position;
  private boolean closed;

  Content(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read(ByteBuffer into) {
    int left = (int) Math.max(0, bytes.length - position);
    int length = Math.min(left, into.remaining());
    if (left == 0) {
      return -1;
    }
    into.put(bytes, (int) position, length);
    position += length;
    return length;
  }

  @Override
  public int write(ByteBuffer from) {
    throw new NonWritableChannelException();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}
