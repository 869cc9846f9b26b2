package io.meetinginsights.jobs.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.jobs.privacy.Subject.By;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files written by hand; one task's work, without Spark. */
class LandingRewriteTest {

  private static final Redacting ANN =
      Redacting.of(
          new Subject(
              Subject.Kind.PERSON,
              Map.of(By.PERSON, Set.of("ann@example.com"), By.MAC, Set.of("a483e7000001"))));

  private static final String OTHERS = "{\"body\":[{\"mac\":\"a483e7000002\",  \"v\":1.50}]}";
  private static final String BOTH =
      "{\"body\":[{\"mac\":\"a483e7000001\"},{\"mac\":\"a483e7000002\"}]}";

  @TempDir Path folder;

  private Row rewrite(String name) {
    return LandingRewrite.rewrite(
        new Configuration(),
        folder.toUri().toString(),
        new LandingRewrite.Place("client_stats", null, name),
        ANN);
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(stored)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return stored.toByteArray();
  }

  private static List<String> lines(Path file) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void onlyTheLinesThatNameThePersonChangeAndEveryLineKeepsItsNumber() throws IOException {
    Path file = write("a.jsonl.gz", gzip(OTHERS + "\n\n" + BOTH + "\n" + OTHERS));
    write(".a.jsonl.gz.crc", new byte[] {1});
    Row done = rewrite("a.jsonl.gz");
    assertThat(lines(file))
        .containsExactly(
            OTHERS, "", "{\"body\":[{\"mac\":\"a483e7000002\"}],\"redacted\":true}", OTHERS);
    assertThat(List.of(done.getLong(0), done.getLong(1))).containsExactly(1L, 1L);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).as("neither a checksum of what was, nor a half").containsExactly(file);
    }
    assertThat(rewrite("a.jsonl.gz").getLong(0)).as("again: nothing to do").isZero();
  }

  @Test
  void aFileAboutOthersKeepsEveryByte() throws IOException {
    byte[] before = gzip(OTHERS + "\n");
    Path file = write("b.jsonl.gz", before);
    assertThat(rewrite("b.jsonl.gz").getLong(0)).isZero();
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void aFileThatIsNotPackedStaysSo() throws IOException {
    Path file = write("c.jsonl", (BOTH + "\n").getBytes(StandardCharsets.UTF_8));
    rewrite("c.jsonl");
    assertThat(Files.readString(file))
        .isEqualTo("{\"body\":[{\"mac\":\"a483e7000002\"}],\"redacted\":true}\n");
  }

  @Test
  void whatAFileThatBrokeOffHoldsOfThePersonGoesToo() throws IOException {
    StringBuilder noise = new StringBuilder();
    new Random(1).ints(4000, 'a', 'z').forEach(c -> noise.append((char) c));
    byte[] whole = gzip(OTHERS + "\n{\"body\":[{\"email\":\"ann@example.com\",\"x\":\"" + noise);
    Path file = write("d.jsonl.gz", Arrays.copyOf(whole, whole.length / 2));
    rewrite("d.jsonl.gz");
    assertThat(lines(file)).containsExactly(OTHERS, "{\"redacted\":true}");
  }
}
