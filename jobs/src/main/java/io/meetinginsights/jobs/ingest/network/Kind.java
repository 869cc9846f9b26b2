package io.meetinginsights.jobs.ingest.network;

import static io.meetinginsights.jobs.ingest.fields.Attribute.instant;
import static io.meetinginsights.jobs.ingest.fields.Attribute.integer;
import static io.meetinginsights.jobs.ingest.fields.Attribute.list;
import static io.meetinginsights.jobs.ingest.fields.Attribute.number;
import static io.meetinginsights.jobs.ingest.fields.Attribute.text;
import static io.meetinginsights.jobs.ingest.fields.Attribute.truth;
import static io.meetinginsights.jobs.ingest.fields.Attribute.whole;

import io.meetinginsights.jobs.ingest.fields.Attribute;
import java.util.Arrays;
import java.util.List;

/**
 * What a record of network telemetry tells about, with the attributes that a {@link Reader} of that
 * kind may fill. A kind says whose the observation is: the tables are made device by device.
 */
enum Kind {
  /** A site's own description, see {@link SiteRows}. */
  SITE(
      List.of(),
      text("name"),
      text("time_zone"),
      text("country_code"),
      number("latitude_deg"),
      number("longitude_deg")),

  /** A wireless client as its access point sees it, see {@link WirelessWalk}. */
  WIRELESS_CLIENT(
      List.of("mac"),
      text("mac"),
      text("host_name"),
      text("user_name"),
      text("ip"),
      text("ap_mac"),
      text("bssid"),
      text("ssid"),
      text("band"),
      integer("channel"),
      text("proto"),
      number("rssi_dbm"),
      number("snr_db"),
      number("tx_rate_mbps"),
      number("rx_rate_mbps"),
      whole("tx_bytes"),
      whole("rx_bytes"),
      whole("tx_packets"),
      whole("rx_packets"),
      whole("tx_retries"),
      whole("rx_retries"),
      number("uptime_s"),
      text("os"),
      text("manufacturer")),

  /** A wired client and the port it is on, see {@link IdentityWalk}. */
  WIRED_CLIENT(
      List.of("mac"),
      text("mac"),
      text("switch_mac"),
      text("port_id"),
      text("ip"),
      text("host_name"),
      text("user_name"),
      text("manufacturer")),

  /** An address that a client was given, see {@link IdentityWalk}. */
  CLIENT_ADDRESS(List.of("mac"), text("mac"), text("ip"), text("host_name")),

  /** An access point, switch or gateway, see {@link RadioWalk} and {@link WanWalk}. */
  DEVICE(
      List.of("mac"),
      text("mac"),
      text("type"),
      text("name"),
      number("uptime_s"),
      integer("num_clients"),
      text("external_ip"),
      number("cpu_pct"),
      list(
          "radios",
          text("name"),
          text("band"),
          integer("channel"),
          integer("bandwidth_mhz"),
          number("tx_power_dbm"),
          number("noise_floor_dbm"),
          whole("num_clients"),
          number("util_all_pct"),
          number("util_tx_pct"),
          number("util_rx_in_bss_pct"),
          number("util_rx_other_bss_pct"),
          number("util_non_wifi_pct"),
          number("util_unknown_wifi_pct"),
          number("util_undecodable_wifi_pct"),
          whole("rx_failed")),
      list(
          "links",
          text("usage"),
          text("wan_port"),
          truth("is_up"),
          text("isp"),
          text("external_ip")),
      number("uplink_speed_mbps"),
      truth("uplink_full_duplex"),
      whole("uplink_rx_errors"),
      text("uplink_switch_mac"),
      text("uplink_port_id")),

  /** A port of a switch or gateway, see {@link WiredWalk} and {@link WanWalk}. */
  PORT(
      List.of("mac"),
      text("mac"),
      text("port_id"),
      text("type"),
      text("port_usage"),
      truth("is_up"),
      number("speed_mbps"),
      truth("is_full_duplex"),
      whole("rx_bytes"),
      whole("tx_bytes"),
      whole("rx_errors"),
      whole("tx_errors"),
      number("rx_bps"),
      number("tx_bps"),
      number("latency_ms"),
      number("jitter_ms"),
      number("loss_pct"),
      instant("last_flapped_at"),
      truth("is_poe_on"),
      number("power_draw_w"),
      text("neighbor_mac")),

  /** A tunnel of a gateway with its latency, see {@link WanWalk}. */
  TUNNEL(
      List.of("mac"),
      text("mac"),
      text("port_id"),
      text("peer_mac"),
      text("peer_port_id"),
      truth("is_up"),
      truth("is_active"),
      number("latency_ms"),
      number("jitter_ms"),
      number("loss_pct")),

  /** A speed test of a WAN port, see {@link WanWalk}. */
  SPEED_TEST(
      List.of("mac"),
      text("mac"),
      text("port_id"),
      truth("failed"),
      number("download_mbps"),
      number("upload_mbps")),

  /** A measured round trip, see {@link RadioWalk} and {@link WanWalk}. */
  PROBE(
      List.of("mac"),
      text("mac"),
      text("from_type"),
      text("target"),
      number("rtt_ms"),
      number("jitter_ms"),
      number("loss_pct")),

  /** Something that happened at an instant, see {@link EventWalk}. */
  EVENT(
      List.of("client_mac", "device_mac"),
      text("type"),
      instant("ended_at"),
      text("client_mac"),
      text("device_mac"),
      text("from_device_mac"),
      text("to_device_mac"),
      text("band"),
      integer("channel"),
      integer("previous_channel"),
      text("ssid"),
      number("latency_ms"),
      number("rssi_dbm"),
      text("reason"),
      text("user_name"),
      text("ip"),
      text("port_id"),
      text("medium")),

  /** Read and checked, but no table has a place for it yet. */
  UNUSED(List.of("mac"), text("mac"));

  private final List<String> owners;
  private final List<Attribute> attributes;

  Kind(List<String> owners, Attribute... attributes) {
    this.owners = owners;
    this.attributes = List.of(attributes);
  }

  List<Attribute> attributes() {
    return attributes;
  }

  /** The place of an attribute's value. */
  int indexOf(String name) {
    return Attribute.indexOf(attributes, name);
  }

  boolean has(String name) {
    return attributes.stream().anyMatch(attribute -> attribute.name().equals(name));
  }

  /** The places of attributes' values. */
  int[] placesOf(String... names) {
    return Arrays.stream(names).mapToInt(this::indexOf).toArray();
  }

  /** The place of an attribute's value in the items of a list. */
  int indexOf(String list, String name) {
    return Attribute.indexOf(attributes.get(indexOf(list)).of(), name);
  }

  /** Whose the observation is: the first of the owning attributes that is there. */
  String owner(Object[] values) {
    for (String owner : owners) {
      Object value = values[indexOf(owner)];
      if (value != null) {
        return (String) value;
      }
    }
    return "";
  }
}
