package io.meetinginsights.jobs.zoom;

import java.time.Duration;
import java.time.Instant;

/**
 * The time that rates, quotas and page tokens live in. In production the machine's; against an
 * emulator one that starts where the emulator's does and runs as much faster.
 */
public final class ZoomClock {

  private final Instant start;
  private final double speed;
  private final long startedNanos = System.nanoTime();

  private ZoomClock(Instant start, double speed) {
    this.start = start;
    this.speed = speed;
  }

  /** The clock of a configuration. */
  public static ZoomClock of(ZoomConfig.ClockConfig config) {
    return config.start().isEmpty()
        ? new ZoomClock(Instant.now(), config.speed()) // OK: quotas and tokens are about now
        : new ZoomClock(Instant.parse(config.start()), config.speed());
  }

  /** A clock that begins at a time and runs so much faster than real time. */
  public static ZoomClock startingAt(Instant start, double speed) {
    return new ZoomClock(start, speed);
  }

  /** What time it is. */
  public Instant now() {
    return start.plusNanos(nanos());
  }

  /** Nanoseconds since the clock was made, by its own measure. */
  public long nanos() {
    return Math.round((System.nanoTime() - startedNanos) * speed);
  }

  /** Waits for so long by this clock. */
  public void sleep(Duration time) throws InterruptedException {
    long real = real(time).toNanos();
    if (real > 0) {
      java.util.concurrent.TimeUnit.NANOSECONDS.sleep(real);
    }
  }

  /** How long a stretch of this clock lasts on the machine's. */
  public Duration real(Duration time) {
    return Duration.ofNanos((long) Math.ceil(time.toNanos() / speed));
  }
}
