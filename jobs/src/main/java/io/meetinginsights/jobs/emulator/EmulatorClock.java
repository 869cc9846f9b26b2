package io.meetinginsights.jobs.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time the emulated Zoom lives in: a given start, and from there as many times faster than real
 * time as asked for. At speed 0 it stands still and moves by {@link #advance} alone, which is what
 * a test with hand-worked times wants. Windows, token lives and latency are all measured on it.
 */
final class EmulatorClock {
  private final Instant start;
  private final double speed;
  private final long startedNanos = System.nanoTime();
  private final AtomicLong advancedNanos = new AtomicLong();

  EmulatorClock(Instant start, double speed) {
    this.start = start;
    this.speed = speed;
  }

  Instant now() {
    long real = System.nanoTime() - startedNanos;
    return start.plusNanos(Math.round(real * speed)).plusNanos(advancedNanos.get());
  }

  void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("a clock does not go back: " + by);
    }
    advancedNanos.addAndGet(by.toNanos());
  }

  /** How long a stretch of emulated time lasts for those outside; a standing clock counts as 1. */
  long realMillis(double emulatedMillis) {
    return Math.round(emulatedMillis / (speed == 0 ? 1 : speed));
  }
}
