package io.meetinginsights.jobs.simulate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;

/** Writes one JSON document to memory; a thin fluent layer over Jackson's generator. */
final class JsonLine {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 14);
  private final JsonGenerator generator;

  JsonLine() {
    try {
      generator = FACTORY.createGenerator(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private JsonLine step(Step step) {
    try {
      step.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonLine object() {
    return step(generator::writeStartObject);
  }

  JsonLine object(String name) {
    return step(() -> generator.writeObjectFieldStart(name));
  }

  JsonLine endObject() {
    return step(generator::writeEndObject);
  }

  JsonLine array() {
    return step(generator::writeStartArray);
  }

  JsonLine array(String name) {
    return step(() -> generator.writeArrayFieldStart(name));
  }

  JsonLine endArray() {
    return step(generator::writeEndArray);
  }

  JsonLine put(String name, String value) {
    return step(() -> generator.writeStringField(name, value));
  }

  JsonLine put(String name, long value) {
    return step(() -> generator.writeNumberField(name, value));
  }

  JsonLine put(String name, boolean value) {
    return step(() -> generator.writeBooleanField(name, value));
  }

  JsonLine put(String name, Collection<String> values) {
    array(name);
    for (String value : values) {
      step(() -> generator.writeString(value));
    }
    return endArray();
  }

  JsonLine number(long value) {
    return step(() -> generator.writeNumber(value));
  }

  /** A decimal with exactly as many digits as asked for. */
  JsonLine put(String name, double value, int digits) {
    return step(
        () -> {
          generator.writeFieldName(name);
          generator.writeNumber(decimal(value, digits));
        });
  }

  JsonLine number(double value, int digits) {
    return step(() -> generator.writeNumber(decimal(value, digits)));
  }

  /** The line so far, ended by a line feed; the writer is empty afterwards. */
  byte[] take() {
    try {
      generator.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // The generator puts a blank between root values: it would lead every line but the first.
    byte[] all = bytes.toByteArray();
    bytes.reset();
    int from = 0;
    while (from < all.length && all[from] == ' ') {
      from++;
    }
    byte[] line = new byte[all.length - from + 1];
    System.arraycopy(all, from, line, 0, all.length - from);
    line[line.length - 1] = '\n';
    return line;
  }

  /** Plain decimal notation, rounded half up, without a locale. */
  static String decimal(double value, int digits) {
    long scale = 1;
    for (int i = 0; i < digits; i++) {
      scale *= 10;
    }
    long scaled = Math.round(value * scale);
    if (digits == 0) {
      return Long.toString(scaled);
    }
    long whole = Math.abs(scaled) / scale;
    String fraction = Long.toString(Math.abs(scaled) % scale);
    return (scaled < 0 ? "-" : "")
        + whole
        + "."
        + "0".repeat(digits - fraction.length())
        + fraction;
  }
}
