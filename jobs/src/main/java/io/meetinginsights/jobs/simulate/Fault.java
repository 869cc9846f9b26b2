package io.meetinginsights.jobs.simulate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What can go wrong, and the negative controls, which only look like it. An entry says where a
 * fault strikes, how often, and which physics it is; its physics moves primitives of the latent
 * state and nothing else, so that telemetry and media quality both follow from it in {@link
 * LinkPhysics}. {@code strength} 1 crosses the bad-minute line; the weak episodes of 0.15 to 0.45
 * mostly do not.
 *
 * <p>To add one: a line here, its physics in the class of its segment, its story, category and
 * features in faults.yaml, its rate in conf/pipeline.yaml, and {@code make docs}.
 */
public enum Fault {
  WEAK_SIGNAL(Scope.WIRELESS_CLIENT, 0.045, WirelessFaults::weakSignal),
  STICKY_CLIENT(Scope.WIRELESS_CLIENT, 0.045, WirelessFaults::stickyClient),
  CO_CHANNEL_INTERFERENCE(Scope.RADIO, 0.15, WirelessFaults::coChannelInterference),
  ADJACENT_CHANNEL_INTERFERENCE(Scope.RADIO, 0.15, WirelessFaults::adjacentChannelInterference),
  NON_WIFI_INTERFERENCE(Scope.RADIO, 0.15, WirelessFaults::nonWifiInterference),
  DFS_CHANNEL_CHANGE(Scope.DFS_RADIO, 0.35, WirelessFaults::dfsChannelChange),
  AP_OVERLOAD(Scope.RADIO, 0.15, WirelessFaults::apOverload),
  BULK_DOWNLOAD(Scope.RADIO, 0.15, WirelessFaults::bulkDownload),
  CROWDED_24_GHZ(Scope.RADIO_24, 0.6, WirelessFaults::crowded24Ghz),
  LOW_TX_POWER(Scope.RADIO, 0.15, WirelessFaults::lowTxPower),
  NARROW_CHANNEL(Scope.RADIO, 0.15, WirelessFaults::narrowChannel),
  SLOW_ROAM(Scope.WIRELESS_CLIENT, 0.05, WirelessFaults::slowRoam),
  PING_PONG_ROAM(Scope.WIRELESS_CLIENT, 0.05, WirelessFaults::pingPongRoam),

  AP_UPLINK_HALF_DUPLEX(Scope.UPLINK, 0.12, WiredFaults::apUplinkHalfDuplex),
  PORT_ERRORS(Scope.PORT, 0.04, WiredFaults::portErrors),
  POE_FLAP(Scope.UPLINK, 0.35, WiredFaults::poeFlap),

  WAN_CONGESTION(Scope.SITE_RUSH_HOUR, 0.45, WanFaults::congestion),
  ISP_LOSS(Scope.SITE, 0.45, WanFaults::ispLoss),
  ISP_PATH_CHANGE(Scope.SITE, 0.4, WanFaults::ispPathChange),
  BUFFERBLOAT(Scope.SITE, 0.4, WanFaults::bufferbloat),
  GATEWAY_CPU(Scope.SITE, 0.35, WanFaults::gatewayCpu),

  VPN_DETOUR(Scope.CALL, 0.025, ClientFaults::vpnDetour),
  CLIENT_CPU(Scope.CLIENT, 0.05, ClientFaults::clientCpu),
  OLD_CLIENT_RADIO(Scope.WIRELESS_CALL, 0.035, ClientFaults::oldClientRadio),

  FAR_WIFI(Scope.FAR_PRESENTER, 0.014, FarFaults::wifi),
  FAR_ISP(Scope.FAR_PRESENTER, 0.014, FarFaults::isp),
  SERVICE_TROUBLE(Scope.ORGANISATION, 0.8, FarFaults::serviceTrouble),

  // Negative controls: telemetry looks bad and the call is fine.
  BUSY_CHANNEL_FINE_CALL(Scope.RADIO, 0.15, WirelessFaults::busyChannel),
  LOW_RSSI_FINE_CALL(Scope.WIRELESS_CLIENT, 0.05, WirelessFaults::lowRssi),
  PORT_COUNTERS_FINE_CALL(Scope.PORT, 0.05, WiredFaults::harmlessCounters),
  BACKUP_TRAFFIC_FINE_CALL(Scope.SITE, 0.3, WanFaults::backupTraffic),
  CONTROL_PLANE_CPU_FINE_CALL(Scope.SITE, 0.3, WanFaults::controlPlaneCpu),
  OTHER_PROGRAM_FINE_CALL(Scope.CLIENT, 0.05, ClientFaults::otherProgram),

  // Negative control: the call is bad and nothing that anybody measures shows it.
  UNSEEN_SERVICE_LOSS(Scope.CONFERENCE, 0.007, FarFaults::unseenServiceLoss);

  /** The part of the path a fault belongs to. */
  public enum Category {
    WIRELESS,
    WIRED,
    WAN,
    CLIENT,
    REMOTE,
    /** Of negative controls: nobody is to blame. */
    NONE;

    /** As it stands in the truth table. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What an episode of the fault is attached to. */
  enum Scope {
    /** One client, around one of its calls. */
    CLIENT,
    /** One client on Wi-Fi, around one of its calls. */
    WIRELESS_CLIENT,
    /** One client, a whole hour of calls: what is so when one joins. */
    CALL,
    /** One client on Wi-Fi, a whole hour of calls. */
    WIRELESS_CALL,
    /** One radio of an access point: mostly 5 GHz, where most clients are. */
    RADIO,
    /** One 2.4 GHz radio. */
    RADIO_24,
    /** One 5 GHz radio whose channel it shares with radar. */
    DFS_RADIO,
    /** A wired client's port, or an access point's uplink. */
    PORT,
    /** An access point's uplink. */
    UPLINK,
    /** A whole site. */
    SITE,
    /** A whole site, at the site's own busy hour. */
    SITE_RUSH_HOUR,
    /** Every call of the organisation. */
    ORGANISATION,
    /** A presenter who is at home or a guest. */
    FAR_PRESENTER,
    /** Everybody in one meeting. */
    CONFERENCE;

    boolean isOnAccessPoint() {
      return this == RADIO || this == RADIO_24 || this == DFS_RADIO || this == UPLINK;
    }

    boolean isSite() {
      return this == SITE || this == SITE_RUSH_HOUR;
    }

    boolean needsWifi() {
      return this == WIRELESS_CLIENT || this == WIRELESS_CALL;
    }

    boolean isWholeCall() {
      return this == CALL || this == WIRELESS_CALL;
    }
  }

  /** Moves the latent state; {@code intensity} is the episode's strength in this minute. */
  @FunctionalInterface
  interface Physics {
    void apply(LatentMinute state, Episode episode, double intensity, long minute);
  }

  private final Scope scope;
  private final double rate;
  private final Physics physics;
  private final FaultCatalogue.Entry entry;

  Fault(Scope scope, double rate, Physics physics) {
    this.scope = scope;
    this.rate = rate;
    this.physics = physics;
    this.entry = FaultCatalogue.entry(id());
  }

  void apply(LatentMinute state, Episode episode, double intensity, long minute) {
    physics.apply(state, episode, intensity, minute);
  }

  /** As it stands in the truth table. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As it stands in the configuration. */
  public String key() {
    return id().replace('_', '-');
  }

  /** The fault of a key. */
  public static Optional<Fault> withKey(String key) {
    return Arrays.stream(values()).filter(fault -> fault.key().equals(key)).findFirst();
  }

  /** The part of the path to blame. */
  public Category category() {
    return entry.category();
  }

  /** The names of the features that show it; frozen in faults.yaml. */
  public List<String> features() {
    return entry.features();
  }

  /** What happens, in a network engineer's words. */
  public String story() {
    return entry.story();
  }

  /** Whether it is a negative control: nothing is to blame when it is there. */
  public boolean isControl() {
    return category() == Category.NONE;
  }

  /** What this trouble of the one who speaks is to those who listen. */
  Fault asHeardFar() {
    return switch (category()) {
      case WAN -> FAR_ISP;
      case WIRELESS, WIRED, CLIENT -> FAR_WIFI;
      case REMOTE, NONE -> this;
    };
  }

  Scope scope() {
    return scope;
  }

  /** Episodes per working day of one target. */
  public double rate() {
    return rate;
  }
}
