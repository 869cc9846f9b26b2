package io.meetinginsights.jobs.ingest.fetch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.jobs.accounts.AccountStore;
import io.meetinginsights.jobs.zoom.SmallFiles;
import io.meetinginsights.jobs.zoom.ZoomAnswer;
import io.meetinginsights.jobs.zoom.ZoomClock;
import io.meetinginsights.jobs.zoom.ZoomRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes answers to the landing zone and what they settle beside the operations files.
 *
 * <p>A landing file is written under a name that begins with a dot, which no reader looks at, and
 * gets its own name by a rename when it is whole; object stores show an object only once it is
 * whole, and their rename is a copy, which is too. Then its progress file is written. A run killed
 * between the two leaves a file whose lines say all that the progress file would have, see {@link
 * FetchProgress}. An answer is therefore durable from its file's rename on, and what a killed run
 * loses is what came since: at the most {@code fetch.flush-seconds}, or one file's worth.
 */
final class LandingWriter implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonFactory LINES = new JsonFactory();
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS").withZone(ZoneOffset.UTC);
  private static final String OUTCOMES = "outcomes";

  private final FileSystem landingFiles;
  private final FileSystem opsFiles;
  private final Path landing;
  private final Path progress;
  private final String accountId;
  private final LocalDate day;
  private final String runId;
  private final ZoomClock clock;
  private final long flushNanos;
  private final long rollBytes;
  private final AtomicInteger sequence = new AtomicInteger();
  private final Map<String, OpenFile> open = new HashMap<>();
  private final List<ProgressEntry> outcomes = new ArrayList<>();
  private long outcomesSince;

  LandingWriter(
      Configuration hadoop,
      String landingRoot,
      Path progressFolder,
      String accountId,
      LocalDate day,
      String runId,
      ZoomClock clock,
      FetchConfig config)
      throws IOException {
    this.landing = new Path(landingRoot, "zoom");
    this.landingFiles = landing.getFileSystem(hadoop);
    this.progress = new Path(progressFolder, "date=" + day);
    this.opsFiles = progress.getFileSystem(hadoop);
    this.accountId = accountId;
    this.day = day;
    this.runId = AccountStore.folderName(runId);
    this.clock = clock;
    this.flushNanos = Duration.ofSeconds(config.flushSeconds()).toNanos();
    this.rollBytes = config.rollMegabytes() * 1_000_000L;
    removeLeftovers();
  }

  /** Halves of files that a killed run left; its lease is ours. */
  private void removeLeftovers() throws IOException {
    FileStatus[] halves =
        landingFiles.globStatus(
            new Path(
                landing,
                "*/date=" + day + "/account=" + AccountStore.folderName(accountId) + "/.*.part"));
    for (FileStatus half : halves == null ? new FileStatus[0] : halves) {
      landingFiles.delete(half.getPath(), false);
    }
  }

  /** Adds an answer; it is durable after the next flush. */
  void land(ZoomRequest request, ZoomAnswer.Ok answer, ProgressEntry entry) {
    byte[] line = line(request, answer);
    String dataset = request.endpoint().dataset();
    synchronized (openFile(dataset)) {
      OpenFile file = openFile(dataset);
      try {
        file.add(line);
        file.entries.add(entry);
        if (file.bytes >= rollBytes || clock.nanos() - file.since >= flushNanos) {
          file.finish();
        }
      } catch (IOException e) {
        throw unwritable(e);
      }
    }
  }

  /** Lands answers in one file of their own: all of them or, if killed, none. */
  void landTogether(
      String dataset,
      List<Map.Entry<ZoomRequest, ZoomAnswer.Ok>> answers,
      List<ProgressEntry> entries) {
    OpenFile file = openFile(dataset);
    synchronized (file) {
      try {
        file.finish();
        for (Map.Entry<ZoomRequest, ZoomAnswer.Ok> answer : answers) {
          file.add(line(answer.getKey(), answer.getValue()));
        }
        file.entries.addAll(entries);
        file.finish();
      } catch (IOException e) {
        throw unwritable(e);
      }
    }
  }

  /** Notes what is settled without an answer to land. */
  void note(ProgressEntry entry) {
    synchronized (outcomes) {
      if (outcomes.isEmpty()) {
        outcomesSince = clock.nanos();
      }
      outcomes.add(entry);
    }
  }

  /** Makes durable what has waited long enough. */
  void flushOld() {
    flush(flushNanos);
  }

  private void flush(long olderThan) {
    try {
      List<OpenFile> files;
      synchronized (open) {
        files = List.copyOf(open.values());
      }
      for (OpenFile file : files) {
        synchronized (file) {
          if (file.out != null && clock.nanos() - file.since >= olderThan) {
            file.finish();
          }
        }
      }
      List<ProgressEntry> settled = List.of();
      synchronized (outcomes) {
        if (!outcomes.isEmpty() && clock.nanos() - outcomesSince >= olderThan) {
          settled = List.copyOf(outcomes);
          outcomes.clear();
        }
      }
      if (!settled.isEmpty()) {
        writeProgress(OUTCOMES + "~" + name(), settled);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  @Override
  public void close() {
    flush(Long.MIN_VALUE);
  }

  private OpenFile openFile(String dataset) {
    synchronized (open) {
      return open.computeIfAbsent(dataset, OpenFile::new);
    }
  }

  /** Names sort in the order of their making, over all runs. */
  private String name() {
    return STAMP.format(clock.now()) + String.format("-%06d-", sequence.incrementAndGet()) + runId;
  }

  private void writeProgress(String name, List<ProgressEntry> entries) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (ProgressEntry entry : entries) {
      lines.writeBytes(JSON.writeValueAsBytes(entry));
      lines.write('\n');
    }
    SmallFiles.replace(opsFiles, new Path(progress, name + ".jsonl"), lines.toByteArray());
  }

  private byte[] line(ZoomRequest request, ZoomAnswer.Ok answer) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(answer.body().length + 300);
    try (JsonGenerator json = LINES.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("received_at", answer.receivedAt().toString());
      json.writeStringField("account_id", accountId);
      json.writeStringField("request", request.endpoint().request());
      json.writeObjectFieldStart("params");
      for (Map.Entry<String, String> parameter : request.landedParameters().entrySet()) {
        json.writeStringField(parameter.getKey(), parameter.getValue());
      }
      json.writeEndObject();
      json.writeFieldName("body");
      json.writeRawValue("");
      json.flush();
      writeOnOneLine(answer.body(), line);
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("Writing to memory failed", e);
    }
    line.write('\n');
    return line.toByteArray();
  }

  /**
   * A body as it came. Line ends can stand only between the tokens of JSON, never inside a string,
   * so a blank in their place changes nothing of what it says.
   */
  private static void writeOnOneLine(byte[] body, OutputStream out) throws IOException {
    int from = body.length >= 3 && (body[0] & 0xff) == 0xef && (body[1] & 0xff) == 0xbb ? 3 : 0;
    int start = from;
    for (int i = from; i < body.length; i++) {
      if (body[i] == '\n' || body[i] == '\r') {
        out.write(body, start, i - start);
        out.write(' ');
        start = i + 1;
      }
    }
    out.write(body, start, body.length - start);
  }

  private static UpstreamError unwritable(IOException e) {
    return new UpstreamError(
        "The landing zone or the operations folder cannot be written",
        e.getClass().getSimpleName() + ": " + e.getMessage(),
        "see that storage.landing and storage.ops have room and may be written; the fetch goes on where it was",
        e);
  }

  private final class OpenFile {
    private final String dataset;
    private final List<ProgressEntry> entries = new ArrayList<>();
    private Path temporary;
    private Path path;
    private String name;
    private FSDataOutputStream raw;
    private OutputStream out;
    private long bytes;
    private long since;

    private OpenFile(String dataset) {
      this.dataset = dataset;
    }

    private void add(byte[] line) throws IOException {
      if (out == null) {
        name = name();
        Path folder =
            new Path(
                landing,
                dataset + "/date=" + day + "/account=" + AccountStore.folderName(accountId));
        path = new Path(folder, name + ".jsonl.gz");
        temporary = new Path(folder, "." + name + ".jsonl.gz.part");
        raw = landingFiles.create(temporary, true);
        out =
            new GZIPOutputStream(raw, 1 << 16) {
              {
                def.setLevel(Deflater.BEST_SPEED);
              }
            };
        since = clock.nanos();
      }
      out.write(line);
      bytes += line.length;
    }

    private void finish() throws IOException {
      if (out == null) {
        return;
      }
      ((GZIPOutputStream) out).finish();
      SmallFiles.makeDurable(raw);
      out.close();
      if (!landingFiles.rename(temporary, path)) {
        throw new IOException("rename of " + temporary + " to " + path + " was refused");
      }
      writeProgress(dataset + "~" + name, entries);
      entries.clear();
      out = null;
      bytes = 0;
    }
  }
}
