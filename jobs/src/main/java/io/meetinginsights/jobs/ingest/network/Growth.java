package io.meetinginsights.jobs.ingest.network;

/**
 * Counters that only grow, as the growth since the snapshot before, of one series.
 *
 * <p>The growth is null, never negative and never a guess, where the counter began anew: the uptime
 * went back, or the counter did. A counter of 32 bits that ran over is told from a reset by three
 * signs together: it stood in the last tenth of 32 bits, the uptime went on, and the value fell.
 * After a gap longer than the limit there is no growth either, so that the first snapshot after
 * midnight and one at noon are treated alike.
 *
 * <p>{@link #spanS} says how many seconds the growth spans. It is not scaled to a minute: who needs
 * a rate divides.
 */
final class Growth {

  private static final long WRAP = 1L << 32;

  private final double gapS;
  private final Long[] before;
  private final Long[] grown;
  private boolean isFirst = true;
  private long beforeAt;
  private Double uptimeBefore;
  private Double spanS;

  Growth(int gapMinutes, int counters) {
    this.gapS = gapMinutes * 60.0;
    this.before = new Long[counters];
    this.grown = new Long[counters];
  }

  /** Takes the next snapshot in time; uptime and counters may be null where it has none. */
  void next(long eventAt, Double uptimeS, Long... counters) {
    double elapsedS = (eventAt - beforeAt) / 1e6;
    // Unknown uptime says nothing of a reset; a value that fell still does.
    boolean isContinued =
        !isFirst
            && elapsedS <= gapS
            && (uptimeS == null || uptimeBefore == null || uptimeS >= uptimeBefore);
    boolean isUptimeOn = uptimeS != null && uptimeBefore != null && uptimeS > uptimeBefore;
    spanS = null;
    for (int i = 0; i < before.length; i++) {
      grown[i] = isContinued ? growth(before[i], counters[i], isUptimeOn) : null;
      before[i] = counters[i];
      if (grown[i] != null) {
        spanS = elapsedS;
      }
    }
    isFirst = false;
    beforeAt = eventAt;
    uptimeBefore = uptimeS;
  }

  /** Growth of a counter up to the snapshot taken last. */
  Long of(int counter) {
    return grown[counter];
  }

  /** Seconds that the growth spans; null if no counter has any. */
  Double spanS() {
    return spanS;
  }

  private static Long growth(Long before, Long value, boolean isUptimeOn) {
    if (before == null || value == null) {
      return null;
    }
    if (value >= before) {
      return value - before;
    }
    return isUptimeOn && before < WRAP && before > 0.9 * WRAP ? value - before + WRAP : null;
  }
}
