package io.meetinginsights.jobs.emulator;

import java.util.Map;

/**
 * What an emulator has been asked and has answered.
 *
 * @param requests requests to the API, those with a bad token too
 * @param byLabel of them, how many of each rate category were let through by the quotas
 * @param byStatus answers by HTTP status; of cut ones the status that was sent, 0 for resets and
 *     timeouts
 * @param byEndpoint requests by method and path template
 * @param overLimit requests that broke a true limit and got 429 for it; scripted ones do not count
 * @param overDailyLimit of them, those over a daily quota
 * @param distinct different things that were asked for: an account, a path, its parameters, a page
 * @param repeated requests for what had been asked before
 * @param repeatedAfterAnswer of them, those whose answer had been delivered whole with status 200,
 *     by method and path template
 * @param faults faults that struck, by kind
 * @param tokens tokens that were handed out
 * @param usedToday of each daily quota, what was used on the current day of the emulator's time
 */
public record EmulatorStats(
    long requests,
    Map<RateLabel, Long> byLabel,
    Map<Integer, Long> byStatus,
    Map<String, Long> byEndpoint,
    long overLimit,
    long overDailyLimit,
    long distinct,
    long repeated,
    Map<String, Long> repeatedAfterAnswer,
    Map<Fault, Long> faults,
    long tokens,
    Map<RateLabel, Long> usedToday) {

  public EmulatorStats {
    byLabel = Map.copyOf(byLabel);
    byStatus = Map.copyOf(byStatus);
    byEndpoint = Map.copyOf(byEndpoint);
    repeatedAfterAnswer = Map.copyOf(repeatedAfterAnswer);
    faults = Map.copyOf(faults);
    usedToday = Map.copyOf(usedToday);
  }
}
