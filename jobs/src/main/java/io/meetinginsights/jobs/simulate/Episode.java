package io.meetinginsights.jobs.simulate;

/**
 * One fault, somewhere, for a while.
 *
 * @param target index of the client or access point; unused for a site, a meeting or everybody
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

  /** Weaker than this it is a blip: a port that flaps does not take its access point down. */
  private static final double FULL = 0.6;

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

  boolean isStrong() {
    return strength > FULL;
  }

  void apply(LatentMinute state, long minute) {
    fault.apply(state, this, intensity(minute), minute);
  }

  /** Times the client changes access point in a minute. */
  int roamsIn(long minute) {
    if (!covers(minute)) {
      return 0;
    }
    return switch (fault) {
      case SLOW_ROAM -> Draws.chance(minuteKey(minute), 2, 0.6) ? 1 : 0;
      case PING_PONG_ROAM ->
          Draws.chance(minuteKey(minute), 2, 0.7)
              ? 3 + Draws.below(minuteKey(minute), 3, 2) + (int) (3 * Math.min(1, strength))
              : 0;
      default -> 0;
    };
  }

  /** Whether the radio leaves its channel in a minute. */
  boolean hopsChannelIn(long minute) {
    return fault == Fault.DFS_CHANNEL_CHANGE
        && covers(minute)
        && Draws.chance(minuteKey(minute), 2, 0.6);
  }

  /** Whether the port goes down and comes back in a minute. */
  boolean flapsPortIn(long minute) {
    if (!covers(minute)) {
      return false;
    }
    return switch (fault) {
      case PORT_ERRORS -> isStrong() && minute == startMinute;
      case POE_FLAP -> {
        int period = 5 + Draws.below(key, 9, 3);
        yield (minute - startMinute) % period == 1;
      }
      default -> false;
    };
  }

  /** Whether the access point is starting, after its port cut its power. */
  boolean restartsIn(long minute) {
    return fault == Fault.POE_FLAP
        && isStrong()
        && (flapsPortIn(minute - 1) || flapsPortIn(minute - 2));
  }

  /** Draws of an episode that are the same for every fault. */
  static Episode drawn(
      Fault fault,
      long key,
      int site,
      int target,
      int band,
      long start,
      SimulateConfig.Faults faults) {
    boolean weak = Draws.chance(key, 3, faults.weakShare());
    double strength = weak ? Draws.uniform(key, 4, 0.15, 0.45) : Draws.uniform(key, 4, 0.9, 1.3);
    // The more notice it, the sooner it is mended.
    int minutes =
        switch (fault.scope()) {
          case ORGANISATION -> 4 + Draws.below(key, 5, 5);
          case SITE, SITE_RUSH_HOUR -> 5 + Draws.below(key, 5, 8);
          default -> 12 + Draws.below(key, 5, 36);
        };
    int onset = 1 + Draws.below(key, 6, 4);
    return new Episode(
        fault, key, site, target, band, false, start, minutes, onset, strength * faults.strength());
  }

  /** The same on an access point. */
  Episode atAccessPoint() {
    return new Episode(
        fault, key, site, target, band, true, startMinute, minutes, onsetMinutes, strength);
  }

  /** A state of the device that does not change within a call: a tunnel is up when one joins. */
  Episode overWholeCall(long block) {
    return new Episode(
        fault,
        key,
        site,
        target,
        band,
        onAccessPoint,
        MeetingCalendar.blockStart(block),
        60,
        1,
        strength);
  }
}
