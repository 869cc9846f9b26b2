package io.meetinginsights.jobs.ingest;

import java.util.List;
import java.util.Set;

/** Section {@code ingest}: how landed data becomes bronze and silver. */
public record IngestConfig(
    int lookBackDays,
    int counterGapMinutes,
    int clientInfoHours,
    int probeCarryMinutes,
    List<String> rttSources) {

  private static final Set<String> RTT_SOURCES = Set.of("ports", "vpn_peers", "probes");

  public IngestConfig {
    atLeast("look-back-days", lookBackDays, 1);
    atLeast("counter-gap-minutes", counterGapMinutes, 1);
    atLeast("client-info-hours", clientInfoHours, 1);
    atLeast("probe-carry-minutes", probeCarryMinutes, 0);
    rttSources = rttSources == null ? List.of() : List.copyOf(rttSources);
    if (rttSources.isEmpty()
        || !RTT_SOURCES.containsAll(rttSources)
        || Set.copyOf(rttSources).size() != rttSources.size()) {
      throw new IllegalArgumentException(
          "rtt-sources is "
              + rttSources
              + ", a list without repeats of ports, vpn_peers and probes is needed, best first");
    }
  }

  private static void atLeast(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          key + " is " + value + ", at least " + least + " is needed");
    }
  }
}
