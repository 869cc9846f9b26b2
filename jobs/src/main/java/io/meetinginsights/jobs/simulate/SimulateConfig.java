package io.meetinginsights.jobs.simulate;

import java.io.Serializable;
import java.time.LocalDate;

/**
 * What to simulate.
 *
 * @param from first UTC day
 * @param to last UTC day, inclusive
 * @param seed the same seed gives the same bytes
 * @param sites branches of the one organisation
 * @param clientsPerSite people with a device, per site
 * @param meetingsPerClientPerDay meetings a person joins on a day, on average (at most 8)
 * @param faultyShare scales how often faults are injected: 0 none, 1 the default, 2 twice as often
 * @param landing any Hadoop path
 * @param partitions Spark tasks to spread the site-days over; has no influence on the files
 * @param deviceMinutes minutes between two polls of device, port and probe readings
 * @param audioInputIs which direction Zoom's {@code *_input} holds
 * @param identities who is hard to tell
 */
public record SimulateConfig(
    LocalDate from,
    LocalDate to,
    long seed,
    int sites,
    int clientsPerSite,
    double meetingsPerClientPerDay,
    double faultyShare,
    String landing,
    int partitions,
    int deviceMinutes,
    InputDirection audioInputIs,
    IdentityShares identities)
    implements Serializable {

  /** The reading of Zoom's {@code audio_input} and its kin; Zoom's documents hold both. */
  public enum InputDirection {
    /** What the participant sent: the words of the Dashboards specification. */
    SENT,
    /** What the participant received: the words of the QoS summary specification. */
    RECEIVED
  }

  /** Refuses what cannot be simulated. */
  public SimulateConfig {
    require(!to.isBefore(from), "to", to, "a day not before from (" + from + ")");
    require(sites >= 1 && sites <= 40_000, "sites", sites, "1 to 40000");
    require(
        clientsPerSite >= 2 && clientsPerSite <= 5_000,
        "clients-per-site",
        clientsPerSite,
        "2 to 5000");
    require(
        meetingsPerClientPerDay >= 0 && meetingsPerClientPerDay <= 8,
        "meetings-per-client-per-day",
        meetingsPerClientPerDay,
        "0 to 8");
    require(faultyShare >= 0 && faultyShare <= 10, "faulty-share", faultyShare, "0 to 10");
    require(!landing.isBlank(), "landing", landing, "a path");
    require(partitions >= 1, "partitions", partitions, "1 or more");
    require(deviceMinutes >= 1 && deviceMinutes <= 10, "device-minutes", deviceMinutes, "1 to 10");
  }

  /** A small organisation: three sites of sixty people. */
  public static SimulateConfig of(LocalDate from, LocalDate to, long seed, String landing) {
    return new SimulateConfig(
        from, to, seed, 3, 60, 4.0, 1.0, landing, 8, 2, InputDirection.SENT, IdentityShares.USUAL);
  }

  /** The same world over other days. */
  public SimulateConfig withDays(LocalDate first, LocalDate last) {
    return new SimulateConfig(
        first,
        last,
        seed,
        sites,
        clientsPerSite,
        meetingsPerClientPerDay,
        faultyShare,
        landing,
        partitions,
        deviceMinutes,
        audioInputIs,
        identities);
  }

  /** Another number of sites and of people at each. */
  public SimulateConfig withSize(int siteCount, int clients) {
    return new SimulateConfig(
        from,
        to,
        seed,
        siteCount,
        clients,
        meetingsPerClientPerDay,
        faultyShare,
        landing,
        partitions,
        deviceMinutes,
        audioInputIs,
        identities);
  }

  /** The same world written elsewhere, by another number of tasks. */
  public SimulateConfig withOutput(String path, int tasks) {
    return new SimulateConfig(
        from,
        to,
        seed,
        sites,
        clientsPerSite,
        meetingsPerClientPerDay,
        faultyShare,
        path,
        tasks,
        deviceMinutes,
        audioInputIs,
        identities);
  }

  /** Other rates of meetings and faults. */
  public SimulateConfig withRates(double meetings, double faults) {
    return new SimulateConfig(
        from,
        to,
        seed,
        sites,
        clientsPerSite,
        meetings,
        faults,
        landing,
        partitions,
        deviceMinutes,
        audioInputIs,
        identities);
  }

  /** The other reading of Zoom's {@code *_input}. */
  public SimulateConfig withAudioInput(InputDirection direction) {
    return new SimulateConfig(
        from,
        to,
        seed,
        sites,
        clientsPerSite,
        meetingsPerClientPerDay,
        faultyShare,
        landing,
        partitions,
        deviceMinutes,
        direction,
        identities);
  }

  /** Other shares of people who are hard to tell. */
  public SimulateConfig withIdentities(IdentityShares shares) {
    return new SimulateConfig(
        from,
        to,
        seed,
        sites,
        clientsPerSite,
        meetingsPerClientPerDay,
        faultyShare,
        landing,
        partitions,
        deviceMinutes,
        audioInputIs,
        shares);
  }

  private static void require(boolean holds, String key, Object found, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "simulate." + key + " is " + found + "; allowed: " + allowed);
    }
  }
}
