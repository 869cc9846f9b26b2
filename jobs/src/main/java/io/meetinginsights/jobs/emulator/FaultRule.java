package io.meetinginsights.jobs.emulator;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * One line of a script of faults.
 *
 * @param path a regular expression that is searched in {@code
 *     /metrics/meetings/<uuid>/participants/qos?page_size=10&type=past}: path without {@code /v2},
 *     decoded, then the query in the order of its names; paging tokens appear as {@code offset}
 * @param counted whether first and last number the requests that match, or the tries of one and the
 *     same request
 * @param first from which one on, 1 for the first
 * @param last up to which one
 */
public record FaultRule(Fault fault, String path, Counted counted, int first, int last) {

  /** What the numbers of a rule count. */
  public enum Counted {
    REQUESTS,
    ATTEMPTS
  }

  public FaultRule {
    if (fault == null || !fault.isByRequest()) {
      throw new IllegalArgumentException(
          "fault is one that strikes a request; late-qos and changed have keys of their own");
    }
    if (path == null || path.isEmpty()) {
      throw new IllegalArgumentException("path is a regular expression, .* for every request");
    }
    try {
      Pattern.compile(path);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("path is no regular expression: " + e.getDescription(), e);
    }
    if (counted == null) {
      throw new IllegalArgumentException("counted is requests or attempts");
    }
    if (first < 1 || last < first) {
      throw new IllegalArgumentException(
          "first and last count from 1, found " + first + " to " + last);
    }
  }

  /** The first tries of each request that matches fail. */
  public static FaultRule firstAttempts(Fault fault, String path, int attempts) {
    return new FaultRule(fault, path, Counted.ATTEMPTS, 1, attempts);
  }

  /** One of the requests that match fails. */
  public static FaultRule request(Fault fault, String path, int nth) {
    return new FaultRule(fault, path, Counted.REQUESTS, nth, nth);
  }

  /** Every request that matches fails. */
  public static FaultRule always(Fault fault, String path) {
    return new FaultRule(fault, path, Counted.REQUESTS, 1, Integer.MAX_VALUE);
  }
}
