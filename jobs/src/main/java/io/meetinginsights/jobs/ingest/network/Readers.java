package io.meetinginsights.jobs.ingest.network;

import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.jobs.ingest.fields.RecordValues;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The readers there are, one a dataset, in the order people think of them. This is the one place to
 * add one.
 */
public final class Readers {

  /** A site's own description. */
  private static final Reader SITES =
      Reader.of("sites", Kind.SITE)
          .sitedBy("id", "site_id")
          .orByArrival()
          .reads(
              Field.text("name", "name"),
              Field.text("time_zone", "timezone"),
              Field.text("country_code", "country_code"),
              Field.number("latitude_deg", "latlng.lat"),
              Field.number("longitude_deg", "latlng.lng"));

  /** Snapshots of wireless clients, about one a minute. */
  private static final Reader CLIENT_STATS =
      Reader.of("client_stats", Kind.WIRELESS_CLIENT)
          .timedBy("last_seen", "timestamp")
          .orByArrival()
          .aboutPeople()
          .reads(
              Field.mac("mac", "mac").required(),
              Field.silent("host_name", Parse::hostName, "hostname"),
              Field.silent("user_name", Parse::userName, "username"),
              Field.text("ip", "ip"),
              Field.mac("ap_mac", "ap_mac", "ap"),
              Field.mac("bssid", "bssid"),
              Field.text("ssid", "ssid"),
              Field.band("band", "band"),
              Field.integer("channel", "channel"),
              Field.text("proto", "proto"),
              Field.number("rssi_dbm", "rssi"),
              Field.number("snr_db", "snr"),
              Field.number("tx_rate_mbps", "tx_rate"),
              Field.number("rx_rate_mbps", "rx_rate"),
              Field.whole("tx_bytes", "tx_bytes"),
              Field.whole("rx_bytes", "rx_bytes"),
              Field.whole("tx_packets", "tx_pkts"),
              Field.whole("rx_packets", "rx_pkts"),
              Field.whole("tx_retries", "tx_retries"),
              Field.whole("rx_retries", "rx_retries"),
              Field.number("uptime_s", "uptime"),
              Field.text("os", "os"),
              Field.text("manufacturer", "manufacture"));

  /** Clients on switch ports; switch, port and address may be lists. */
  private static final Reader WIRED_CLIENTS =
      Reader.of("wired_clients", Kind.WIRED_CLIENT)
          .timedBy("timestamp", "last_seen")
          .orByArrival()
          .aboutPeople()
          .reads(
              Field.mac("mac", "mac").required(),
              Field.computed(
                  "switch_mac",
                  (record, flaws) ->
                      Parse.mac(
                          Parse.first(
                              Parse.firstText(record.text("device_mac")),
                              ofFirstPair(record, pair -> pair.raw("device_mac")))),
                  "device_mac",
                  "device_mac_port[].device_mac"),
              Field.computed(
                  "port_id",
                  (record, flaws) ->
                      Parse.first(
                          Parse.firstText(record.text("port_id")),
                          ofFirstPair(record, pair -> pair.text("port_id"))),
                  "port_id",
                  "device_mac_port[].port_id"),
              Field.silent("ip", Parse::firstText, "ip"),
              Field.silent("host_name", Parse::hostName, "dhcp_hostname", "hostname", "dhcp_fqdn"),
              Field.silent("user_name", raw -> Parse.userName(Parse.firstText(raw)), "username"),
              Field.text("manufacturer", "manufacture"));

  /** Which address and host name a client was given. */
  private static final Reader CLIENT_INFO =
      Reader.of("client_info", Kind.CLIENT_ADDRESS)
          .timedBy("timestamp")
          .aboutPeople()
          .reads(
              Field.mac("mac", "mac").required(),
              Field.text("ip", "ip"),
              Field.silent("host_name", Parse::hostName, "hostname"));

  /** Access points with their radios, switches, gateways with their CPU. */
  private static final Reader DEVICE_STATS =
      Reader.of("device_stats", Kind.DEVICE)
          .timedBy("last_seen", "timestamp")
          .orByArrival()
          .reads(
              Field.mac("mac", "mac").required(),
              Field.computed("type", Readers::deviceType, "type", "radio_stat{}", "if_stat{}"),
              Field.text("name", "name"),
              Field.number("uptime_s", "uptime"),
              Field.integer("num_clients", "num_clients"),
              Field.text("external_ip", "ext_ip"),
              Field.computed(
                  "cpu_pct", (record, flaws) -> busyPct(record), "cpu_stat.usage", "cpu_stat.idle"),
              Field.each(
                  "radios",
                  "radio_stat{}",
                  Field.computed("name", (radio, flaws) -> radio.name()),
                  Field.computed(
                      "band",
                      (radio, flaws) ->
                          Parse.first(Parse.band(radio.text("usage")), Parse.band(radio.name())),
                      "usage"),
                  Field.integer("channel", "channel"),
                  Field.integer("bandwidth_mhz", "bandwidth"),
                  Field.number("tx_power_dbm", "power"),
                  Field.number("noise_floor_dbm", "noise_floor"),
                  Field.whole("num_clients", "num_clients"),
                  Field.number("util_all_pct", "util_all"),
                  Field.number("util_tx_pct", "util_tx"),
                  Field.number("util_rx_in_bss_pct", "util_rx_in_bss"),
                  Field.number("util_rx_other_bss_pct", "util_rx_other_bss"),
                  Field.number("util_non_wifi_pct", "util_non_wifi"),
                  Field.number("util_unknown_wifi_pct", "util_unknown_wifi"),
                  Field.number("util_undecodable_wifi_pct", "util_undecodable_wifi"),
                  Field.whole("rx_failed", "rx_failed")),
              Field.each(
                  "links",
                  "if_stat{}",
                  Field.computed("usage", (link, flaws) -> link.raw("port_usage"), "port_usage"),
                  Field.computed(
                      "wan_port",
                      (link, flaws) ->
                          Parse.first(link.text("port_id"), link.name().split("\\.", -1)[0]),
                      "port_id"),
                  Field.truth("is_up", "up"),
                  Field.text("isp", "servp_info.org"),
                  Field.computed(
                      "external_ip", (link, flaws) -> firstNatAddress(link), "nat_addresses[]")),
              uplink("uplink_speed_mbps", port -> port.number("speed"), "speed"),
              uplink(
                  "uplink_full_duplex",
                  port -> Parse.truth(port.raw("full_duplex")),
                  "full_duplex"),
              uplink("uplink_rx_errors", port -> port.whole("rx_errors"), "rx_errors"),
              Field.computed(
                  "uplink_switch_mac",
                  (record, flaws) -> Parse.mac(ofNeighbour(record, "chassis_id")),
                  neighbourPaths("chassis_id")),
              Field.computed(
                  "uplink_port_id",
                  (record, flaws) ->
                      Parse.first(
                          Parse.text(ofNeighbour(record, "port_id")),
                          Parse.text(ofNeighbour(record, "port_desc"))),
                  neighbourPaths("chassis_id", "port_id", "port_desc")));

  /** Ports of switches and gateways; they carry no time, so that of the answer. */
  private static final Reader PORTS =
      Reader.of("ports", Kind.PORT)
          .timedBy("timestamp")
          .orByArrival()
          .reads(
              Field.mac("mac", "mac").required(),
              Field.text("port_id", "port_id").required(),
              Field.computed("type", Readers::portType, "type"),
              Field.text("port_usage", "port_usage"),
              Field.truth("is_up", "up"),
              Field.number("speed_mbps", "speed"),
              Field.truth("is_full_duplex", "full_duplex"),
              Field.whole("rx_bytes", "rx_bytes"),
              Field.whole("tx_bytes", "tx_bytes"),
              Field.whole("rx_errors", "rx_errors"),
              Field.whole("tx_errors", "tx_errors"),
              Field.number("rx_bps", "rx_bps"),
              Field.number("tx_bps", "tx_bps"),
              Field.number("latency_ms", "latency"),
              Field.number("jitter_ms", "jitter"),
              Field.number("loss_pct", "loss"),
              Field.silent("last_flapped_at", Parse::instant, "last_flapped"),
              Field.truth("is_poe_on", "poe_on"),
              Field.number("power_draw_w", "power_draw"),
              Field.mac("neighbor_mac", "neighbor_mac"));

  /** Tunnels of gateways, with what the path behind them measures. */
  private static final Reader VPN_PEERS =
      Reader.of("vpn_peers", Kind.TUNNEL)
          .timedBy("last_seen", "timestamp")
          .orByArrival()
          .reads(
              Field.mac("mac", "mac").required(),
              Field.text("port_id", "port_id").required(),
              Field.mac("peer_mac", "peer_mac"),
              Field.text("peer_port_id", "peer_port_id"),
              Field.truth("is_up", "up"),
              Field.truth("is_active", "is_active"),
              Field.number("latency_ms", "latency"),
              Field.number("jitter_ms", "jitter"),
              Field.number("loss_pct", "loss"));

  /** Speed tests of WAN ports; a failed one measures nothing and is rejected. */
  private static final Reader SPEEDTESTS =
      Reader.of("speedtests", Kind.SPEED_TEST)
          .timedBy("timestamp")
          .reads(
              Field.mac("mac", "mac").required(),
              Field.text("port_id", "port_id").required(),
              Field.computed("failed", Readers::failed, "failed"),
              Field.number("download_mbps", "rx_mbps"),
              Field.number("upload_mbps", "tx_mbps"));

  /** A session at its end; one that ended by a roam says so. */
  private static final Reader CLIENT_SESSIONS =
      Reader.of("client_sessions", Kind.EVENT)
          .timedBy("connect_float", "connect", "timestamp")
          .aboutPeople()
          .reads(
              Field.computed("type", (record, flaws) -> "CLIENT_SESSION"),
              Field.computed(
                  "ended_at",
                  (record, flaws) ->
                      Parse.first(
                          Parse.instant(record.text("disconnect_float")),
                          Parse.instant(record.text("disconnect")),
                          Parse.instant(record.text("timestamp"))),
                  "disconnect_float",
                  "disconnect",
                  "timestamp"),
              Field.mac("client_mac", "mac").required(),
              Field.mac("device_mac", "ap"),
              Field.mac("to_device_mac", "next_ap"),
              Field.band("band", "band"),
              Field.text("ssid", "ssid"),
              Field.number("rssi_dbm", "rssi"),
              Field.computed("reason", Readers::sessionEnd, "termination_reason", "tags"));

  /** Sign-ins, addresses, failures of wireless clients. */
  private static final Reader CLIENT_EVENTS =
      Reader.of("client_events", Kind.EVENT)
          .timedBy("timestamp")
          .aboutPeople()
          .reads(
              Field.text("type", "type").required(),
              // wcid is a client's MAC in some events and an id of its own in others.
              Field.silent("client_mac", Parse::mac, "mac", "client_mac", "wcid"),
              Field.mac("device_mac", "ap", "ap_mac"),
              Field.band("band", "band"),
              Field.integer("channel", "channel"),
              Field.text("ssid", "ssid"),
              Field.number("rssi_dbm", "rssi"),
              Field.silent("reason", Parse::words, "reason", "text"));

  /** What access points, switches and gateways report of themselves. */
  private static final Reader DEVICE_EVENTS =
      Reader.of("device_events", Kind.EVENT)
          .timedBy("timestamp")
          .reads(
              Field.text("type", "type").required(),
              Field.mac("device_mac", "mac", "ap"),
              Field.silent("band", Parse::band, "band", "usage"),
              Field.integer("channel", "channel"),
              Field.integer("previous_channel", "pre_channel"),
              Field.silent("reason", Parse::words, "reason", "text"));

  /** Fast roams; their latency comes in seconds. */
  private static final Reader FAST_ROAMS =
      Reader.of("fast_roams", Kind.EVENT)
          .timedBy("timestamp")
          .aboutPeople()
          .reads(
              Field.computed(
                  "type",
                  (record, flaws) -> Parse.first(record.text("subtype", "type"), "CLIENT_ROAMED"),
                  "subtype",
                  "type"),
              Field.mac("client_mac", "client_mac", "mac").required(),
              Field.mac("device_mac", "ap_mac", "ap"),
              Field.mac("from_device_mac", "fromap"),
              Field.mac("to_device_mac", "ap_mac", "ap"),
              Field.text("ssid", "ssid"),
              Field.band("band", "band"),
              Field.computed("latency_ms", Readers::milliseconds, "latency"),
              Field.silent("reason", Parse::words, "type"));

  /** Radio management changed a channel, or saw why it should. */
  private static final Reader RRM_EVENTS =
      Reader.of("rrm_events", Kind.EVENT)
          .timedBy("timestamp")
          .reads(
              Field.text("type", "event", "type").required(),
              Field.computed(
                  "device_mac",
                  (record, flaws) ->
                      Parse.first(
                          Parse.mac(record.text("ap", "ap_mac", "mac")),
                          macAtEndOf(record.text("ap_id"))),
                  "ap",
                  "ap_mac",
                  "mac",
                  "ap_id"),
              Field.band("band", "band", "usage"),
              Field.integer("channel", "channel"),
              Field.integer("previous_channel", "pre_channel"));

  /** Who signed in with which device. */
  private static final Reader NAC_EVENTS =
      Reader.of("nac_events", Kind.EVENT)
          .timedBy("timestamp")
          .aboutPeople()
          .reads(
              Field.text("type", "type").required(),
              Field.mac("client_mac", "mac").required(),
              Field.mac("device_mac", "ap", "device_mac"),
              Field.text("ssid", "ssid"),
              Field.band("band", "band"),
              Field.silent("reason", Parse::words, "text"),
              Field.silent("user_name", Parse::userName, "username", "idp_username"),
              Field.text("ip", "client_ip"),
              Field.text("port_id", "port_id"),
              Field.computed(
                  "medium",
                  (record, flaws) ->
                      Parse.first(
                          record.text("client_type", "port_type"),
                          record.text("ssid", "ap") != null ? "wireless" : "wired"),
                  "client_type",
                  "port_type",
                  "ssid",
                  "ap"));

  /**
   * CPU and signal as an agent on the client sees them. Silver has no column for them: Zoom's own
   * readings fill client CPU and signal, for every participant. The records are checked and
   * counted, and stay in bronze.
   */
  private static final Reader MARVIS_CLIENT =
      Reader.of("marvis_client", Kind.UNUSED)
          .timedBy("timestamp")
          .aboutPeople()
          .reads(
              Field.computed(
                  "mac",
                  (record, flaws) -> {
                    flaws.requirePresent(
                        record.text("wifi_mac", "device_id"), "wifi_mac", "a device");
                    return Parse.mac(record.text("wifi_mac"));
                  },
                  "wifi_mac",
                  "device_id"));

  /** Round trips anybody measured, in our own vendor-neutral shape. */
  private static final Reader PROBES =
      Reader.of("probes", Kind.PROBE)
          .timedBy("ts")
          .reads(
              Field.mac("mac", "mac").required(),
              oneOf("from_type", "from", "ap or gateway", Set.of("ap", "gateway")),
              oneOf("target", "target", "gateway, wan or zoom", Set.of("gateway", "wan", "zoom")),
              Field.number("rtt_ms", "rtt_ms"),
              Field.number("jitter_ms", "jitter_ms"),
              Field.number("loss_pct", "loss_pct"));

  /** Every reader, one a dataset. */
  public static final List<Reader> ALL =
      List.of(
          SITES,
          CLIENT_STATS,
          WIRED_CLIENTS,
          DEVICE_STATS,
          PORTS,
          VPN_PEERS,
          SPEEDTESTS,
          CLIENT_SESSIONS,
          CLIENT_INFO,
          CLIENT_EVENTS,
          DEVICE_EVENTS,
          FAST_ROAMS,
          RRM_EVENTS,
          NAC_EVENTS,
          MARVIS_CLIENT,
          PROBES);

  private static final Map<String, Reader> BY_DATASET =
      ALL.stream().collect(Collectors.toMap(Reader::dataset, Function.identity()));

  private static final Pattern MAC_AT_END = Pattern.compile("([0-9a-fA-F]{12})$");

  private static final List<String> DEVICE_TYPES = List.of("ap", "switch", "gateway");

  private Readers() {}

  /** The reader of a dataset, if there is one. */
  public static Optional<Reader> of(String dataset) {
    return Optional.ofNullable(BY_DATASET.get(dataset));
  }

  /** The readers of some kinds. */
  static List<Reader> of(Kind... kinds) {
    return ALL.stream().filter(reader -> List.of(kinds).contains(reader.kind())).toList();
  }

  /** The names of the datasets there are readers for. */
  public static List<String> datasets() {
    return ALL.stream().map(Reader::dataset).toList();
  }

  private static String ofFirstPair(RecordValues record, Function<RecordValues, String> read) {
    List<RecordValues> pairs = record.entries("device_mac_port[]");
    return pairs == null || pairs.isEmpty() ? null : read.apply(pairs.get(0));
  }

  private static String deviceType(RecordValues record, Flaws flaws) {
    String type = record.text("type");
    if (type == null && record.entries("radio_stat{}") != null) {
      type = "ap";
    } else if (type == null && record.entries("if_stat{}") != null) {
      type = "gateway";
    }
    flaws.requirePresent(type, "type", "ap, switch or gateway");
    flaws.requireKnownWord(type, "type", DEVICE_TYPES);
    return type;
  }

  private static Double busyPct(RecordValues record) {
    Double idle = record.number("cpu_stat.idle");
    Double busy =
        Parse.first(
            record.number("cpu_stat.usage"), idle == null ? null : Double.valueOf(100.0 - idle));
    return busy != null && busy >= 0 && busy <= 100 ? busy : null;
  }

  private static String firstNatAddress(RecordValues link) {
    List<String> addresses = link.texts("nat_addresses[]");
    return addresses == null
        ? null
        : addresses.stream().filter(Objects::nonNull).findFirst().map(Parse::text).orElse(null);
  }

  /** A field of the access point's own port: eth0 is the uplink unless it is down. */
  private static Field uplink(String name, Function<RecordValues, Object> read, String path) {
    return Field.computed(
        name,
        (record, flaws) -> {
          RecordValues port =
              Parse.first(
                  upPort(record, "eth0"),
                  upPort(record, "eth1"),
                  record.entry("port_stat{}", "eth0"));
          return port == null ? null : read.apply(port);
        },
        "port_stat{}.up",
        "port_stat{}." + path);
  }

  private static RecordValues upPort(RecordValues record, String name) {
    RecordValues port = record.entry("port_stat{}", name);
    return port != null && Boolean.TRUE.equals(Parse.truth(port.raw("up"))) ? port : null;
  }

  /** What LLDP says of the switch behind the uplink. */
  private static String ofNeighbour(RecordValues record, String field) {
    if (record.raw("lldp_stat.chassis_id") != null) {
      return record.raw("lldp_stat." + field);
    }
    RecordValues neighbour =
        Parse.first(record.entry("lldp_stats{}", "eth0"), record.entry("lldp_stats{}", "eth1"));
    return neighbour == null ? null : neighbour.raw(field);
  }

  private static String[] neighbourPaths(String... fields) {
    return Set.of(fields).stream()
        .flatMap(field -> List.of("lldp_stat." + field, "lldp_stats{}." + field).stream())
        .toArray(String[]::new);
  }

  private static String portType(RecordValues record, Flaws flaws) {
    String type = Parse.first(record.text("type"), "switch");
    if (!type.equals("switch") && !type.equals("gateway")) {
      flaws.reject("type", "unused_type", "a port of a switch or gateway");
    }
    return type;
  }

  private static Boolean failed(RecordValues record, Flaws flaws) {
    Boolean failed = Parse.truth(record.text("failed"));
    if (Boolean.TRUE.equals(failed)) {
      flaws.reject("failed", "failed_test", "a test that came to an end");
    }
    return failed;
  }

  private static Field oneOf(String name, String path, String expected, Set<String> words) {
    return Field.computed(
        name,
        (record, flaws) -> {
          String word = record.text(path);
          if (word == null || !words.contains(word)) {
            flaws.reject(path, "unknown_enum", expected);
          }
          return word;
        },
        path);
  }

  private static String sessionEnd(RecordValues record, Flaws flaws) {
    String code = record.text("termination_reason");
    flaws.requireKnownWord(code, "termination_reason", List.of("1", "2", "3"));
    Integer reason = Parse.integer(code);
    return switch (reason == null ? 0 : reason) {
      case 1 -> "disassociate";
      case 2 -> "inactive";
      case 3 -> "roamed";
      default -> Parse.words(Parse.firstText(record.text("tags")));
    };
  }

  private static Double milliseconds(RecordValues record, Flaws flaws) {
    Double seconds = record.number("latency");
    flaws.requireReadable(record.raw("latency"), seconds, "latency", "a number");
    return seconds == null ? null : Double.valueOf(seconds * 1000);
  }

  /** The id of an access point ends in its MAC. */
  private static String macAtEndOf(String id) {
    if (id == null) {
      return null;
    }
    Matcher mac = MAC_AT_END.matcher(id);
    return mac.find() ? Parse.mac(mac.group(1)) : null;
  }
}
