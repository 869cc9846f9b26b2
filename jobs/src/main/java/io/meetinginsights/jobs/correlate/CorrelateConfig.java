package io.meetinginsights.jobs.correlate;

/**
 * Section {@code correlate}.
 *
 * @param minMatchRatePct share of the minutes on our network that must find their client
 * @param directionCheckMinutes contradicting sharing minutes of a day from which the run refuses
 * @param rejoinWithinS how soon the same person is back for the minute before to count as dropped
 * @param cleanLossPct loss below which a minute tells the frame rate a call has without trouble
 * @param matchConfidence probability that a match by each method is right
 * @param geoDatabase database of cities in MaxMind's format; empty for none
 * @param clocks when two clocks are taken to differ
 */
public record CorrelateConfig(
    double minMatchRatePct,
    int directionCheckMinutes,
    int rejoinWithinS,
    double cleanLossPct,
    MatchConfidence matchConfidence,
    String geoDatabase,
    Clocks clocks) {

  /** Probability that the client is the right one, by method. */
  public record MatchConfidence(
      double mac, double randomMac, double ip, double hostName, double user) {
    public MatchConfidence {
      probability("match-confidence.mac", mac);
      probability("match-confidence.random-mac", randomMac);
      probability("match-confidence.ip", ip);
      probability("match-confidence.host-name", hostName);
      probability("match-confidence.user", user);
    }
  }

  /**
   * How sure an estimate of a clock must be, see {@link ClockOffsets}.
   *
   * @param clientsPerSite clients of each site that are compared
   * @param leastMinutes minutes in calls below which a site's clock stays unknown
   * @param leastAgreement correlation below which it does; 1 corrects nothing
   */
  public record Clocks(int clientsPerSite, int leastMinutes, double leastAgreement) {
    public Clocks {
      between("clocks.clients-per-site", clientsPerSite, 1, 10_000);
      between("clocks.least-minutes", leastMinutes, 1, Integer.MAX_VALUE);
      between("clocks.least-agreement", leastAgreement, 0, 1);
    }
  }

  public CorrelateConfig {
    between("min-match-rate-pct", minMatchRatePct, 0, 100);
    between("direction-check-minutes", directionCheckMinutes, 1, Integer.MAX_VALUE);
    between("rejoin-within-s", rejoinWithinS, 0, 3600);
    between("clean-loss-pct", cleanLossPct, 0, 100);
  }

  private static void probability(String key, double value) {
    between(key, value, 0, 1);
  }

  private static void between(String key, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          key + " is " + value + ", a number from " + least + " to " + most + " is needed");
    }
  }
}
