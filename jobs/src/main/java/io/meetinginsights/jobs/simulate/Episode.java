package io.meetinginsights.jobs.simulate;

/**
 * One fault, somewhere, for a while.
 *
 * @param target index of the client or access point; unused for a site or a meeting
 * @param band the radio's band where the fault is a radio's, else 0
 * @param onAccessPoint whether {@code target} is an access point
 * @param onsetMinutes minutes until it has its full strength
 */
record Episode(
    Fault fault,
    long key,
    int site,
    int target,
    int band,
    boolean onAccessPoint,
    long startMinute,
    int minutes,
    int onsetMinutes,
    double strength) {

  String id() {
    return fault.id() + "-" + Long.toHexString(key | 0x1000000000000000L).substring(0, 12);
  }

  boolean covers(long minute) {
    return minute >= startMinute && minute < startMinute + minutes;
  }

  long minuteKey(long minute) {
    return Draws.key(key, minute);
  }

  double intensity(long minute) {
    double ramp = Math.min(1.0, (minute - startMinute + 1.0) / onsetMinutes);
    return strength * ramp * Draws.uniform(minuteKey(minute), 0, 0.92, 1.12);
  }

  boolean roamsIn(long minute) {
    return covers(minute) && Draws.chance(minuteKey(minute), 2, 0.6);
  }

  /** Draws of an episode that are the same for every fault. */
  static Episode drawn(
      Fault fault, long key, int site, int target, int band, boolean onAccessPoint, long start) {
    boolean control = Draws.chance(key, 3, 0.3);
    double strength = control ? Draws.uniform(key, 4, 0.15, 0.45) : Draws.uniform(key, 4, 0.9, 1.3);
    // A whole site in trouble is noticed and mended sooner than one client.
    boolean wholeSite = fault.scope() == Fault.Scope.SITE;
    int minutes = wholeSite ? 8 + Draws.below(key, 5, 18) : 12 + Draws.below(key, 5, 44);
    int onset = 1 + Draws.below(key, 6, 4);
    return new Episode(
        fault, key, site, target, band, onAccessPoint, start, minutes, onset, strength);
  }

  /** A state of the device that does not change within a call: a tunnel is up when one joins. */
  static Episode wholeCall(Fault fault, long key, int site, int client, long block) {
    Episode drawn = drawn(fault, key, site, client, 0, false, MeetingCalendar.blockStart(block));
    return new Episode(
        fault, key, site, client, 0, false, drawn.startMinute(), 60, 1, drawn.strength());
  }
}
