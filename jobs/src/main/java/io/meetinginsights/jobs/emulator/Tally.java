package io.meetinginsights.jobs.emulator;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Counts as they grow. What was asked is remembered by a hash of 64 bits, not by its text. */
final class Tally {
  private static final int ANSWERED = 1 << 30;

  private final EnumMap<RateLabel, Long> byLabel = new EnumMap<>(RateLabel.class);
  private final Map<Integer, Long> byStatus = new HashMap<>();
  private final Map<String, Long> byEndpoint = new HashMap<>();
  private final Map<String, Long> repeatedAfterAnswer = new HashMap<>();
  private final EnumMap<Fault, Long> faults = new EnumMap<>(Fault.class);

  /** Tries of each request; the highest bit says that it was answered. */
  private final Map<Long, Integer> tries = new HashMap<>();

  private long requests;
  private long overLimit;
  private long overDailyLimit;
  private long repeated;
  private long tokens;

  /** Counts a request and says the how manieth try it is. */
  synchronized int attempt(String identity, String endpoint) {
    requests++;
    byEndpoint.merge(endpoint, 1L, Long::sum);
    int before = tries.getOrDefault(hash(identity), 0);
    tries.put(hash(identity), before + 1);
    if (before != 0) {
      repeated++;
    }
    if ((before & ANSWERED) != 0) {
      repeatedAfterAnswer.merge(endpoint, 1L, Long::sum);
    }
    return (before & ~ANSWERED) + 1;
  }

  /** Counts a try of something that is no request to the API. */
  synchronized int attemptBeside(String identity) {
    return tries.merge(Chance.key(1, identity), 1, Integer::sum);
  }

  synchronized void admitted(RateLabel label) {
    byLabel.merge(label, 1L, Long::sum);
  }

  synchronized void overLimit(Quotas.Outcome outcome) {
    overLimit++;
    if (outcome == Quotas.Outcome.OVER_DAY) {
      overDailyLimit++;
    }
  }

  synchronized void fault(Fault fault) {
    faults.merge(fault, 1L, Long::sum);
  }

  synchronized void token() {
    tokens++;
  }

  synchronized void answered(String identity, HttpAnswer answer, boolean isSound) {
    byStatus.merge(answer.status(), 1L, Long::sum);
    if (isSound) {
      tries.merge(hash(identity), ANSWERED, (before, bit) -> before | bit);
    }
  }

  synchronized EmulatorStats stats(Map<RateLabel, Long> usedToday) {
    return new EmulatorStats(
        requests,
        byLabel,
        byStatus,
        byEndpoint,
        overLimit,
        overDailyLimit,
        requests - repeated,
        repeated,
        repeatedAfterAnswer,
        faults,
        tokens,
        usedToday);
  }

  private static long hash(String identity) {
    return Chance.key(0, identity);
  }
}
