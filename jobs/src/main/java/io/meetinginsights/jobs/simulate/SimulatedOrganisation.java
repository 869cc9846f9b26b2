package io.meetinginsights.jobs.simulate;

import io.meetinginsights.jobs.simulate.IdentityShares.HardCase;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

/**
 * The organisation: who works where, on which gear. Nothing is held; each site and person is
 * computed from the seed when asked for.
 */
public final class SimulatedOrganisation implements Serializable {
  static final String SSID = "Corp";
  static final String DOMAIN = "example.com";

  private static final long serialVersionUID = 1L;

  private static final City[] CITIES = {
    new City("Berlin", "DE", "Europe/Berlin", 52.52, 13.405, "Germany (FR Top)", "Germany", 0, 28),
    new City(
        "London",
        "GB",
        "Europe/London",
        51.507,
        -0.128,
        "Netherlands (AM Top)",
        "United Kingdom",
        0,
        31),
    new City(
        "New York",
        "US",
        "America/New_York",
        40.713,
        -74.006,
        "United States (NY Top)",
        "United States",
        1,
        26),
    new City(
        "Singapore",
        "SG",
        "Asia/Singapore",
        1.352,
        103.82,
        "Singapore (SG Top)",
        "Singapore",
        2,
        33),
    new City("Paris", "FR", "Europe/Paris", 48.857, 2.352, "Germany (FR Top)", "France", 0, 30),
    new City(
        "Chicago",
        "US",
        "America/Chicago",
        41.878,
        -87.63,
        "United States (NY Top)",
        "United States",
        1,
        34),
    new City("Bengaluru", "IN", "Asia/Kolkata", 12.972, 77.594, "India (MB Top)", "India", 2, 38),
    new City(
        "San Francisco",
        "US",
        "America/Los_Angeles",
        37.775,
        -122.419,
        "United States (SC Top)",
        "United States",
        1,
        27),
    new City("Tokyo", "JP", "Asia/Tokyo", 35.68, 139.69, "Japan (TY Top)", "Japan", 2, 29),
    new City(
        "Toronto", "CA", "America/Toronto", 43.653, -79.383, "Canada (TR Top)", "Canada", 1, 30),
    new City(
        "Sydney",
        "AU",
        "Australia/Sydney",
        -33.869,
        151.209,
        "Australia (SY Top)",
        "Australia",
        2,
        35),
    new City(
        "Sao Paulo",
        "BR",
        "America/Sao_Paulo",
        -23.55,
        -46.633,
        "Brazil (SP Top)",
        "Brazil",
        1,
        40),
  };

  private static final Concentrator[] CONCENTRATORS = {
    new Concentrator("vpn-eu", "198.51.100.6", 50.11, 8.682, 0),
    new Concentrator("vpn-us", "198.51.100.7", 40.713, -74.006, 1),
    new Concentrator("vpn-ap", "198.51.100.8", 1.352, 103.82, 2),
  };

  private static final int[][] CHANNELS = {
    {1, 6, 11}, {36, 52, 100, 44, 60, 116, 132, 149, 157}, {37, 53, 69, 85}
  };

  private static final String[] FIRST = {
    "Ada", "Ben", "Carla", "David", "Elif", "Femi", "Greta", "Hugo", "Ines", "Jonas", "Kira",
    "Liam", "Mina", "Noah", "Olga", "Pablo", "Quinn", "Rosa", "Sven", "Tara", "Umar", "Vera",
    "Wanda", "Xavi", "Yuki", "Zoe"
  };
  private static final String[] LAST = {
    "Abel", "Braun", "Costa", "Dietz", "Evans", "Fuchs", "Grant", "Haas", "Ito", "Jung", "Kaya",
    "Lopez", "Moser", "Nagy", "Okoro", "Patel", "Quist", "Rossi", "Sato", "Turner", "Unger",
    "Vogel", "Weber", "Xu", "Young", "Ziegler"
  };
  private static final String RANDOM_VENDOR = "d6a483";
  private static final String OTHER_VENDOR = "3cf0a1";
  private static final String[] VENDORS = {"a483e7", "3cf011", "8c8590", "f01898", "d46a6a"};

  private final long seed;
  private final int sites;
  private final int clientsPerSite;
  private final IdentityShares identities;

  /** The organisation that a configuration describes. */
  public SimulatedOrganisation(SimulateConfig.World world) {
    this.seed = world.seed();
    this.sites = world.sites();
    this.clientsPerSite = world.clientsPerSite();
    this.identities = world.identities();
  }

  record City(
      String name,
      String country,
      String zone,
      double latitude,
      double longitude,
      String dataCenter,
      String location,
      int continent,
      double rttMs) {}

  record Concentrator(
      String name, String egressIp, double latitude, double longitude, int continent)
      implements Serializable {}

  record Site(
      int index,
      long key,
      String id,
      String name,
      City city,
      ZoneId zone,
      String egressIp,
      String gatewayMac,
      String switchMac,
      int downMbps,
      int upMbps,
      double rttMs,
      int accessPoints,
      String wlanId) {

    String accessPointMac(int accessPoint) {
      return mac("5c5b35", index * 512L + accessPoint * 4L + 1);
    }

    String radioMac(int accessPoint, int band) {
      return mac("5c5b36", (index * 512L + accessPoint * 4L + LatentNetwork.bandIndex(band)) * 16);
    }

    String accessPointId(int accessPoint) {
      return "00000000-0000-0000-1000-" + accessPointMac(accessPoint);
    }

    /** Channel of a radio, by the week: radio resource management plans it anew at night. */
    int channel(int accessPoint, int band, LocalDate local, int hops) {
      int[] channels = CHANNELS[LatentNetwork.bandIndex(band)];
      long radio = Draws.key(key, 127, accessPoint * 3L + LatentNetwork.bandIndex(band));
      long period = Math.floorDiv(local.toEpochDay() + Draws.below(radio, 0, 7), 7);
      int planned = Draws.below(Draws.key(radio, period), 1, channels.length);
      return channels[(planned + hops) % channels.length];
    }

    /** Whether the 5 GHz radio shares its channel with radar. */
    boolean isRadarChannel(int accessPoint, LocalDate local) {
      int channel = channel(accessPoint, 5, local, 0);
      return channel >= 52 && channel <= 144;
    }

    String switchPortOfAccessPoint(int accessPoint) {
      return "ge-0/0/" + accessPoint;
    }

    String switchPortOfClient(int client) {
      return "ge-" + (1 + client / 48) + "/0/" + client % 48;
    }

    Concentrator farConcentrator() {
      return CONCENTRATORS[(city.continent() + 1 + index % 2) % CONCENTRATORS.length];
    }
  }

  /** How Zoom can be led to a device: what it reports of it. */
  enum Identity {
    MAC,
    IP_ONLY,
    HOST_ONLY,
    WEB,
    MOBILE
  }

  record Client(
      Site site,
      int index,
      long key,
      String mac,
      String hostname,
      String firstName,
      String lastName,
      String email,
      String zoomId,
      boolean wired,
      Identity identity,
      int accessPoint,
      int band,
      String protocol,
      double maxRateMbps,
      double rssi,
      String operatingSystem,
      String ip,
      String homePublicIp,
      String homeIp,
      String homeCity,
      double homeShare,
      HardCase hardCase,
      String otherMac,
      String otherIp) {

    String displayName() {
      return firstName + " " + lastName;
    }

    boolean atHome(LocalDate day) {
      return Draws.chance(Draws.key(key, day.toEpochDay(), 41), 0, homeShare);
    }

    /** The address in a minute: some change it at midday, between two meetings. */
    String ip(long minute) {
      return hardCase == HardCase.REUSED_IP && minute >= addressChange(minute) ? otherIp : ip;
    }

    /** The minute of a minute's local day at which addresses change. */
    long addressChange(long minute) {
      LocalDate local = Instant.ofEpochSecond(minute * 60).atZone(site.zone()).toLocalDate();
      long noon = local.atTime(12, 0).atZone(site.zone()).toEpochSecond() / 60;
      return MeetingCalendar.blockStart(MeetingCalendar.blockOf(noon) + 1);
    }
  }

  String id() {
    return uuid(Draws.key(seed, "organisation"));
  }

  String accountId() {
    return "acc" + token(Draws.key(seed, "account")).substring(0, 19);
  }

  long seed() {
    return seed;
  }

  int sites() {
    return sites;
  }

  int clientsPerSite() {
    return clientsPerSite;
  }

  Site site(int index) {
    long key = Draws.key(seed, "site") + index * 0x632BE59BD9B4E019L;
    key = Draws.mix(key);
    City city = CITIES[index % CITIES.length];
    int branch = index / CITIES.length;
    int wireless = (int) Math.ceil(clientsPerSite * 0.75);
    int down = Math.max(100, (int) (Math.ceil(clientsPerSite * 3.4 / 50) * 50));
    return new Site(
        index,
        key,
        uuid(Draws.key(key, 1)),
        branch == 0 ? city.name() : city.name() + " " + (branch + 1),
        city,
        ZoneId.of(city.zone()),
        egress(index),
        mac("0c8126", index * 2L + 1),
        mac("0c8126", index * 2L + 2),
        down,
        Math.max(50, down / 2),
        Draws.clamp(city.rttMs() * Draws.logNormal(key, 2, 1, 0.15), 15, 70),
        Math.max(2, (wireless + 11) / 12),
        uuid(Draws.key(seed, "wlan")));
  }

  Client client(int siteIndex, int index) {
    return client(site(siteIndex), index);
  }

  Client client(Site site, int index) {
    long key = Draws.key(site.key(), 77, index);
    long number = (long) site.index() * clientsPerSite + index;
    String first = FIRST[Draws.below(key, 0, FIRST.length)];
    String last = LAST[Draws.below(key, 1, LAST.length)];
    double draw = Draws.uniform(key, 2);
    Identity identity =
        draw < 0.70
            ? Identity.MAC
            : draw < 0.80
                ? Identity.IP_ONLY
                : draw < 0.85 ? Identity.HOST_ONLY : draw < 0.93 ? Identity.WEB : Identity.MOBILE;
    HardCase hardCase = hardCase(site, index, key, identity);
    boolean wired =
        hardCase == HardCase.DOCKED
            || hardCase != HardCase.RANDOM_MAC
                && identity != Identity.MOBILE
                && Draws.chance(key, 3, 0.25);
    double bandDraw = Draws.uniform(key, 4);
    int band = bandDraw < 0.13 ? 24 : bandDraw < 0.88 ? 5 : 6;
    String protocol = band == 6 ? "ax" : Draws.chance(key, 5, 0.6) ? "ax" : "ac";
    boolean far = Draws.chance(key, 6, 0.04);
    double rssi =
        far
            ? -72 + 3 * Draws.normal(key, 7)
            : Draws.clamp(-57 + 6.5 * Draws.normal(key, 7), -69, -35);
    String os =
        identity == Identity.MOBILE
            ? Draws.chance(key, 8, 0.5) ? "iOS 17.5" : "Android 14"
            : Draws.chance(key, 8, 0.6) ? "Windows 11" : "macOS 14.5";
    String host =
        hardCase == HardCase.DUPLICATE_HOST_NAME
            ? "SHARED" + site.index() + "-" + index / 2
            : identity == Identity.MOBILE
                ? first.toLowerCase(Locale.ROOT) + "-phone-" + index
                : (os.startsWith("W") ? "LT" : "MBP") + String.format(Locale.ROOT, "%06d", number);
    int home = (int) (number % 65_000);
    return new Client(
        site,
        index,
        key,
        mac(
            hardCase == HardCase.RANDOM_MAC
                ? RANDOM_VENDOR
                : VENDORS[Draws.below(key, 9, VENDORS.length)],
            number * 6_700_417L + 7),
        host,
        first,
        last,
        (first + "." + last + number + "@" + DOMAIN).toLowerCase(Locale.ROOT),
        token(Draws.key(key, 10)),
        wired,
        identity,
        Draws.below(key, 11, site.accessPoints()),
        band,
        protocol,
        (band == 24 ? 140 : band == 6 ? 900 : 430) * (protocol.equals("ax") ? 1.25 : 1),
        rssi,
        os,
        address(1, index),
        home < 250
            ? "192.0.2." + (1 + home)
            : "198.18." + (home / 250) % 250 + "." + (1 + home % 250),
        "192.168.1." + (20 + index % 200),
        site.city().name(),
        identities.atHome(),
        hardCase,
        mac(OTHER_VENDOR, number * 6_700_417L + 7),
        hardCase == HardCase.REUSED_IP ? address(1, index ^ 1) : address(101, index));
  }

  private HardCase hardCase(Site site, int index, long key, Identity identity) {
    boolean hasPartner = (index ^ 1) < clientsPerSite;
    HardCase drawn = identities.draw(hasPartner ? Draws.key(site.key(), 78, index / 2) : 0, key);
    return drawn == HardCase.DOCKED && identity == Identity.MOBILE ? HardCase.NONE : drawn;
  }

  /** The same at every site. */
  private static String address(int block, int index) {
    return "10.10." + (block + index / 240) + "." + (10 + index % 240);
  }

  /**
   * The YAML that describes the organisation to the rest of the system: {@code conf/sites.yaml}.
   */
  public static String sitesYaml(SimulateConfig.World world) {
    SimulatedOrganisation organisation = new SimulatedOrganisation(world);
    StringBuilder yaml = new StringBuilder();
    yaml.append("# The simulated organisation of seed ").append(world.seed()).append(".\n");
    yaml.append("organisations:\n");
    yaml.append("  - org-id: ").append(organisation.id()).append('\n');
    yaml.append("    accounts: [").append(organisation.accountId()).append("]\n");
    yaml.append("    sites:\n");
    for (int i = 0; i < world.sites(); i++) {
      Site site = organisation.site(i);
      yaml.append("      - site-id: ").append(site.id()).append('\n');
      yaml.append("        name: ").append(site.name()).append('\n');
      yaml.append("        time-zone: ").append(site.zone()).append('\n');
      yaml.append("        country-code: \"").append(site.city().country()).append("\"\n");
      yaml.append("        latitude: ").append(site.city().latitude()).append('\n');
      yaml.append("        longitude: ").append(site.city().longitude()).append('\n');
      yaml.append("        egress-ips: [").append(site.egressIp()).append("]\n");
      yaml.append("        subnets: [10.10.0.0/16]\n");
      yaml.append("        wan-ports:\n");
      yaml.append("          - {gateway-mac: \"").append(site.gatewayMac());
      yaml.append("\", port-id: ge-0/0/0, download-mbps: ").append(site.downMbps());
      yaml.append(", upload-mbps: ").append(site.upMbps()).append("}\n");
    }
    yaml.append("    vpn-concentrators:\n");
    for (Concentrator concentrator : CONCENTRATORS) {
      yaml.append("      - {egress-ip: ").append(concentrator.egressIp());
      yaml.append(", name: ").append(concentrator.name());
      yaml.append(", latitude: ").append(concentrator.latitude());
      yaml.append(", longitude: ").append(concentrator.longitude()).append("}\n");
    }
    return yaml.toString();
  }

  static String mac(String vendor, long number) {
    return vendor + HexFormat.of().toHexDigits(number, 6);
  }

  static String uuid(long key) {
    long high = (Draws.mix(key) & 0xFFFFFFFFFFFF0FFFL) | 0x4000L;
    long low = (Draws.mix(key + 1) & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  /** 22 characters of the alphabet Zoom's ids use. */
  static String token(long key) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(key));
  }

  static byte[] bytes(long key) {
    byte[] bytes = new byte[16];
    long high = Draws.mix(key);
    long low = Draws.mix(key + 0x5DEECE66DL);
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (high >>> (8 * i));
      bytes[8 + i] = (byte) (low >>> (8 * i));
    }
    return bytes;
  }

  private static String egress(int site) {
    // Documentation addresses first, then the benchmarking range: never somebody's real address.
    return site < 240
        ? "203.0.113." + (10 + site)
        : "198.19." + (site / 250) % 250 + "." + (1 + site % 250);
  }
}
