package io.meetinginsights.jobs.simulate;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/**
 * What to simulate.
 *
 * @param from first UTC day
 * @param to last UTC day, inclusive
 * @param landing any Hadoop path
 * @param world section {@code simulate}: the organisation and what goes wrong in it
 */
public record SimulateConfig(LocalDate from, LocalDate to, String landing, World world)
    implements Serializable {

  /** The reading of Zoom's {@code audio_input} and its kin; Zoom's documents hold both. */
  public enum InputDirection {
    /** What the participant sent: the words of the Dashboards specification. */
    SENT,
    /** What the participant received: the words of the QoS summary specification. */
    RECEIVED
  }

  /**
   * The world, without its days and its place.
   *
   * @param seed the same seed gives the same bytes
   * @param sites branches of the one organisation
   * @param clientsPerSite people with a device, per site
   * @param meetingsPerClientPerDay meetings a person joins on a day, on average (at most 8)
   * @param faultyShare scales how often faults are injected: 0 none, 1 the default, 2 twice as
   *     often
   * @param partitions Spark tasks to spread the site-days over; has no influence on the files
   * @param deviceMinutes minutes between two polls of device, port and probe readings
   * @param audioInputIs which direction Zoom's {@code *_input} holds
   * @param identities who is hard to tell
   * @param faults which faults, and how strong
   */
  public record World(
      long seed,
      int sites,
      int clientsPerSite,
      double meetingsPerClientPerDay,
      double faultyShare,
      int partitions,
      int deviceMinutes,
      InputDirection audioInputIs,
      IdentityShares identities,
      Faults faults)
      implements Serializable {

    /** Refuses what cannot be simulated. */
    public World {
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
      require(partitions >= 1, "partitions", partitions, "1 or more");
      require(
          deviceMinutes >= 1 && deviceMinutes <= 10, "device-minutes", deviceMinutes, "1 to 10");
    }

    /** Episodes of a kind per working day of one of its targets. */
    public double rate(Fault fault) {
      return fault.rate() * faultyShare * faults.rates().getOrDefault(fault.key(), 1.0);
    }
  }

  /**
   * The mix of faults.
   *
   * @param strength scales the strength of every episode; 1 is the default
   * @param weakShare share of a fault's episodes that are too weak to make a minute bad
   * @param rates how often each kind occurs against its usual rate, by {@link Fault#key}: 0 never,
   *     2 twice as often; a kind that is not named occurs as usual
   */
  public record Faults(double strength, double weakShare, Map<String, Double> rates)
      implements Serializable {

    /** Every kind at its usual rate and strength. */
    public static final Faults USUAL = new Faults(1, 0.3, Map.of());

    /** Refuses what is no fault. */
    public Faults {
      rates = Map.copyOf(rates);
      require(strength > 0 && strength <= 2, "faults.strength", strength, "above 0, to 2");
      require(weakShare >= 0 && weakShare <= 1, "faults.weak-share", weakShare, "0 to 1");
      new TreeMap<>(rates)
          .forEach(
              (key, rate) -> {
                require(
                    Fault.withKey(key).isPresent(), "faults.rates", key, "the keys of Fault only");
                require(rate >= 0 && rate <= 1000, "faults.rates." + key, rate, "0 to 1000");
              });
    }

    /** The same with one kind at another rate. */
    public Faults with(Fault fault, double rate) {
      Map<String, Double> changed = new TreeMap<>(rates);
      changed.put(fault.key(), rate);
      return new Faults(strength, weakShare, changed);
    }

    /** One kind alone. */
    public static Faults only(Fault kept, double rate) {
      Map<String, Double> rates = new TreeMap<>();
      for (Fault fault : Fault.values()) {
        rates.put(fault.key(), fault == kept ? rate : 0.0);
      }
      return new Faults(1, 0.3, rates);
    }
  }

  /** Refuses what cannot be simulated. */
  public SimulateConfig {
    require(!to.isBefore(from), "to", to, "a day not before from (" + from + ")");
    require(!landing.isBlank(), "landing", landing, "a path");
  }

  /** A small organisation: three sites of sixty people. */
  public static SimulateConfig of(LocalDate from, LocalDate to, long seed, String landing) {
    return new SimulateConfig(
        from,
        to,
        landing,
        new World(
            seed, 3, 60, 4.0, 1.0, 8, 2, InputDirection.SENT, IdentityShares.USUAL, Faults.USUAL));
  }

  /** The same world over other days. */
  public SimulateConfig withDays(LocalDate first, LocalDate last) {
    return new SimulateConfig(first, last, landing, world);
  }

  /** Another number of sites and of people at each. */
  public SimulateConfig withSize(int sites, int clients) {
    return with(
        new World(
            world.seed,
            sites,
            clients,
            world.meetingsPerClientPerDay,
            world.faultyShare,
            world.partitions,
            world.deviceMinutes,
            world.audioInputIs,
            world.identities,
            world.faults));
  }

  /** The same world written elsewhere, by another number of tasks. */
  public SimulateConfig withOutput(String path, int tasks) {
    World spread =
        new World(
            world.seed,
            world.sites,
            world.clientsPerSite,
            world.meetingsPerClientPerDay,
            world.faultyShare,
            tasks,
            world.deviceMinutes,
            world.audioInputIs,
            world.identities,
            world.faults);
    return new SimulateConfig(from, to, path, spread);
  }

  /** Other rates of meetings and faults. */
  public SimulateConfig withRates(double meetings, double faultyShare) {
    return with(
        new World(
            world.seed,
            world.sites,
            world.clientsPerSite,
            meetings,
            faultyShare,
            world.partitions,
            world.deviceMinutes,
            world.audioInputIs,
            world.identities,
            world.faults));
  }

  /** Another mix of faults. */
  public SimulateConfig withFaults(Faults faults) {
    return with(
        new World(
            world.seed,
            world.sites,
            world.clientsPerSite,
            world.meetingsPerClientPerDay,
            world.faultyShare,
            world.partitions,
            world.deviceMinutes,
            world.audioInputIs,
            world.identities,
            faults));
  }

  /** The other reading of Zoom's {@code *_input}. */
  public SimulateConfig withAudioInput(InputDirection direction) {
    return with(
        new World(
            world.seed,
            world.sites,
            world.clientsPerSite,
            world.meetingsPerClientPerDay,
            world.faultyShare,
            world.partitions,
            world.deviceMinutes,
            direction,
            world.identities,
            world.faults));
  }

  private SimulateConfig with(World changed) {
    return new SimulateConfig(from, to, landing, changed);
  }

  private static void require(boolean holds, String key, Object found, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "simulate." + key + " is " + found + "; allowed: " + allowed);
    }
  }
}
