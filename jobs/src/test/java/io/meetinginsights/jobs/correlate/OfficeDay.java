package io.meetinginsights.jobs.correlate;

import static io.meetinginsights.jobs.correlate.SilverRows.everyMinute;

import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.NetworkEvents;
import io.meetinginsights.tables.silver.ParticipantMinutes;
import io.meetinginsights.tables.silver.Participants;
import io.meetinginsights.tables.silver.People;
import io.meetinginsights.tables.silver.RadioMinutes;
import io.meetinginsights.tables.silver.SenderMinutes;
import io.meetinginsights.tables.silver.Sites;
import io.meetinginsights.tables.silver.WanMinutes;
import io.meetinginsights.tables.silver.WiredMinutes;
import io.meetinginsights.tables.silver.WirelessMinutes;
import io.meetinginsights.warehouse.Warehouse;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * One day of an organisation with two offices (Berlin s1, Munich s2), a VPN concentrator in
 * Frankfurt and a third site whose gear tells nothing. Everybody in it is a case of its own.
 */
final class OfficeDay {

  private final SilverRows silver;
  private final Warehouse warehouse;
  private final List<String> participants = new ArrayList<>();
  private final List<String> shown = new ArrayList<>();
  private final List<String> minutes = new ArrayList<>();
  private final List<String> senders = new ArrayList<>();
  private final IdentityCases cases = new IdentityCases();

  OfficeDay(SparkSession spark, Warehouse warehouse) {
    this.silver = new SilverRows(spark);
    this.warehouse = warehouse;
  }

  void write() {
    sites();
    meetingOfTen();
    meetingOverMidnight();
    meetingWithLosses();
    meetingAtTheSiteWithTheFastClock();
    cases.addTo(participants, shown, minutes);
    network();
    silver.write(
        warehouse,
        Participants.SCHEMA,
        "account_id, meeting_uuid, participant_id, joined_at, left_at, person_key, sender_key, identity_key, is_guest, network_type, is_network_leave, connection_type, data_center",
        participants);
    silver.write(
        warehouse,
        ClientIdentities.SCHEMA,
        "source, identity_key, public_ip, internal_ips, mac, host_name, seen_from, seen_to",
        shown);
    silver.write(
        warehouse,
        ParticipantMinutes.SCHEMA,
        "day, account_id, meeting_uuid, participant_id, joined_at, minute_at, sample_count, audio_output_bitrate_kbps, audio_output_latency_ms, audio_output_jitter_ms, audio_output_loss_avg_pct, video_output_frame_rate_fps, video_output_loss_avg_pct, video_output_bitrate_kbps, system_cpu_max_pct, wifi_rssi_avg_dbm",
        minutes);
    silver.write(
        warehouse,
        SenderMinutes.SCHEMA,
        "day, account_id, meeting_uuid, sender_key, egress_key, minute_at, data_center, video_input_bitrate_kbps, audio_input_bitrate_kbps, input_loss_pct, input_jitter_ms, input_rtt_ms, cpu_pct, video_input_frame_rate_fps",
        senders);
    silver.write(
        warehouse,
        People.SCHEMA,
        "person_key, account_id, email, is_account_user",
        with("'p-uma', 'acc', 'uma@example.com', true", cases.people()));
  }

  private void sites() {
    String wan =
        "array(named_struct('gateway_mac', %s, 'port_id', 'ge-0/0/0', 'download_mbps', 100D, 'upload_mbps', 20D))";
    String vpn =
        "array(named_struct('egress_ip', '203.0.113.9', 'name', 'fra', 'latitude_deg', 50.11D, 'longitude_deg', 8.68D))";
    silver.write(
        warehouse,
        Sites.SCHEMA,
        "org_id, site_id, latitude_deg, longitude_deg, egress_ips, accounts, wan_ports, vpn_concentrators, source, subnets",
        with(
            IdentityCases.sites(vpn),
            "'o1', 's1', 52.52, 13.405, array('198.51.100.1'), array('acc'), "
                + wan.formatted("'gw1'")
                + ", "
                + vpn
                + ", 'both', null",
            "'o1', 's2', 48.137, 11.575, array('198.51.100.2'), array('acc'), "
                + wan.formatted("'gw2'")
                + ", "
                + vpn
                + ", 'both', null",
            "'o1', 's3', 50.94, 6.96, array('198.51.100.3'), array('acc'), "
                + wan.formatted("'gw3'")
                + ", "
                + vpn
                + ", 'configuration', null"));
  }

  /** 10:00 to 10:09, everybody measured every minute. */
  private void meetingOfTen() {
    String m = "m1";
    join(
        m,
        "ann",
        "10:00:00",
        "10:10:00",
        "Wifi",
        "'198.51.100.1'",
        null,
        "'aa0000000001'",
        "null",
        false);
    join(
        m,
        "bob",
        "10:00:00",
        "10:10:00",
        "Wifi",
        "'198.51.100.1'",
        "10.0.0.5",
        "null",
        "null",
        false);
    join(
        m,
        "carl",
        "10:00:00",
        "10:10:00",
        "Wifi",
        "'198.51.100.2'",
        "10.0.0.5",
        "null",
        "null",
        false);
    join(
        m,
        "dora",
        "10:00:00",
        "10:10:00",
        "Wifi",
        "'192.0.2.77'",
        "10.0.0.5",
        "null",
        "'fred-lt'",
        false);
    join(
        m, "gus", "10:00:00", "10:10:00", "Wifi", "'192.0.2.78'", "10.0.0.5", "null", "null", true);
    join(m, "nobody", "10:00:00", "10:10:00", "Others", "null", "10.0.0.5", "null", "null", true);
    join(
        m,
        "eve",
        "10:00:00",
        "10:10:00",
        "Wifi",
        "'198.51.100.1'",
        null,
        "null",
        "'iphone'",
        false);
    join(
        m,
        "fred",
        "10:00:00",
        "10:10:00",
        "Wired",
        "'198.51.100.1'",
        null,
        "null",
        "'fred-lt'",
        false);
    join(
        m,
        "vera",
        "10:00:00",
        "10:10:00",
        "Wifi",
        "'203.0.113.9'",
        "10.9.9.9",
        "'aa0000000008'",
        "null",
        false);
    join(m, "uma", "10:00:00", "10:10:00", "Wifi", "'198.51.100.1'", null, "null", "null", false);
    join(m, "sue", "10:00:00", "10:10:00", "Wifi", "'198.51.100.3'", null, "null", "null", false);
    for (String who :
        List.of(
            "ann", "bob", "carl", "dora", "gus", "nobody", "eve", "fred", "vera", "uma", "sue")) {
      measure(m, who, "2026-03-02 10:00:00", "2026-03-02 10:00", 10);
    }
    // Bob sends the best picture, but he sits behind Ann's own uplink.
    send(m, "bob", "'e1'", "2026-03-02 10:00", 10, 3000, 0.4, 30);
    send(m, "ann", "'e1'", "2026-03-02 10:00", 10, 800, 0.1, 31);
    send(m, "carl", "'e2'", "2026-03-02 10:00", 10, 1000, 0.2, 50);
    send(m, "far", "'e9'", "2026-03-02 10:00", 10, 1500, 7.5, 90);
  }

  private void meetingOverMidnight() {
    participants.add(
        "'acc', 'm2', 'nat', TIMESTAMP'2026-03-01 23:58:00', TIMESTAMP'2026-03-02 00:04:00', 'p-nat', 'k-nat', 'z-nat', false, 'Wifi', false, 'TCP', null");
    shown.add(
        "'zoom', 'z-nat', '198.51.100.1', null, 'aa0000000009', null, TIMESTAMP'2026-03-01 23:58:00', TIMESTAMP'2026-03-02 00:04:00'");
    measure("m2", "nat", "2026-03-01 23:58:00", "2026-03-01 23:58", 6);
  }

  /** 12:00 to 12:09. */
  private void meetingWithLosses() {
    String m = "m3";
    for (String who : List.of("kim", "lea")) {
      join(m, who, "12:00:00", "12:10:00", "Wifi", "'192.0.2.80'", null, "null", "null", false);
      measure(m, who, "2026-03-02 12:00:00", "2026-03-02 12:00", 10);
      send(m, who, "'e-" + who + "'", "2026-03-02 12:00", 10, 500, 0, 40);
    }
    // Hal's line breaks in the sixth minute.
    participants.add(
        "'acc', 'm3', 'hal', TIMESTAMP'2026-03-02 12:00:00', TIMESTAMP'2026-03-02 12:05:20', 'p-hal', 'k-hal', null, false, null, true, 'UDP', null");
    measure(m, "hal", "2026-03-02 12:00:00", "2026-03-02 12:00", 6);
    // Ivy is gone for 80 seconds.
    participants.add(
        "'acc', 'm3', 'ivy1', TIMESTAMP'2026-03-02 12:00:00', TIMESTAMP'2026-03-02 12:03:10', 'p-ivy', 'k-ivy1', null, false, null, false, 'UDP', null");
    participants.add(
        "'acc', 'm3', 'ivy2', TIMESTAMP'2026-03-02 12:04:30', TIMESTAMP'2026-03-02 12:10:00', 'p-ivy', 'k-ivy2', null, false, null, false, 'UDP', null");
    measure(m, "ivy1", "2026-03-02 12:00:00", "2026-03-02 12:00", 4);
    measure(m, "ivy2", "2026-03-02 12:04:30", "2026-03-02 12:04", 6);
    // Jon is there all the time, but nothing is heard of him at 12:06 and 12:07.
    join(m, "jon", "12:00:00", "12:10:00", "Wifi", "null", null, "null", "null", false);
    measure(m, "jon", "2026-03-02 12:00:00", "2026-03-02 12:00", 6);
    measure(m, "jon", "2026-03-02 12:00:00", "2026-03-02 12:08", 2);
  }

  /** 16:00 to 17:10 at s7, whose clock is an hour fast. */
  private void meetingAtTheSiteWithTheFastClock() {
    join(
        "m5",
        "zoe",
        "16:00:00",
        "17:10:00",
        "Wifi",
        "'198.51.100.7'",
        null,
        "'aa00000000f7'",
        "null",
        false);
    measure("m5", "zoe", "2026-03-02 16:00:00", "2026-03-02 16:00", 70);
  }

  /** Half an hour before the meeting to half an hour after it; much traffic in the meeting only. */
  private static List<String> heardByTheFastClock() {
    List<String> rows = new ArrayList<>();
    for (int minute = -30; minute < 100; minute++) {
      int kilobytes = minute >= 0 && minute < 70 ? 7000 + minute % 7 * 100 : 40 + minute % 5;
      rows.addAll(
          everyMinute(
              java.time.LocalDateTime.parse("2026-03-02T17:00")
                  .plusMinutes(minute)
                  .toString()
                  .replace('T', ' '),
              1,
              "$d, 'o1', 's7', 'c-zoe', $m, $m + INTERVAL 50 SECOND, 1, 'ap7', '5', 36, 'ax', %d, 35, 400, 300, 200, 40, 10, 4, %d, 3000, 60"
                  .formatted(-50 - minute, kilobytes * 1000)));
    }
    return rows;
  }

  private void network() {
    List<String> clients =
        List.of(
            client(
                "n-ann",
                "s1",
                "c-ann",
                "'aa0000000001'",
                "'10.0.0.4'",
                "null",
                "null",
                "wireless",
                "null, null"),
            client(
                "n-bob",
                "s1",
                "c-bob",
                "'aa0000000002'",
                "'10.0.0.5'",
                "null",
                "null",
                "wireless",
                "null, null"),
            client(
                "n-carl",
                "s2",
                "c-carl",
                "'aa0000000003'",
                "'10.0.0.5'",
                "null",
                "null",
                "wireless",
                "null, null"),
            client(
                "n-ip1",
                "s1",
                "c-ip1",
                "'aa0000000004'",
                "null",
                "'iphone'",
                "null",
                "wireless",
                "null, null"),
            client(
                "n-ip2",
                "s1",
                "c-ip2",
                "'aa0000000005'",
                "null",
                "'iphone'",
                "null",
                "wireless",
                "null, null"),
            client(
                "n-fwl",
                "s1",
                "c-fred-wireless",
                "'aa0000000006'",
                "null",
                "'fred-lt'",
                "null",
                "wireless",
                "null, null"),
            client(
                "n-fwd",
                "s1",
                "c-fred-wired",
                "'aa0000000007'",
                "null",
                "'fred-lt'",
                "null",
                "wired",
                "'sw1', 'ge-0/0/9'"),
            client(
                "n-vera",
                "s2",
                "c-vera",
                "'aa0000000008'",
                "'10.0.7.8'",
                "null",
                "null",
                "wireless",
                "null, null"),
            client(
                "n-nat",
                "s1",
                "c-nat",
                "'aa0000000009'",
                "null",
                "null",
                "null",
                "wireless",
                "null, null"),
            client(
                "n-zoe",
                "s7",
                "c-zoe",
                "'aa00000000f7'",
                "null",
                "null",
                "null",
                "wireless",
                "null, null"),
            client(
                "n-uma",
                "s1",
                "c-uma",
                "'aa000000000a'",
                "null",
                "null",
                "'CORP\\\\\\\\Uma'",
                "wireless",
                "null, null"));
    silver.write(
        warehouse,
        ClientIdentities.SCHEMA,
        "source, identity_key, org_id, site_id, client_key, mac, ip, host_name, user_name, medium, switch_mac, port_id, seen_from, seen_to, is_random_mac",
        with(cases.clients(), clients.toArray(String[]::new)));

    List<String> wireless = new ArrayList<>();
    // Ann is heard until 10:02, then again at 10:09; at 10:02 she is on another access point.
    wireless.addAll(heard("c-ann", "s1", "ap1", "2026-03-02 10:00", 2));
    wireless.addAll(heard("c-ann", "s1", "ap2", "2026-03-02 10:02", 1));
    wireless.addAll(heard("c-ann", "s1", "ap2", "2026-03-02 10:09", 1));
    for (String client : List.of("c-bob", "c-ip1", "c-ip2", "c-fred-wireless", "c-uma")) {
      wireless.addAll(heard(client, "s1", "ap1", "2026-03-02 10:00", 10));
    }
    wireless.addAll(heard("c-carl", "s2", "ap3", "2026-03-02 10:00", 10));
    wireless.addAll(heard("c-vera", "s2", "ap3", "2026-03-02 10:00", 10));
    wireless.addAll(heard("c-nat", "s1", "ap1", "2026-03-01 23:58", 2));
    wireless.addAll(heard("c-other", "s9", "ap9", "2026-03-02 10:00", 7));
    wireless.addAll(heardByTheFastClock());
    for (IdentityCases.Heard client : cases.heard()) {
      wireless.addAll(heard(client.key(), client.site(), "ap4", "2026-03-02 14:00", 2));
    }
    silver.write(
        warehouse,
        WirelessMinutes.SCHEMA,
        "day, org_id, site_id, client_key, minute_at, sampled_at, sample_count, ap_mac, band, channel, proto, rssi_dbm, snr_db, tx_rate_mbps, rx_rate_mbps, tx_packets, rx_packets, tx_retries, rx_retries, tx_bytes, rx_bytes, delta_s",
        wireless);

    List<String> radios = new ArrayList<>();
    radios.addAll(radio("ap1", "s1", "36", "'sw-unknown', 'x'"));
    radios.addAll(radio("ap2", "s1", "100", "'sw1', 'ge-0/0/7'"));
    silver.write(
        warehouse,
        RadioMinutes.SCHEMA,
        "day, org_id, site_id, ap_mac, band, minute_at, sampled_at, channel, bandwidth_mhz, ap_num_clients, util_all_pct, util_rx_other_bss_pct, util_non_wifi_pct, ap_uptime_s, uplink_switch_mac, uplink_port_id, uplink_speed_mbps, uplink_full_duplex, uplink_rx_errors, ap_gateway_rtt_ms",
        radios);
    silver.write(
        warehouse,
        WiredMinutes.SCHEMA,
        "day, org_id, site_id, switch_mac, port_id, minute_at, sampled_at, speed_mbps, is_full_duplex, rx_errors, tx_errors, rx_bytes, tx_bytes, delta_s, flaps",
        List.of(
            // Counters over two minutes: 6 errors are 3 a minute; 150 MB in 120 s are 10 Mbps.
            "DATE'2026-03-02', 'o1', 's1', 'sw1', 'ge-0/0/7', TIMESTAMP'2026-03-02 10:00:00', TIMESTAMP'2026-03-02 10:00:00', 100, true, 4, 2, 150000000, 1000, 120, 1",
            "DATE'2026-03-02', 'o1', 's1', 'sw1', 'ge-0/0/9', TIMESTAMP'2026-03-02 10:00:00', TIMESTAMP'2026-03-02 10:00:00', 10, false, 0, 0, 0, 0, 60, 0"));
    List<String> wan = new ArrayList<>();
    wan.addAll(
        everyMinute(
            "2026-03-02 10:00",
            1,
            "$d, 'o1', 's1', 'gw1', 'ge-0/0/0', $m, $m, true, 12, 3, 0.5, 50000000, 5000000, 40, '198.51.100.1', null, null"));
    wan.addAll(
        everyMinute(
            "2026-03-02 10:00",
            1,
            "$d, 'o1', 's1', 'ga0', 'ge-0/0/5', $m, $m, true, 99, 9, 9, 1, 1, 90, '198.51.100.200', null, null"));
    wan.addAll(speedTest("2026-02-22 10:00", 10, 1));
    wan.addAll(speedTest("2026-02-27 10:00", 90, 18));
    wan.addAll(speedTest("2026-03-02 10:05", 70, 14));
    silver.write(
        warehouse,
        WanMinutes.SCHEMA,
        "day, org_id, site_id, gateway_mac, wan_port, minute_at, sampled_at, is_up, latency_ms, jitter_ms, loss_pct, download_bps, upload_bps, gateway_cpu_pct, external_ip, speedtest_download_mbps, speedtest_upload_mbps",
        wan);
    silver.write(
        warehouse,
        NetworkEvents.SCHEMA,
        "day, org_id, site_id, event_id, event_at, ended_at, dataset, type, client_key, latency_ms, reason",
        List.of(
            "DATE'2026-03-02', 'o1', 's1', 'ev1', TIMESTAMP'2026-03-02 10:02:11', null, 'fast_roams', 'roam', 'c-ann', 120, null",
            "DATE'2026-03-02', 'o1', 's1', 'ev2', TIMESTAMP'2026-03-02 09:30:00', TIMESTAMP'2026-03-02 10:02:11', 'client_sessions', 'session', 'c-ann', null, 'roamed'"));
  }

  private void join(
      String meeting,
      String who,
      String from,
      String to,
      String network,
      String publicIp,
      String internalIp,
      String mac,
      String host,
      boolean isGuest) {
    participants.add(
        "'acc', '%s', '%s', TIMESTAMP'2026-03-02 %s', TIMESTAMP'2026-03-02 %s', 'p-%s', 'k-%s', 'z-%s', %s, '%s', false, 'UDP', 'Germany (FR Top)'"
            .formatted(meeting, who, from, to, who, who, who, isGuest, network));
    shown.add(
        "'zoom', 'z-%s', %s, %s, %s, %s, TIMESTAMP'2026-03-02 %s', TIMESTAMP'2026-03-02 %s'"
            .formatted(
                who,
                publicIp,
                internalIp == null ? "null" : "array('" + internalIp + "')",
                mac,
                host,
                from,
                to));
  }

  private void measure(String meeting, String who, String joined, String first, int count) {
    minutes.addAll(
        everyMinute(
            first,
            count,
            "$d, 'acc', '%s', '%s', TIMESTAMP'%s', $m, 1, 50, 30, 5, 0.1, 20, 0, 900, 35, -66"
                .formatted(meeting, who, joined)));
  }

  private void send(
      String meeting,
      String who,
      String egress,
      String first,
      int count,
      int videoKbps,
      double lossPct,
      int rttMs) {
    senders.addAll(
        everyMinute(
            first,
            count,
            "$d, 'acc', '%s', 'k-%s', %s, $m, 'Germany (FR Top)', %d, 50, %s, 4, %d, 20, 25"
                .formatted(meeting, who, egress, videoKbps, lossPct, rttMs)));
  }

  private static List<String> with(String one, List<String> more) {
    return with(more, one);
  }

  private static List<String> with(List<String> more, String... rows) {
    List<String> all = new ArrayList<>(List.of(rows));
    all.addAll(more);
    return all;
  }

  private static String client(
      String id,
      String site,
      String key,
      String mac,
      String ip,
      String host,
      String user,
      String medium,
      String port) {
    return "'network', '%s', 'o1', '%s', '%s', %s, %s, %s, %s, '%s', %s, TIMESTAMP'2026-03-01 08:00:00', TIMESTAMP'2026-03-02 18:00:00', false"
        .formatted(id, site, key, mac, ip, host, user, medium, port);
  }

  /** 200 packets out with 10 retries, 40 in: too few to tell. */
  private static List<String> heard(
      String client, String site, String ap, String first, int count) {
    return everyMinute(
        first,
        count,
        "$d, 'o1', '%s', '%s', $m, $m, 1, '%s', '5', 36, 'ax', -58, 35, 400, 300, 200, 40, 10, 4, 6000, 3000, 30"
            .formatted(site, client, ap));
  }

  private static List<String> radio(String ap, String site, String channel, String uplink) {
    return everyMinute(
        "2026-03-02 10:00",
        1,
        "$d, 'o1', '%s', '%s', '5', $m, $m, %s, 40, 11, 30, 6, 4, 100, %s, 1000, true, 5, 2.5"
            .formatted(site, ap, channel, uplink));
  }

  private static List<String> speedTest(String minute, int down, int up) {
    return everyMinute(
        minute,
        1,
        "$d, 'o1', 's1', 'gw1', 'ge-0/0/0', $m, $m, null, null, null, null, null, null, null, null, %d, %d"
            .formatted(down, up));
  }
}
