package io.meetinginsights.jobs.zoom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * How many requests are left of an account's day, over all runs of that UTC day. A small file holds
 * what has been taken; requests are taken in blocks before they are made, so a killed run can only
 * have taken too much, never too little. What a run took and did not use it gives back at its end.
 *
 * <p>Written under the account's lease alone.
 */
public final class DailyBudget implements AutoCloseable {

  private static final int BLOCK = 50;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FileSystem files;
  private final Path folder;
  private final long limit;
  private final ZoomClock clock;
  private final Instant lastUsedBefore;
  private LocalDate day;
  private long taken;
  private long inHand;

  /** The budget whose files stand in a folder. */
  public DailyBudget(FileSystem files, Path folder, long limit, ZoomClock clock) {
    this.files = files;
    this.folder = folder;
    this.limit = limit;
    this.clock = clock;
    this.lastUsedBefore = open(today());
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.now(), ZoneOffset.UTC);
  }

  private Instant open(LocalDate newDay) {
    day = newDay;
    inHand = 0;
    try (InputStream in = files.open(file())) {
      JsonNode json = JSON.readTree(in);
      taken = json.path("taken").asLong();
      return Instant.parse(json.path("at").asText());
    } catch (FileNotFoundException first) {
      taken = 0;
      return Instant.EPOCH;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** When a run before this one last took requests; windows of a minute may still hold them. */
  Instant lastUsedBefore() {
    return lastUsedBefore;
  }

  /** Takes one request. */
  synchronized void take(RateLabel label) throws DailyLimitReached {
    if (!today().equals(day)) {
      open(today());
    }
    boolean isMinuteLabel = label.window().toSeconds() > 1;
    if (inHand == 0) {
      long block = Math.min(BLOCK, limit - taken);
      if (block <= 0) {
        throw new DailyLimitReached(
            "the daily limit of "
                + limit
                + " requests is used up until "
                + day.plusDays(1)
                + "T00:00:00Z");
      }
      taken += block;
      inHand = block;
      write();
    } else if (isMinuteLabel) {
      // The run after this one must know how fresh the minute's requests are.
      write();
    }
    inHand--;
  }

  /** What is left of the day. */
  public synchronized long left() {
    return today().equals(day) ? limit - taken + inHand : limit;
  }

  @Override
  public synchronized void close() {
    if (inHand > 0) {
      taken -= inHand;
      inHand = 0;
      write();
    }
  }

  private Path file() {
    return new Path(folder, day + ".json");
  }

  private void write() {
    try {
      byte[] content =
          JSON.writeValueAsBytes(
              JSON.createObjectNode()
                  .put("taken", taken)
                  .put("limit", limit)
                  .put("at", clock.now().toString()));
      SmallFiles.replace(files, file(), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
