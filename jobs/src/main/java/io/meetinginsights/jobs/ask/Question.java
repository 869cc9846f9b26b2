package io.meetinginsights.jobs.ask;

import java.time.ZoneId;

/**
 * A sentence, understood.
 *
 * @param kind what is asked
 * @param isBadOnly whether only calls with bad minutes are wanted
 * @param subject whose calls; null for everybody's
 * @param site at which site; null for all
 * @param time the period; one that says nothing stands for the last seven days
 * @param zone the zone of its clock times; null for each site's own
 * @param most how many rows are wanted; null for the default
 */
public record Question(
    Kind kind,
    boolean isBadOnly,
    Subject subject,
    String site,
    TimePhrase time,
    ZoneId zone,
    Integer most) {

  /** What can be asked. */
  public enum Kind {
    CALLS,
    SITES,
    ACCESS_POINTS,
    CLIENTS,
    TROUBLESHOOT,
    NO_CALLS
  }

  /** What a name is the name of. */
  public enum Naming {
    USER,
    HOST,
    MAC,
    ANY
  }

  /** A name as it was written. */
  public record Subject(Naming naming, String name) {}
}
