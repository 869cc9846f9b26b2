package io.meetinginsights.jobs.privacy;

import java.io.Serializable;

/** By what a record is known to be somebody's. The texts are in the form of {@link Identifiers}. */
public interface Marks extends Serializable {

  /** An e-mail address or Zoom's id of a user. */
  boolean isPerson(String person);

  /** A name the network's gear knows a user by; it counts only in fields that hold such names. */
  boolean isSignIn(String person);

  /** A MAC address. */
  boolean isClient(String mac);

  /** A host name, address or display name that is nobody else's. */
  boolean isText(String text);

  /** A join of a participant, see {@link Identifiers#join}. */
  boolean isJoin(String join);

  /** An address in a meeting that is nowhere else to go, see {@link Identifiers#attendee}. */
  boolean isAttendee(String attendee);
}
