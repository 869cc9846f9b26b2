package io.meetinginsights.jobs.ingest.fields;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Values of attributes as bytes, for the way from task to task: a record of dozens of columns, of
 * which most datasets have other ones, crosses as one.
 */
public final class TypedValues {

  private TypedValues() {}

  /** The values, in the order of the attributes, as bytes. */
  public static byte[] bytes(List<Attribute> attributes, Object[] values) {
    Writing writing = new Writing();
    writing.write(attributes, values);
    return Arrays.copyOf(writing.out.array(), writing.out.position());
  }

  /** Values from {@link #bytes}. */
  public static Object[] values(List<Attribute> attributes, byte[] bytes) {
    return read(ByteBuffer.wrap(bytes), attributes);
  }

  private static final class Writing {
    private ByteBuffer out = ByteBuffer.allocate(512);

    private ByteBuffer room(int bytes) {
      if (out.remaining() < bytes) {
        int size = Math.max(out.capacity() * 2, out.position() + bytes);
        out = ByteBuffer.allocate(size).put(out.flip());
      }
      return out;
    }

    private void write(List<Attribute> attributes, Object[] values) {
      for (int i = 0; i < values.length; i++) {
        Object value = values[i];
        room(9).put((byte) (value == null ? 0 : 1));
        if (value == null) {
          continue;
        }
        switch (attributes.get(i).type()) {
          case TEXT -> {
            byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
            room(text.length + Integer.BYTES).putInt(text.length).put(text);
          }
          case NUMBER -> out.putDouble((Double) value);
          case WHOLE, INSTANT -> out.putLong((Long) value);
          case INTEGER -> out.putInt((Integer) value);
          case TRUTH -> out.put((byte) ((Boolean) value ? 1 : 0));
          case LIST -> {
            List<?> items = (List<?>) value;
            out.putInt(items.size());
            for (Object item : items) {
              write(attributes.get(i).of(), (Object[]) item);
            }
          }
          default -> throw new IllegalStateException("No bytes for " + attributes.get(i));
        }
      }
    }
  }

  private static Object[] read(ByteBuffer in, List<Attribute> attributes) {
    Object[] values = new Object[attributes.size()];
    for (int i = 0; i < values.length; i++) {
      if (in.get() == 0) {
        continue;
      }
      values[i] =
          switch (attributes.get(i).type()) {
            case TEXT -> text(in);
            case NUMBER -> in.getDouble();
            case WHOLE, INSTANT -> in.getLong();
            case INTEGER -> in.getInt();
            case TRUTH -> in.get() == 1;
            case LIST -> {
              int size = in.getInt();
              List<Object[]> items = new ArrayList<>(size);
              for (int item = 0; item < size; item++) {
                items.add(read(in, attributes.get(i).of()));
              }
              yield items;
            }
          };
    }
    return values;
  }

  private static String text(ByteBuffer in) {
    int length = in.getInt();
    String text = new String(in.array(), in.position(), length, StandardCharsets.UTF_8);
    in.position(in.position() + length);
    return text;
  }
}
