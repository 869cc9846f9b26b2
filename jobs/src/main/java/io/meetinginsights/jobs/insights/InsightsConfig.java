package io.meetinginsights.jobs.insights;

import java.util.List;

/**
 * Section {@code insights}: the limits behind client health and call events, and how much is kept.
 *
 * @param coverageRssiDbm a minute fails coverage where either end hears the other below it
 * @param asymmetryDb difference between the two ends that names an asymmetry
 * @param capacityUtilPct a minute fails capacity from this channel utilisation on
 * @param capacityClients clients on an access point from which their number is blamed
 * @param fastRoamLimitMs longest 802.11r roam that passes
 * @param roamLimitMs longest other roam that passes
 * @param highCpuPct system CPU from which a minute is an event
 * @param eventMarginMinutes network events this long before and after a call are shown with it
 * @param rankingTargets targets of feature_ranking; empty for all that were explained
 * @param fixFirstItems items kept a site and day
 */
public record InsightsConfig(
    double coverageRssiDbm,
    double asymmetryDb,
    double capacityUtilPct,
    int capacityClients,
    double fastRoamLimitMs,
    double roamLimitMs,
    double highCpuPct,
    int eventMarginMinutes,
    List<String> rankingTargets,
    int fixFirstItems) {

  public InsightsConfig {
    require(
        coverageRssiDbm >= -100 && coverageRssiDbm <= -30,
        "coverage-rssi-dbm",
        coverageRssiDbm,
        "-100 to -30 dBm");
    require(asymmetryDb > 0, "asymmetry-db", asymmetryDb, "more than 0 dB");
    require(
        capacityUtilPct > 0 && capacityUtilPct <= 100,
        "capacity-util-pct",
        capacityUtilPct,
        "more than 0, at most 100 %");
    require(capacityClients >= 1, "capacity-clients", capacityClients, "at least 1");
    require(fastRoamLimitMs > 0, "fast-roam-limit-ms", fastRoamLimitMs, "more than 0 ms");
    require(roamLimitMs > 0, "roam-limit-ms", roamLimitMs, "more than 0 ms");
    require(
        highCpuPct > 0 && highCpuPct <= 100,
        "high-cpu-pct",
        highCpuPct,
        "more than 0, at most 100");
    require(
        eventMarginMinutes >= 0 && eventMarginMinutes <= 120,
        "event-margin-minutes",
        eventMarginMinutes,
        "0 to 120 minutes");
    require(fixFirstItems >= 1, "fix-first-items", fixFirstItems, "at least 1");
    if (rankingTargets == null) {
      throw new IllegalArgumentException(
          "ranking-targets is missing, a list of targets is needed, [] for all");
    }
    rankingTargets = List.copyOf(rankingTargets);
    for (String target : rankingTargets) {
      require(!target.isBlank(), "ranking-targets", "an empty name", "names of targets");
    }
  }

  private static void require(boolean holds, String key, Object found, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(key + " is " + found + ", allowed is " + allowed);
    }
  }
}
