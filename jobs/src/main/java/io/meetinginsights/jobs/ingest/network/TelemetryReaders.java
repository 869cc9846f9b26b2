package io.meetinginsights.jobs.ingest.network;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.tables.Types;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;

/**
 * The readers there are. A further dataset is a class here (or beside this one) and its name in the
 * list.
 */
public final class TelemetryReaders {

  /** Every reader, one a dataset. */
  public static final List<TelemetryReader> ALL =
      List.of(
          new SiteReader(),
          new ClientStatsReader(),
          new WiredClientReader(),
          new ClientInfoReader(),
          new DeviceStatsReader(),
          new PortReader(),
          new VpnPeerReader(),
          new SpeedTestReader(),
          new ProbeReader(),
          new ClientSessionReader(),
          new ClientEventReader(),
          new DeviceEventReader(),
          new FastRoamReader(),
          new RadioManagementReader(),
          new NacEventReader(),
          new MarvisClientReader());

  private TelemetryReaders() {}

  /** The reader of a dataset, if there is one. */
  public static Optional<TelemetryReader> of(String dataset) {
    return ALL.stream().filter(reader -> reader.dataset().equals(dataset)).findFirst();
  }

  /** {@code sites}: a site's own description. */
  static final class SiteReader implements TelemetryReader {
    @Override
    public String dataset() {
      return "sites";
    }

    @Override
    public Kind kind() {
      return Kind.SITE;
    }

    @Override
    public StructType shape() {
      return RecordShape.of("id", "site_id", "org_id", "name", "timezone", "country_code")
          .add("latlng", RecordShape.of("lat", "lng"));
    }

    @Override
    public List<Field> fields() {
      return List.of(
          Field.text("name", "name"),
          Field.text("time_zone", "timezone"),
          Field.text("country_code", "country_code"),
          Field.number("latitude_deg", "latlng.lat"),
          Field.number("longitude_deg", "latlng.lng"));
    }

    @Override
    public List<String> timeFields() {
      return List.of();
    }

    @Override
    public List<String> siteFields() {
      return List.of("id", "site_id");
    }

    @Override
    public boolean isTimedByArrival() {
      return true;
    }
  }

  /** {@code client_stats}: snapshots of wireless clients, about one a minute. */
  static final class ClientStatsReader implements TelemetryReader {
    @Override
    public String dataset() {
      return "client_stats";
    }

    @Override
    public Kind kind() {
      return Kind.WIRELESS_CLIENT;
    }

    @Override
    public StructType shape() {
      return RecordShape.of(
          "mac",
          "hostname",
          "username",
          "ip",
          "ap_mac",
          "ap",
          "bssid",
          "ssid",
          "band",
          "channel",
          "proto",
          "rssi",
          "snr",
          "tx_rate",
          "rx_rate",
          "tx_bytes",
          "rx_bytes",
          "tx_pkts",
          "rx_pkts",
          "tx_retries",
          "rx_retries",
          "uptime",
          "os",
          "manufacture",
          "last_seen",
          "timestamp",
          "org_id",
          "site_id");
    }

    @Override
    public List<Field> fields() {
      return List.of(
          Field.mac("mac", "mac").required(),
          Field.of("host_name", Parse.hostName(Field.raw("hostname"))),
          Field.of("user_name", Parse.userName(Field.raw("username"))),
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
    }

    @Override
    public List<String> timeFields() {
      return List.of("last_seen", "timestamp");
    }

    @Override
    public boolean isTimedByArrival() {
      return true;
    }
  }

  /** {@code wired_clients}: clients on switch ports; switch, port and address may be lists. */
  static final class WiredClientReader implements TelemetryReader {
    @Override
    public String dataset() {
      return "wired_clients";
    }

    @Override
    public Kind kind() {
      return Kind.WIRED_CLIENT;
    }

    @Override
    public StructType shape() {
      return RecordShape.of(
              "mac",
              "device_mac",
              "port_id",
              "ip",
              "dhcp_hostname",
              "hostname",
              "dhcp_fqdn",
              "username",
              "manufacture",
              "last_seen",
              "timestamp",
              "org_id",
              "site_id")
          .add(
              "device_mac_port",
              new ArrayType(RecordShape.of("device_mac", "port_id", "ip"), true));
    }

    @Override
    public List<Field> fields() {
      Column pair = get(Field.at("device_mac_port"), lit(0));
      Column switchMac =
          Parse.mac(
              coalesce(Parse.firstText(Field.raw("device_mac")), pair.getField("device_mac")));
      Column port =
          coalesce(Parse.firstText(Field.raw("port_id")), Parse.text(pair.getField("port_id")));
      return List.of(
          Field.mac("mac", "mac").required(),
          Field.of("switch_mac", switchMac),
          Field.of("port_id", port),
          Field.of("ip", Parse.firstText(Field.raw("ip"))),
          Field.of(
              "host_name", Parse.hostName(Field.raw("dhcp_hostname", "hostname", "dhcp_fqdn"))),
          Field.of("user_name", Parse.userName(Parse.firstText(Field.raw("username")))),
          Field.text("manufacturer", "manufacture"));
    }

    @Override
    public List<String> timeFields() {
      return List.of("timestamp", "last_seen");
    }

    @Override
    public boolean isTimedByArrival() {
      return true;
    }
  }

  /** {@code client_info}: which address and host name a client was given. */
  static final class ClientInfoReader implements TelemetryReader {
    @Override
    public String dataset() {
      return "client_info";
    }

    @Override
    public Kind kind() {
      return Kind.CLIENT_ADDRESS;
    }

    @Override
    public StructType shape() {
      return RecordShape.of("mac", "ip", "hostname", "timestamp", "org_id", "site_id");
    }

    @Override
    public List<Field> fields() {
      return List.of(
          Field.mac("mac", "mac").required(),
          Field.text("ip", "ip"),
          Field.of("host_name", Parse.hostName(Field.raw("hostname"))));
    }

    @Override
    public List<String> timeFields() {
      return List.of("timestamp");
    }
  }

  /** {@code device_stats}: access points with their radios, switches, gateways with their CPU. */
  static final class DeviceStatsReader implements TelemetryReader {
    @Override
    public String dataset() {
      return "device_stats";
    }

    @Override
    public Kind kind() {
      return Kind.DEVICE;
    }

    @Override
    public StructType shape() {
      StructType lldp = RecordShape.of("chassis_id", "port_id", "port_desc");
      StructType radio =
          RecordShape.of(
              "usage",
              "channel",
              "bandwidth",
              "power",
              "noise_floor",
              "num_clients",
              "util_all",
              "util_tx",
              "util_rx_in_bss",
              "util_rx_other_bss",
              "util_non_wifi",
              "util_unknown_wifi",
              "util_undecodable_wifi",
              "rx_failed",
              "rx_errors");
      StructType link =
          RecordShape.of("port_id", "port_usage", "up")
              .add("servp_info", RecordShape.of("org"))
              .add("nat_addresses", new ArrayType(Types.STRING, true));
      return RecordShape.of(
              "mac",
              "name",
              "type",
              "last_seen",
              "timestamp",
              "uptime",
              "num_clients",
              "ext_ip",
              "cpu_util",
              "org_id",
              "site_id")
          .add("radio_stat", RecordShape.byName(radio))
          .add(
              "port_stat",
              RecordShape.byName(RecordShape.of("up", "speed", "full_duplex", "rx_errors")))
          .add("lldp_stat", lldp)
          .add("lldp_stats", RecordShape.byName(lldp))
          .add("cpu_stat", RecordShape.of("idle", "usage"))
          .add("if_stat", RecordShape.byName(link));
    }

    @Override
    public List<Field> fields() {
      Column type =
          coalesce(
              Field.raw("type"),
              when(Field.at("radio_stat").isNotNull(), lit("ap"))
                  .when(Field.at("if_stat").isNotNull(), lit("gateway")));
      // eth0 is the uplink unless it is down.
      Column port = coalesce(upPort("eth0"), upPort("eth1"), Field.at("port_stat").getItem("eth0"));
      Column neighbour =
          when(Field.at("lldp_stat").getField("chassis_id").isNotNull(), Field.at("lldp_stat"))
              .otherwise(
                  coalesce(
                      Field.at("lldp_stats").getItem("eth0"),
                      Field.at("lldp_stats").getItem("eth1")));
      Column idle = Parse.number(Field.raw("cpu_stat.idle"));
      Column busy = coalesce(Parse.number(Field.raw("cpu_stat.usage")), lit(100.0).minus(idle));
      return List.of(
          Field.mac("mac", "mac").required(),
          Field.of(
              "type",
              type,
              Flaws.missing(type, "type", "ap, switch or gateway"),
              Flaws.unknownWord(type, "type", "ap", "switch", "gateway")),
          Field.text("name", "name"),
          Field.number("uptime_s", "uptime"),
          Field.integer("num_clients", "num_clients"),
          Field.text("external_ip", "ext_ip"),
          Field.of("cpu_pct", when(busy.between(0, 100), busy)),
          Field.of("radios", Field.at("radio_stat")),
          Field.of("links", Field.at("if_stat")),
          Field.of("uplink_speed_mbps", Parse.number(port.getField("speed"))),
          Field.of("uplink_full_duplex", Parse.truth(port.getField("full_duplex"))),
          Field.of("uplink_rx_errors", Parse.whole(port.getField("rx_errors"))),
          Field.of("uplink_switch_mac", Parse.mac(neighbour.getField("chassis_id"))),
          Field.of(
              "uplink_port_id",
              coalesce(
                  Parse.text(neighbour.getField("port_id")),
                  Parse.text(neighbour.getField("port_desc")))));
    }

    private static Column upPort(String name) {
      Column port = Field.at("port_stat").getItem(name);
      return when(Parse.truth(port.getField("up")), port);
    }

    @Override
    public List<String> timeFields() {
      return List.of("last_seen", "timestamp");
    }

    @Override
    public boolean isTimedByArrival() {
      return true;
    }
  }

  /** {@code ports}: ports of switches and gateways; they carry no time, so that of the answer. */
  static final class PortReader implements TelemetryReader {
    @Override
    public String dataset() {
      return "ports";
    }

    @Override
    public Kind kind() {
      return Kind.PORT;
    }

    @Override
    public StructType shape() {
      return RecordShape.of(
          "mac",
          "port_id",
          "type",
          "port_usage",
          "up",
          "speed",
          "full_duplex",
          "rx_bytes",
          "tx_bytes",
          "rx_errors",
          "tx_errors",
          "rx_bps",
          "tx_bps",
          "latency",
          "jitter",
          "loss",
          "last_flapped",
          "poe_on",
          "power_draw",
          "neighbor_mac",
          "timestamp",
          "org_id",
          "site_id");
    }

    @Override
    public List<Field> fields() {
      Column type = coalesce(Field.raw("type"), lit("switch"));
      return List.of(
          Field.mac("mac", "mac").required(),
          Field.text("port_id", "port_id").required(),
          Field.of(
              "type",
              type,
              Flaws.rejected(
                  type.isin("switch", "gateway").equalTo(false),
                  "type",
                  "unused_type",
                  "a port of a switch or gateway")),
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
          Field.of("last_flapped_at", Parse.instant(Field.raw("last_flapped"))),
          Field.truth("is_poe_on", "poe_on"),
          Field.number("power_draw_w", "power_draw"),
          Field.mac("neighbor_mac", "neighbor_mac"));
    }

    @Override
    public List<String> timeFields() {
      return List.of("timestamp");
    }

    @Override
    public boolean isTimedByArrival() {
      return true;
    }
  }

  /** {@code vpn_peers}: tunnels of gateways, with what the path behind them measures. */
  static final class VpnPeerReader implements TelemetryReader {
    @Override
    public String dataset() {
      return "vpn_peers";
    }

    @Override
    public Kind kind() {
      return Kind.TUNNEL;
    }

    @Override
    public StructType shape() {
      return RecordShape.of(
          "mac",
          "port_id",
          "peer_mac",
          "peer_port_id",
          "up",
          "is_active",
          "latency",
          "jitter",
          "loss",
          "last_seen",
          "timestamp",
          "org_id",
          "site_id");
    }

    @Override
    public List<Field> fields() {
      return List.of(
          Field.mac("mac", "mac").required(),
          Field.text("port_id", "port_id").required(),
          Field.mac("peer_mac", "peer_mac"),
          Field.text("peer_port_id", "peer_port_id"),
          Field.truth("is_up", "up"),
          Field.truth("is_active", "is_active"),
          Field.number("latency_ms", "latency"),
          Field.number("jitter_ms", "jitter"),
          Field.number("loss_pct", "loss"));
    }

    @Override
    public List<String> timeFields() {
      return List.of("last_seen", "timestamp");
    }

    @Override
    public boolean isTimedByArrival() {
      return true;
    }
  }

  /** {@code speedtests}: a failed test measures nothing and is refused. */
  static final class SpeedTestReader implements TelemetryReader {
    @Override
    public String dataset() {
      return "speedtests";
    }

    @Override
    public Kind kind() {
      return Kind.SPEED_TEST;
    }

    @Override
    public StructType shape() {
      return RecordShape.of(
          "mac", "port_id", "failed", "rx_mbps", "tx_mbps", "timestamp", "org_id", "site_id");
    }

    @Override
    public List<Field> fields() {
      Column failed = Parse.truth(Field.raw("failed"));
      return List.of(
          Field.mac("mac", "mac").required(),
          Field.text("port_id", "port_id").required(),
          Field.of(
              "failed",
              failed,
              Flaws.rejected(failed, "failed", "failed_test", "a test that came to an end")),
          Field.number("download_mbps", "rx_mbps"),
          Field.number("upload_mbps", "tx_mbps"));
    }

    @Override
    public List<String> timeFields() {
      return List.of("timestamp");
    }
  }

  /** {@code probes}: round trips anybody measured, in our own vendor-neutral shape. */
  static final class ProbeReader implements TelemetryReader {
    @Override
    public String dataset() {
      return "probes";
    }

    @Override
    public Kind kind() {
      return Kind.PROBE;
    }

    @Override
    public StructType shape() {
      return RecordShape.of(
          "ts", "from", "mac", "target", "rtt_ms", "jitter_ms", "loss_pct", "org_id", "site_id");
    }

    @Override
    public List<Field> fields() {
      Column from = Field.raw("from");
      Column target = Field.raw("target");
      return List.of(
          Field.mac("mac", "mac").required(),
          Field.of(
              "from_type",
              from,
              Flaws.rejected(
                  coalesce(from.isin("ap", "gateway").equalTo(false), lit(true)),
                  "from",
                  "unknown_enum",
                  "ap or gateway")),
          Field.of(
              "target",
              target,
              Flaws.rejected(
                  coalesce(target.isin("gateway", "wan", "zoom").equalTo(false), lit(true)),
                  "target",
                  "unknown_enum",
                  "gateway, wan or zoom")),
          Field.number("rtt_ms", "rtt_ms"),
          Field.number("jitter_ms", "jitter_ms"),
          Field.number("loss_pct", "loss_pct"));
    }

    @Override
    public List<String> timeFields() {
      return List.of("ts");
    }
  }

  /** {@code client_sessions}: a session at its end; one that ended by a roam says so. */
  static final class ClientSessionReader implements TelemetryReader {
    @Override
    public String dataset() {
      return "client_sessions";
    }

    @Override
    public Kind kind() {
      return Kind.EVENT;
    }

    @Override
    public StructType shape() {
      return RecordShape.of(
          "mac",
          "ap",
          "next_ap",
          "band",
          "ssid",
          "rssi",
          "connect",
          "connect_float",
          "disconnect",
          "disconnect_float",
          "termination_reason",
          "tags",
          "timestamp",
          "org_id",
          "site_id");
    }

    @Override
    public List<Field> fields() {
      Column reason = Parse.whole(Field.raw("termination_reason"));
      Column word =
          coalesce(
              when(reason.equalTo(1), lit("disassociate"))
                  .when(reason.equalTo(2), lit("inactive"))
                  .when(reason.equalTo(3), lit("roamed")),
              Parse.words(Parse.firstText(Field.raw("tags"))));
      return EventRows.fields(
          Field.of("type", lit("CLIENT_SESSION")),
          Field.of(
              "ended_at",
              coalesce(
                  Parse.instant(Field.raw("disconnect_float")),
                  Parse.instant(Field.raw("disconnect")),
                  Parse.instant(Field.raw("timestamp")))),
          Field.mac("client_mac", "mac").required(),
          Field.mac("device_mac", "ap"),
          Field.mac("to_device_mac", "next_ap"),
          Field.band("band", "band"),
          Field.text("ssid", "ssid"),
          Field.number("rssi_dbm", "rssi"),
          Field.of(
              "reason",
              word,
              Flaws.unknownWord(
                  Field.raw("termination_reason"), "termination_reason", "1", "2", "3")));
    }

    @Override
    public List<String> timeFields() {
      return List.of("connect_float", "connect", "timestamp");
    }
  }

  /** {@code client_events}: sign-ins, addresses, failures of wireless clients. */
  static final class ClientEventReader implements TelemetryReader {
    @Override
    public String dataset() {
      return "client_events";
    }

    @Override
    public Kind kind() {
      return Kind.EVENT;
    }

    @Override
    public StructType shape() {
      return RecordShape.of(
          "type",
          "mac",
          "client_mac",
          "wcid",
          "ap",
          "ap_mac",
          "band",
          "channel",
          "ssid",
          "rssi",
          "text",
          "reason",
          "timestamp",
          "org_id",
          "site_id");
    }

    @Override
    public List<Field> fields() {
      return EventRows.fields(
          Field.text("type", "type").required(),
          // wcid is a client's MAC in some events and an id of its own in others.
          Field.of("client_mac", Parse.mac(Field.raw("mac", "client_mac", "wcid"))),
          Field.mac("device_mac", "ap", "ap_mac"),
          Field.band("band", "band"),
          Field.integer("channel", "channel"),
          Field.text("ssid", "ssid"),
          Field.number("rssi_dbm", "rssi"),
          Field.of("reason", Parse.words(Field.raw("reason", "text"))));
    }

    @Override
    public List<String> timeFields() {
      return List.of("timestamp");
    }
  }

  /** {@code device_events}: what access points, switches and gateways report of themselves. */
  static final class DeviceEventReader implements TelemetryReader {
    @Override
    public String dataset() {
      return "device_events";
    }

    @Override
    public Kind kind() {
      return Kind.EVENT;
    }

    @Override
    public StructType shape() {
      return RecordShape.of(
          "type",
          "mac",
          "ap",
          "usage",
          "band",
          "channel",
          "pre_channel",
          "reason",
          "text",
          "timestamp",
          "org_id",
          "site_id");
    }

    @Override
    public List<Field> fields() {
      return EventRows.fields(
          Field.text("type", "type").required(),
          Field.mac("device_mac", "mac", "ap"),
          Field.of("band", Parse.band(Field.raw("band", "usage"))),
          Field.integer("channel", "channel"),
          Field.integer("previous_channel", "pre_channel"),
          Field.of("reason", Parse.words(Field.raw("reason", "text"))));
    }

    @Override
    public List<String> timeFields() {
      return List.of("timestamp");
    }
  }

  /** {@code fast_roams}: latency comes in seconds. */
  static final class FastRoamReader implements TelemetryReader {
    @Override
    public String dataset() {
      return "fast_roams";
    }

    @Override
    public Kind kind() {
      return Kind.EVENT;
    }

    @Override
    public StructType shape() {
      return RecordShape.of(
          "client_mac",
          "mac",
          "fromap",
          "ap_mac",
          "ap",
          "ssid",
          "band",
          "latency",
          "subtype",
          "type",
          "timestamp",
          "org_id",
          "site_id");
    }

    @Override
    public List<Field> fields() {
      Column latency = Parse.number(Field.raw("latency"));
      return EventRows.fields(
          Field.of("type", coalesce(Field.raw("subtype", "type"), lit("CLIENT_ROAMED"))),
          Field.mac("client_mac", "client_mac", "mac").required(),
          Field.mac("device_mac", "ap_mac", "ap"),
          Field.mac("from_device_mac", "fromap"),
          Field.mac("to_device_mac", "ap_mac", "ap"),
          Field.text("ssid", "ssid"),
          Field.band("band", "band"),
          Field.of(
              "latency_ms",
              latency.multiply(1000),
              Flaws.wrongType(Field.raw("latency"), latency, "latency", "a number")),
          Field.of("reason", Parse.words(Field.raw("type"))));
    }

    @Override
    public List<String> timeFields() {
      return List.of("timestamp");
    }
  }

  /** {@code rrm_events}: radio management changed a channel, or saw why it should. */
  static final class RadioManagementReader implements TelemetryReader {
    @Override
    public String dataset() {
      return "rrm_events";
    }

    @Override
    public Kind kind() {
      return Kind.EVENT;
    }

    @Override
    public StructType shape() {
      return RecordShape.of(
          "event",
          "type",
          "ap",
          "ap_mac",
          "mac",
          "ap_id",
          "band",
          "usage",
          "channel",
          "pre_channel",
          "timestamp",
          "org_id",
          "site_id");
    }

    @Override
    public List<Field> fields() {
      // The id of an access point ends in its MAC.
      Column device =
          coalesce(
              Parse.mac(Field.raw("ap", "ap_mac", "mac")),
              Parse.mac(
                  org.apache.spark.sql.functions.regexp_extract(
                      Field.raw("ap_id"), "([0-9a-fA-F]{12})$", 1)));
      return EventRows.fields(
          Field.text("type", "event", "type").required(),
          Field.of("device_mac", device),
          Field.band("band", "band", "usage"),
          Field.integer("channel", "channel"),
          Field.integer("previous_channel", "pre_channel"));
    }

    @Override
    public List<String> timeFields() {
      return List.of("timestamp");
    }
  }

  /** {@code nac_events}: who signed in with which device. */
  static final class NacEventReader implements TelemetryReader {
    @Override
    public String dataset() {
      return "nac_events";
    }

    @Override
    public Kind kind() {
      return Kind.EVENT;
    }

    @Override
    public StructType shape() {
      return RecordShape.of(
          "type",
          "mac",
          "ap",
          "device_mac",
          "port_id",
          "port_type",
          "client_type",
          "ssid",
          "band",
          "username",
          "idp_username",
          "client_ip",
          "text",
          "timestamp",
          "org_id",
          "site_id");
    }

    @Override
    public List<Field> fields() {
      Column medium =
          coalesce(
              Field.raw("client_type", "port_type"),
              when(Field.raw("ssid", "ap").isNotNull(), lit("wireless")).otherwise(lit("wired")));
      return EventRows.fields(
          Field.text("type", "type").required(),
          Field.mac("client_mac", "mac").required(),
          Field.mac("device_mac", "ap", "device_mac"),
          Field.text("ssid", "ssid"),
          Field.band("band", "band"),
          Field.of("reason", Parse.words(Field.raw("text"))),
          Field.of("user_name", Parse.userName(Field.raw("username", "idp_username"))),
          Field.text("ip", "client_ip"),
          Field.text("port_id", "port_id"),
          Field.of("medium", medium));
    }

    @Override
    public List<String> timeFields() {
      return List.of("timestamp");
    }
  }

  /**
   * {@code marvis_client}: CPU and signal as an agent on the client sees them. Silver has no column
   * for them: Zoom's own readings fill client CPU and signal, for every participant. The records
   * are checked and counted, and stay in bronze.
   */
  static final class MarvisClientReader implements TelemetryReader {
    @Override
    public String dataset() {
      return "marvis_client";
    }

    @Override
    public Kind kind() {
      return Kind.UNUSED;
    }

    @Override
    public StructType shape() {
      return RecordShape.of(
          "wifi_mac", "device_id", "cpu_user", "wifi_rssi", "timestamp", "org_id", "site_id");
    }

    @Override
    public List<Field> fields() {
      return List.of(
          Field.of(
              "mac",
              Parse.mac(Field.raw("wifi_mac")),
              Flaws.missing(Field.raw("wifi_mac", "device_id"), "wifi_mac", "a device")));
    }

    @Override
    public List<String> timeFields() {
      return List.of("timestamp");
    }
  }
}
