package io.meetinginsights.jobs.bench;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.LinkedAccounts;
import io.meetinginsights.tables.silver.Meetings;
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
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * A day of silver tables for {@link CorrelateBench}, by arithmetic and hashes: the same number of
 * clients gives the same rows.
 *
 * <p>Each client has {@value #MINUTES} snapshots with five minutes of silence after each hundred;
 * its person has two calls of {@value #CALL_MINUTES} minutes in meetings of eight. Of {@value
 * #SITES} sites the first has half of all clients. Of the people 40 % show a MAC and an internal
 * address, 15 % the address alone, 10 % a host name alone, 5 % nothing but who they are, 5 % are
 * docked to a wire, and 25 % are at home, with addresses and host names that exist at the sites
 * too, as all sites use the same. Each address changes its holder in the middle of the day. Devices
 * are polled every two minutes and are silent for 24 minutes of each two hours.
 *
 * <p>Rows of a client lie together in time, as load leaves them.
 */
final class CorrelateBenchData {

  static final LocalDate DAY = LocalDate.of(2026, 3, 2);
  static final int MINUTES = 1000;
  private static final int SITES = 20;
  private static final int CALL_MINUTES = 50;

  /** Of Zoom's measures, in the table's units. */
  private static final Map<String, Integer> LARGEST =
      new TreeMap<>(
          Map.of(
              "bitrate_kbps", 1500,
              "latency_ms", 250,
              "jitter_ms", 40,
              "loss_avg_pct", 3,
              "loss_max_pct", 5,
              "frame_rate_fps", 30));

  private static final String MACROS =
      """
      CREATE OR REPLACE TEMPORARY FUNCTION slot_at(slot BIGINT) RETURNS TIMESTAMP
        RETURN timestamp_seconds(unix_seconds(TIMESTAMP'%s 02:00:00Z') + slot * 60);
      CREATE OR REPLACE TEMPORARY FUNCTION site_name(site BIGINT) RETURNS STRING
        RETURN concat('00000000-0000-4000-8000-', lpad(CAST(site AS STRING), 12, '0'));
      CREATE OR REPLACE TEMPORARY FUNCTION hashed(kind STRING, id BIGINT) RETURNS STRING
        RETURN substring(sha2(concat(kind, '-', id), 256), 1, 32);
      CREATE OR REPLACE TEMPORARY FUNCTION device(prefix STRING, site BIGINT, nth BIGINT) RETURNS STRING
        RETURN concat(prefix, lpad(lower(hex(site)), 2, '0'), lpad(lower(hex(nth)), 6, '0'));
      CREATE OR REPLACE TEMPORARY FUNCTION part(id BIGINT, salt INT) RETURNS DOUBLE
        RETURN pmod(xxhash64(id, salt), 100000) / 100000D;
      CREATE OR REPLACE TEMPORARY FUNCTION address(nth BIGINT) RETURNS STRING
        RETURN concat('10.0.', nth DIV 250, '.', nth %% 250 + 1);
      CREATE OR REPLACE TEMPORARY FUNCTION egress(site BIGINT, port BIGINT) RETURNS STRING
        RETURN concat(IF(port = 0, '198.51.100.', '203.0.113.'), site + 1)
      """;

  private static final String CLIENTS =
      """
      WITH placed AS (
        SELECT id AS client,
          IF(id %% 2 = 0, 0L, 1 + id DIV 2 %% %2$d) AS site,
          IF(id %% 2 = 0, id DIV 2, id DIV 2 DIV %2$d) AS nth,
          IF(id %% 2 = 0, %1$dL - %1$dL DIV 2, (%1$dL DIV 2 - id DIV 2 %% %2$d + %2$d - 1) DIV %2$d) AS site_clients
        FROM range(0, %1$d, 1, 2))
      SELECT *, (site_clients + 24) DIV 25 AS aps, client DIV 2 %% 20 AS kind,
        hashed('client', client) AS client_key, hashed('wired', client) AS wired_key,
        site_name(site) AS site_id, IF(client %% 10 = 0, '24', '5') AS band,
        device('ccdd', site, nth DIV 40) AS wired_switch, concat('ge-1/0/', nth %% 40) AS wired_port
      FROM placed
      """;

  private static final String APS =
      """
      SELECT site, site_id, explode(sequence(0L, aps - 1)) AS ap
      FROM (SELECT DISTINCT site, site_id, aps FROM clients)
      """;

  /** Every second minute, with silences longer than a reading is carried. */
  private static final String POLLS =
      "SELECT 2 * id AS slot FROM range(0, 530, 1, 1) WHERE 2 * id % 120 >= 24 OR id < 12";

  private static final String JOINS =
      """
      WITH met AS (
        SELECT id AS join_nth, id %% %1$d AS person, id DIV 8 AS meeting, id DIV 8 * 8 DIV %1$d AS round
        FROM range(0, 2 * %1$d, 1, 2))
      SELECT *,
        20 + round * 480 + pmod(xxhash64(meeting), 420) AS first_slot,
        kind >= 15 AS is_home,
        IF(kind >= 15, concat('192.0.2.', person %% 250 + 1), egress(site, person DIV 3 %% 2)) AS public_ip
      FROM met JOIN clients ON client = person
      """;

  private static final String CALL_MINUTES_VIEW =
      """
      SELECT join_nth * 1000 + minute_nth AS n, join_nth, meeting, public_ip,
        hashed('meeting', meeting) AS meeting_uuid, CAST(join_nth AS STRING) AS participant_id,
        slot_at(first_slot) + make_dt_interval(0, 0, 0, 1 + join_nth %% 40) AS joined_at,
        slot_at(first_slot + minute_nth) AS minute_at
      FROM joins LATERAL VIEW explode(sequence(0L, %dL - 1)) AS minute_nth
      """;

  private final SparkSession spark;
  private final Warehouse warehouse;

  CorrelateBenchData(Warehouse warehouse) {
    this.spark = warehouse.spark();
    this.warehouse = warehouse;
  }

  /** Writes the tables for so many clients. */
  void write(long clients) {
    for (String macro : MACROS.formatted(DAY).split(";")) {
      spark.sql(macro);
    }
    view("clients", CLIENTS.formatted(clients, SITES - 1));
    view("aps", APS);
    view("polls", POLLS);
    view("joins", JOINS.formatted(clients));
    view("call_minutes", CALL_MINUTES_VIEW.formatted(CALL_MINUTES));
    places();
    identities();
    wireless(clients);
    devices();
    calls();
  }

  private void view(String name, String sql) {
    spark.sql(sql).createOrReplaceTempView(name);
  }

  private void append(TableSchema table, String sql) {
    warehouse.append(table, table.conformSparse(spark.sql(sql)));
  }

  private void places() {
    append(
        Sites.SCHEMA,
        """
        SELECT 'bench-org' AS org_id, site_name(id) AS site_id, 'Europe/Berlin' AS time_zone,
          45D + id / 2D AS latitude_deg, 5D + id / 3D AS longitude_deg,
          array(egress(id, 0), egress(id, 1)) AS egress_ips, array('bench-account') AS accounts,
          transform(array(0L, 1L), port -> named_struct(
            'gateway_mac', device('eeff', id, 0), 'port_id', concat('ge-0/0/', port),
            'download_mbps', 1000D, 'upload_mbps', 500D)) AS wan_ports,
          'both' AS source
        FROM range(0, %d, 1, 1)
        """
            .formatted(SITES));
    append(
        LinkedAccounts.SCHEMA,
        """
        SELECT 'bench-account' AS account_id, 'bench-org' AS org_id,
          DATE'%1$s' AS first_day, DATE'%1$s' AS last_day
        """
            .formatted(DAY));
    append(
        People.SCHEMA,
        """
        SELECT hashed('person', client) AS person_key, 'bench-account' AS account_id,
          concat('user-', client, '@example.com') AS email, true AS is_account_user
        FROM clients
        """);
  }

  private void identities() {
    append(
        ClientIdentities.SCHEMA,
        """
        SELECT 'network' AS source, hashed(concat('lease-', lease), client) AS identity_key,
          'bench-org' AS org_id, site_id, client_key, device('5c5b', 0, client) AS mac,
          false AS is_random_mac, address((nth + 7 * lease) % site_clients) AS ip,
          concat('laptop-', nth) AS host_name, concat('user-', client) AS user_name,
          'wireless' AS medium,
          slot_at(IF(lease = 0, 0L, 500L)) AS seen_from, slot_at(IF(lease = 0, 498L, 1045L)) AS seen_to
        FROM clients LATERAL VIEW explode(array(0L, 1L)) AS lease
        """);
    append(
        ClientIdentities.SCHEMA,
        """
        SELECT 'network' AS source, hashed('wired-lease', client) AS identity_key,
          'bench-org' AS org_id, site_id, wired_key AS client_key, device('6c6b', 0, client) AS mac,
          false AS is_random_mac, concat('10.200.', nth DIV 250, '.', nth % 250 + 1) AS ip,
          'wired' AS medium, wired_switch AS switch_mac, wired_port AS port_id,
          slot_at(0L) AS seen_from, slot_at(1045L) AS seen_to
        FROM clients WHERE kind = 14
        """);
    append(
        ClientIdentities.SCHEMA,
        """
        SELECT 'zoom' AS source, hashed('zoom', join_nth) AS identity_key,
          'bench-account' AS account_id, public_ip,
          CASE WHEN kind < 8 THEN device('5c5b', 0, client) WHEN kind = 14 THEN device('6c6b', 0, client) END AS mac,
          CASE WHEN kind < 11 THEN address((nth + 7 * round) % site_clients)
            WHEN is_home THEN address(client % 250) END AS ip,
          IF(kind IN (11, 12) OR is_home, concat('laptop-', nth), NULL) AS host_name,
          slot_at(first_slot) AS seen_from, slot_at(first_slot + 50) AS seen_to
        FROM joins
        """);
  }

  private void wireless(long clients) {
    append(
        WirelessMinutes.SCHEMA,
        """
        WITH snapshots AS (
          SELECT id AS n, id DIV %2$d AS client,
            id %% %2$d + (id %% %2$d + id DIV %2$d %% 100) DIV 100 * 5 AS slot
          FROM range(0, %1$dL * %2$d, 1, 8))
        SELECT /*+ BROADCAST(clients) */ DATE'%3$s' AS day, 'bench-org' AS org_id, site_id, client_key,
          slot_at(slot) AS minute_at,
          slot_at(slot) + make_dt_interval(0, 0, 0, client %% 60) AS sampled_at,
          1 AS sample_count, device('a0b0', site, (nth DIV 25 + slot DIV 200) %% aps) AS ap_mac,
          'corp' AS ssid, band, IF(band = '24', 6, 36) AS channel, 'ax' AS proto,
          -45D - round(40 * part(n, 1)) AS rssi_dbm, 10D + round(40 * part(n, 2)) AS snr_db,
          round(1200 * part(n, 3), 1) AS tx_rate_mbps, round(1200 * part(n, 4), 1) AS rx_rate_mbps,
          CAST(3e7 * part(n, 5) AS BIGINT) AS tx_bytes, CAST(1e7 * part(n, 6) AS BIGINT) AS rx_bytes,
          CAST(3e4 * part(n, 7) AS BIGINT) AS tx_packets, CAST(1e4 * part(n, 8) AS BIGINT) AS rx_packets,
          CAST(3e3 * part(n, 9) AS BIGINT) AS tx_retries, CAST(1e3 * part(n, 10) AS BIGINT) AS rx_retries,
          60D AS delta_s, 60D * slot AS uptime_s, 'os' AS os
        FROM snapshots JOIN clients USING (client)
        """
            .formatted(clients, MINUTES, DAY));
    append(
        NetworkEvents.SCHEMA,
        """
        SELECT DATE'%s' AS day, 'bench-org' AS org_id, site_id,
          sha2(concat(client_key, slot), 256) AS event_id, slot_at(slot) AS event_at,
          'fast_roams' AS dataset, 'roam' AS type, client_key, round(300 * part(client, 11)) AS latency_ms
        FROM clients LATERAL VIEW explode(array(200L, 400L, 600L, 800L, 1000L)) AS slot
        WHERE aps > 1
        """
            .formatted(DAY));
  }

  private void devices() {
    append(
        RadioMinutes.SCHEMA,
        """
        SELECT DATE'%s' AS day, 'bench-org' AS org_id, site_id, device('a0b0', site, ap) AS ap_mac, band,
          slot_at(slot) AS minute_at, slot_at(slot) + INTERVAL 7 SECOND AS sampled_at,
          IF(band = '24', 6, 36) AS channel, IF(band = '24', 20, 40) AS bandwidth_mhz,
          17D AS tx_power_dbm, -95D AS noise_floor_dbm, 25 AS ap_num_clients,
          round(90 * part(n, 1), 1) AS util_all_pct, round(30 * part(n, 2), 1) AS util_rx_other_bss_pct,
          round(10 * part(n, 3), 1) AS util_non_wifi_pct, 1e6D AS ap_uptime_s,
          device('aabb', site, ap DIV 40) AS uplink_switch_mac, concat('ge-0/0/', ap %% 40) AS uplink_port_id,
          1000D AS uplink_speed_mbps, true AS uplink_full_duplex,
          round(5 * part(n, 4), 2) AS ap_gateway_rtt_ms, slot_at(slot) AS ap_gateway_rtt_at
        FROM (
          SELECT *, (site * 10000 + ap) * 2000 + slot + IF(band = '5', 1, 0) AS n
          FROM aps CROSS JOIN polls LATERAL VIEW explode(array('24', '5')) AS band)
        """
            .formatted(DAY));
    append(
        WiredMinutes.SCHEMA,
        """
        WITH ports AS (
          SELECT site, site_id, ap AS nth, device('aabb', site, ap DIV 40) AS switch_mac,
            concat('ge-0/0/', ap %% 40) AS port_id FROM aps
          UNION ALL
          SELECT site, site_id, 100000 + nth, wired_switch, wired_port FROM clients WHERE kind = 14)
        SELECT DATE'%s' AS day, 'bench-org' AS org_id, site_id, switch_mac, port_id,
          slot_at(slot) AS minute_at, slot_at(slot) + INTERVAL 11 SECOND AS sampled_at,
          true AS is_up, 1000D AS speed_mbps, true AS is_full_duplex,
          CAST(1e9 * part(n, 1) AS BIGINT) AS rx_bytes, CAST(1e9 * part(n, 2) AS BIGINT) AS tx_bytes,
          CAST(3 * part(n, 3) AS BIGINT) AS rx_errors, 0L AS tx_errors, 120D AS delta_s, 0 AS flaps
        FROM (SELECT *, (site * 1000000 + nth) * 2000 + slot AS n FROM ports CROSS JOIN polls)
        """
            .formatted(DAY));
    append(
        WanMinutes.SCHEMA,
        """
        SELECT DATE'%s' AS day, 'bench-org' AS org_id, site_id, device('eeff', site, 0) AS gateway_mac,
          concat('ge-0/0/', port) AS wan_port, slot_at(slot) AS minute_at,
          slot_at(slot) + INTERVAL 13 SECOND AS sampled_at, true AS is_up,
          round(5 + 60 * part(n, 1), 1) AS latency_ms, round(10 * part(n, 2), 1) AS jitter_ms,
          round(part(n, 3), 2) AS loss_pct, 'ports' AS rtt_source,
          round(1e9 * part(n, 4)) AS download_bps, round(5e8 * part(n, 5)) AS upload_bps,
          round(60 * part(n, 6)) AS gateway_cpu_pct, egress(site, port) AS external_ip,
          IF(slot %% 240 = 60, 900D, NULL) AS speedtest_download_mbps,
          IF(slot %% 240 = 60, 450D, NULL) AS speedtest_upload_mbps
        FROM (
          SELECT *, (site * 2 + port) * 2000 + slot AS n
          FROM (SELECT DISTINCT site, site_id FROM clients) CROSS JOIN polls
            LATERAL VIEW explode(array(0L, 1L)) AS port)
        """
            .formatted(DAY));
  }

  private void calls() {
    append(
        Meetings.SCHEMA,
        """
        SELECT 'bench-account' AS account_id, hashed('meeting', meeting) AS meeting_uuid,
          min(slot_at(first_slot)) AS started_at, max(slot_at(first_slot + %d)) AS ended_at,
          DATE'%s' AS ended_day, CAST(count(*) AS INT) AS participant_count
        FROM joins GROUP BY meeting
        """
            .formatted(CALL_MINUTES, DAY));
    append(
        Participants.SCHEMA,
        """
        SELECT 'bench-account' AS account_id, hashed('meeting', meeting) AS meeting_uuid,
          CAST(join_nth AS STRING) AS participant_id,
          slot_at(first_slot) + make_dt_interval(0, 0, 0, 1 + join_nth %% 40) AS joined_at,
          slot_at(first_slot + %d) AS left_at, DATE'%s' AS left_day,
          hashed('person', person) AS person_key, hashed('sender', join_nth) AS sender_key,
          hashed('zoom', join_nth) AS identity_key, false AS is_guest,
          IF(kind = 14, 'Wired', 'Wifi') AS network_type, 'UDP' AS connection_type,
          'Germany (FR Top)' AS data_center, false AS is_network_leave
        FROM joins
        """
            .formatted(CALL_MINUTES, DAY));
    append(
        ParticipantMinutes.SCHEMA,
        """
        SELECT DATE'%s' AS day, 'bench-account' AS account_id, meeting_uuid, participant_id, joined_at,
          minute_at, 1 AS sample_count, %s,
          round(100 * part(n, 60)) AS system_cpu_max_pct, round(40 * part(n, 61)) AS zoom_cpu_max_pct,
          -40D - round(40 * part(n, 62)) AS wifi_rssi_avg_dbm
        FROM call_minutes
        """
            .formatted(DAY, measures()));
    append(
        SenderMinutes.SCHEMA,
        """
        SELECT DATE'%s' AS day, 'bench-account' AS account_id, meeting_uuid,
          hashed('sender', join_nth) AS sender_key, sha2(public_ip, 256) AS egress_key, minute_at,
          'Germany (FR Top)' AS data_center,
          40D AS audio_input_bitrate_kbps, 40D AS audio_output_bitrate_kbps,
          1500 * part(n, 70) AS video_input_bitrate_kbps, 1500 * part(n, 71) AS video_output_bitrate_kbps,
          round(30 * part(n, 72)) AS video_input_frame_rate_fps, 25D AS video_output_frame_rate_fps,
          round(3 * part(n, 73), 2) AS input_loss_pct, round(3 * part(n, 74), 2) AS output_loss_pct,
          round(40 * part(n, 75), 1) AS input_jitter_ms, round(40 * part(n, 76), 1) AS output_jitter_ms,
          round(250 * part(n, 77), 1) AS input_rtt_ms, round(250 * part(n, 78), 1) AS output_rtt_ms,
          round(100 * part(n, 60)) AS cpu_pct
        FROM call_minutes
        """
            .formatted(DAY));
  }

  /** All measures of all media; the first of each meeting shares, the others watch. */
  private static String measures() {
    List<String> columns = new ArrayList<>();
    for (String medium : List.of("audio", "video", "share")) {
      for (String direction : List.of("input", "output")) {
        String isInUse =
            medium.equals("share") ? "(join_nth % 8 = 0) = " + direction.equals("input") : "true";
        LARGEST.forEach(
            (measure, largest) -> {
              if (!medium.equals("audio") || !measure.equals("frame_rate_fps")) {
                columns.add(
                    "IF(%s, round(%d * part(n, %d), 1), NULL) AS %s_%s_%s"
                        .formatted(isInUse, largest, columns.size(), medium, direction, measure));
              }
            });
      }
    }
    return String.join(", ", columns);
  }
}
