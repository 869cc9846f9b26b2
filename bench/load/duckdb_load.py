"""The per-minute tables of load in DuckDB, from the same landing files.

    duckdb_load.py FOLDER   reads FOLDER/landing; columns.json there says what is added up at the end;
                            writes FOLDER/duckdb/TABLE.parquet and FOLDER/duckdb.json

Two threads, 4 GB of memory. Timed from connecting to the last written file, without the start of Python;
the sums that show both sides did the same work come after. Does: wireless, radio, wired, WAN and
participant minutes in the columns that silver has of them; growth of counters across resets, runs over
32 bits and gaps; several readings of a minute merged; probes put to the nearest minute of their access
point; the best source of a WAN path; flaps; Zoom's quantities with their units, web clients' from the web
gateway's place. Does not: look for fields in a second place or another spelling; check, repair or reject a
record; drop what came twice; keep the answers (bronze); clients' identities, events, sites, people,
meetings, joins, senders, ratings; tables that can be merged into and read while they are written.
"""

import json
import pathlib
import sys
import time

import duckdb

DAY = "2026-03-02"

# Landing files as tables of records, each with what its line says of it.
NETWORK = {
    "client_stats": """STRUCT(mac VARCHAR, ap_mac VARCHAR, bssid VARCHAR, ssid VARCHAR, band VARCHAR, channel INTEGER,
        proto VARCHAR, rssi DOUBLE, snr DOUBLE, tx_rate DOUBLE, rx_rate DOUBLE, tx_bytes BIGINT, rx_bytes BIGINT,
        tx_pkts BIGINT, rx_pkts BIGINT, tx_retries BIGINT, rx_retries BIGINT, uptime DOUBLE, os VARCHAR,
        last_seen BIGINT)[]""",
    "device_stats": """STRUCT("type" VARCHAR, mac VARCHAR, name VARCHAR, uptime DOUBLE, num_clients INTEGER, ext_ip VARCHAR,
        last_seen BIGINT, cpu_stat STRUCT(idle DOUBLE),
        radio_stat MAP(VARCHAR, STRUCT(usage VARCHAR, channel INTEGER, bandwidth INTEGER, power DOUBLE,
          noise_floor DOUBLE, num_clients INTEGER, util_all DOUBLE, util_tx DOUBLE, util_rx_in_bss DOUBLE,
          util_rx_other_bss DOUBLE, util_non_wifi DOUBLE, util_unknown_wifi DOUBLE, util_undecodable_wifi DOUBLE,
          rx_failed BIGINT)),
        port_stat STRUCT(eth0 STRUCT(speed DOUBLE, full_duplex BOOLEAN, rx_errors BIGINT)),
        lldp_stat STRUCT(chassis_id VARCHAR, port_id VARCHAR),
        if_stat MAP(VARCHAR, STRUCT(port_id VARCHAR, port_usage VARCHAR, up BOOLEAN, nat_addresses VARCHAR[],
          servp_info STRUCT(org VARCHAR))))[]""",
    "ports": """STRUCT(results STRUCT("type" VARCHAR, mac VARCHAR, port_id VARCHAR, port_usage VARCHAR, up BOOLEAN,
        speed DOUBLE, full_duplex BOOLEAN, rx_bytes BIGINT, tx_bytes BIGINT, rx_errors BIGINT, tx_errors BIGINT,
        rx_bps DOUBLE, tx_bps DOUBLE, latency DOUBLE, jitter DOUBLE, loss DOUBLE, last_flapped DOUBLE, poe_on BOOLEAN,
        power_draw DOUBLE, neighbor_mac VARCHAR)[])""",
    "vpn_peers": """STRUCT(results STRUCT(mac VARCHAR, port_id VARCHAR, is_active BOOLEAN, latency DOUBLE, jitter DOUBLE,
        loss DOUBLE, last_seen DOUBLE)[])""",
    "speedtests": """STRUCT(results STRUCT(mac VARCHAR, port_id VARCHAR, rx_mbps DOUBLE, tx_mbps DOUBLE,
        "timestamp" DOUBLE)[])""",
    "probes": """STRUCT(ts BIGINT, "from" VARCHAR, mac VARCHAR, target VARCHAR, rtt_ms DOUBLE, jitter_ms DOUBLE,
        loss_pct DOUBLE)[]""",
}

AUDIO = "STRUCT(bitrate VARCHAR, latency VARCHAR, jitter VARCHAR, avg_loss VARCHAR, max_loss VARCHAR)"
PICTURE = AUDIO[:-1] + ", resolution VARCHAR, frame_rate VARCHAR)"
STREAMS = {
    f"{medium}_{direction}": (f"{zoom}_{direction}", f"{zoom}_device_{way}_rwg", medium != "audio")
    for medium, zoom in (("audio", "audio"), ("video", "video"), ("share", "as"))
    for direction, way in (("input", "from"), ("output", "to"))
}
SAMPLES = "STRUCT(date_time TIMESTAMP, " + ", ".join(
    f"{place} {PICTURE if is_picture else AUDIO}"
    for client, gateway, is_picture in STREAMS.values() for place in (client, gateway)
) + """, cpu_usage STRUCT(zoom_min_cpu_usage VARCHAR, zoom_avg_cpu_usage VARCHAR, zoom_max_cpu_usage VARCHAR,
    system_max_cpu_usage VARCHAR), cpu_pressure_level STRUCT(system_max_cpu_pressure_level VARCHAR),
    wifi_rssi STRUCT(min_rssi DOUBLE, avg_rssi DOUBLE, max_rssi DOUBLE))[]"""
QUALITY = f"STRUCT(participants STRUCT(user_id VARCHAR, join_time TIMESTAMP, user_qos {SAMPLES})[])"

# A counter that fell began anew, unless it stood in the last tenth of 32 bits and the uptime went on.
MACROS = """
CREATE MACRO growth(now_value, before_value, is_on) AS CASE
  WHEN now_value >= before_value THEN now_value - before_value
  WHEN is_on AND before_value < 4294967296 AND before_value > 3865470566.4 THEN now_value - before_value + 4294967296 END;
CREATE MACRO at_second(seconds) AS make_timestamp(CAST(round(seconds * 1000000) AS BIGINT));
CREATE MACRO minute_of(instant) AS time_bucket(INTERVAL 1 MINUTE, instant);
CREATE MACRO quantity(words) AS TRY_CAST(rtrim(words, ' kbpsmf%') AS DOUBLE);
"""

WIRELESS = """
CREATE TEMP TABLE wireless AS
WITH snapshots AS (
  SELECT org_id, site_id, unnest(body, recursive := true) FROM {client_stats}),
compared AS (
  SELECT *, at_second(last_seen) AS sampled_at, minute_of(at_second(last_seen)) AS minute_at,
    last_seen - lag(last_seen) OVER w AS elapsed_s, lag(uptime) OVER w AS uptime_before,
    lag(tx_bytes) OVER w AS tx_bytes_before, lag(rx_bytes) OVER w AS rx_bytes_before,
    lag(tx_pkts) OVER w AS tx_pkts_before, lag(rx_pkts) OVER w AS rx_pkts_before,
    lag(tx_retries) OVER w AS tx_retries_before, lag(rx_retries) OVER w AS rx_retries_before,
    lag(last_seen) OVER w // 60 IS DISTINCT FROM last_seen // 60
      AND lead(last_seen) OVER w // 60 IS DISTINCT FROM last_seen // 60 AS is_alone
  FROM snapshots WINDOW w AS (PARTITION BY org_id, site_id, mac ORDER BY last_seen)),
judged AS (
  SELECT *, uptime > uptime_before AS is_on,
    coalesce(elapsed_s <= 900 AND (uptime >= uptime_before) IS NOT FALSE, false) AS is_continued FROM compared),
grown AS (
  SELECT org_id, site_id, sha256(org_id || mac)[1:32] AS client_key, minute_at, sampled_at, is_alone, elapsed_s,
    ap_mac, bssid, ssid, band, channel, proto, rssi AS rssi_dbm, snr AS snr_db, tx_rate AS tx_rate_mbps,
    rx_rate AS rx_rate_mbps, uptime AS uptime_s, os,
    CASE WHEN is_continued THEN growth(tx_bytes, tx_bytes_before, is_on) END AS tx_bytes,
    CASE WHEN is_continued THEN growth(rx_bytes, rx_bytes_before, is_on) END AS rx_bytes,
    CASE WHEN is_continued THEN growth(tx_pkts, tx_pkts_before, is_on) END AS tx_packets,
    CASE WHEN is_continued THEN growth(rx_pkts, rx_pkts_before, is_on) END AS rx_packets,
    CASE WHEN is_continued THEN growth(tx_retries, tx_retries_before, is_on) END AS tx_retries,
    CASE WHEN is_continued THEN growth(rx_retries, rx_retries_before, is_on) END AS rx_retries
  FROM judged)
SELECT * EXCLUDE (elapsed_s),
  CASE WHEN coalesce(tx_bytes, rx_bytes, tx_packets, rx_packets, tx_retries, rx_retries) IS NOT NULL
    THEN CAST(elapsed_s AS DOUBLE) END AS delta_s
FROM grown
"""

DEVICES = """
CREATE TEMP TABLE devices AS
SELECT * REPLACE (at_second(last_seen) AS last_seen) FROM (
  SELECT org_id, site_id, unnest(d) FROM (SELECT org_id, site_id, unnest(body) AS d FROM {device_stats}))
"""

PROBES = """
CREATE TEMP TABLE probes AS
SELECT * REPLACE (at_second(ts) AS ts) FROM (
  SELECT org_id, site_id, unnest(body, recursive := true) FROM {probes})
"""

# A probe goes to the nearest minute of its access point, of two as near to the earlier one; a minute
# takes the nearest of its probes, of two as near the later one.
RADIO = """
CREATE TEMP TABLE radio AS
WITH radios AS (
  SELECT * EXCLUDE (radio_stat, entry), entry.value AS r FROM (
    SELECT *, unnest(map_entries(radio_stat)) AS entry FROM devices WHERE "type" = 'ap')),
compared AS (
  SELECT *, minute_of(last_seen) AS minute_at, r.usage AS band, port_stat.eth0.rx_errors AS errors,
    epoch(last_seen) - epoch(lag(last_seen) OVER w) AS elapsed_s, lag(uptime) OVER w AS uptime_before,
    lag(r.rx_failed) OVER w AS failed_before, lag(port_stat.eth0.rx_errors) OVER w AS errors_before
  FROM radios WINDOW w AS (PARTITION BY org_id, site_id, mac, r.usage ORDER BY last_seen)),
judged AS (
  SELECT *, uptime > uptime_before AS is_on,
    coalesce(elapsed_s <= 900 AND (uptime >= uptime_before) IS NOT FALSE, false) AS is_continued FROM compared)
SELECT org_id, site_id, mac AS ap_mac, band, minute_at, max(last_seen) AS sampled_at,
  arg_max(name, last_seen) AS ap_name, arg_max(r.channel, last_seen) AS channel,
  arg_max(r.bandwidth, last_seen) AS bandwidth_mhz, arg_max(r.power, last_seen) AS tx_power_dbm,
  avg(r.noise_floor) AS noise_floor_dbm, arg_max(r.num_clients, last_seen) AS num_clients,
  arg_max(judged.num_clients, last_seen) AS ap_num_clients, avg(r.util_all) AS util_all_pct, avg(r.util_tx) AS util_tx_pct,
  avg(r.util_rx_in_bss) AS util_rx_in_bss_pct, avg(r.util_rx_other_bss) AS util_rx_other_bss_pct,
  avg(r.util_non_wifi) AS util_non_wifi_pct, avg(r.util_unknown_wifi) AS util_unknown_wifi_pct,
  avg(r.util_undecodable_wifi) AS util_undecodable_wifi_pct,
  sum(CASE WHEN is_continued THEN growth(r.rx_failed, failed_before, is_on) END) AS rx_failed,
  arg_max(uptime, last_seen) AS ap_uptime_s, arg_max(lldp_stat.chassis_id, last_seen) AS uplink_switch_mac,
  arg_max(lldp_stat.port_id, last_seen) AS uplink_port_id, arg_max(port_stat.eth0.speed, last_seen) AS uplink_speed_mbps,
  arg_max(port_stat.eth0.full_duplex, last_seen) AS uplink_full_duplex,
  sum(CASE WHEN is_continued THEN growth(errors, errors_before, is_on) END) AS uplink_rx_errors,
  arg_max(ext_ip, last_seen) AS external_ip
FROM judged GROUP BY org_id, site_id, mac, band, minute_at
"""

RADIO_MINUTES = """
WITH probed AS (
  SELECT org_id, site_id, mac AS ap_mac, minute_of(ts) AS probed_at, avg(rtt_ms) AS rtt_ms, max(ts) AS newest_at
  FROM probes WHERE "from" = 'ap' AND target = 'gateway' AND rtt_ms >= 0 GROUP BY ALL),
held AS (SELECT DISTINCT org_id, site_id, ap_mac, minute_at FROM radio),
near AS (
  SELECT p.*, b.minute_at AS minute_before, a.minute_at AS minute_after FROM probed p
  ASOF LEFT JOIN held b
    ON b.org_id = p.org_id AND b.site_id = p.site_id AND b.ap_mac = p.ap_mac AND p.probed_at >= b.minute_at
  ASOF LEFT JOIN held a
    ON a.org_id = p.org_id AND a.site_id = p.site_id AND a.ap_mac = p.ap_mac AND p.probed_at <= a.minute_at),
placed AS (
  SELECT *, CASE WHEN minute_before IS NULL OR minute_after - probed_at < probed_at - minute_before
    THEN minute_after ELSE minute_before END AS minute_at FROM near),
carried AS (
  SELECT * FROM placed WHERE abs(epoch(minute_at) - epoch(probed_at)) <= 600
  QUALIFY row_number() OVER (PARTITION BY org_id, site_id, ap_mac, minute_at
    ORDER BY abs(epoch(minute_at) - epoch(probed_at)), probed_at DESC) = 1)
SELECT r.*, c.rtt_ms AS ap_gateway_rtt_ms, c.newest_at AS ap_gateway_rtt_at
FROM radio r LEFT JOIN carried c USING (org_id, site_id, ap_mac, minute_at)
"""

PORTS = """
CREATE TEMP TABLE ports AS
SELECT received_at, org_id, site_id, unnest(p) FROM (
  SELECT received_at, org_id, site_id, unnest(body.results) AS p FROM {ports})
"""

WIRED = """
CREATE TEMP TABLE wired AS
WITH compared AS (
  SELECT *, minute_of(received_at) AS minute_at,
    epoch(received_at) - epoch(lag(received_at) OVER w) AS elapsed_s,
    lag(rx_bytes) OVER w AS rx_bytes_before, lag(tx_bytes) OVER w AS tx_bytes_before,
    lag(rx_errors) OVER w AS rx_errors_before, lag(tx_errors) OVER w AS tx_errors_before,
    lag(up) OVER w AS was_up, lag(last_flapped) OVER w AS flapped_before,
    minute_of(lag(received_at) OVER w) IS DISTINCT FROM minute_of(received_at)
      AND minute_of(lead(received_at) OVER w) IS DISTINCT FROM minute_of(received_at) AS is_alone
  FROM ports WHERE NOT ("type" = 'gateway' AND port_usage = 'wan')
  WINDOW w AS (PARTITION BY org_id, site_id, mac, port_id ORDER BY received_at)),
grown AS (
  SELECT org_id, site_id, mac AS switch_mac, port_id, minute_at, received_at AS sampled_at, is_alone, elapsed_s, up AS is_up,
    speed AS speed_mbps, full_duplex AS is_full_duplex, rx_bps, tx_bps, poe_on AS is_poe_on, power_draw AS power_draw_w,
    neighbor_mac,
    CASE WHEN elapsed_s <= 900 THEN growth(rx_bytes, rx_bytes_before, false) END AS rx_bytes,
    CASE WHEN elapsed_s <= 900 THEN growth(tx_bytes, tx_bytes_before, false) END AS tx_bytes,
    CASE WHEN elapsed_s <= 900 THEN growth(rx_errors, rx_errors_before, false) END AS rx_errors,
    CASE WHEN elapsed_s <= 900 THEN growth(tx_errors, tx_errors_before, false) END AS tx_errors,
    CASE WHEN elapsed_s <= 900 AND coalesce(was_up AND NOT up, last_flapped > flapped_before) IS NOT NULL
      THEN CASE WHEN (was_up AND NOT up) OR last_flapped > flapped_before THEN 1 ELSE 0 END END AS flaps
  FROM compared)
SELECT * EXCLUDE (elapsed_s),
  CASE WHEN coalesce(rx_bytes, tx_bytes, rx_errors, tx_errors) IS NOT NULL THEN elapsed_s END AS delta_s
FROM grown
"""

# Latency, jitter and loss come from the first of ports, tunnels and probes that measured in the minute.
WAN_MINUTES = """
WITH of_ports AS (
  SELECT org_id, site_id, mac, port_id, minute_of(received_at) AS minute_at, max(received_at) AS seen_at,
    avg(CASE WHEN latency > 0 THEN latency END) AS latency_ms,
    avg(CASE WHEN latency > 0 OR loss > 0 THEN jitter END) AS jitter_ms,
    avg(CASE WHEN latency > 0 OR loss > 0 THEN loss END) AS loss_pct,
    avg(rx_bps) AS download_bps, avg(tx_bps) AS upload_bps, arg_max(up, received_at) AS is_up,
    arg_max(speed, received_at) AS speed_mbps
  FROM ports WHERE "type" = 'gateway' AND port_usage = 'wan' GROUP BY ALL),
links AS (
  SELECT org_id, site_id, mac, l.value.port_id AS port_id, minute_of(last_seen) AS minute_at, max(last_seen) AS seen_at,
    arg_max(l.value.up, last_seen) AS is_up, arg_max(l.value.servp_info.org, last_seen) AS isp,
    arg_max(l.value.nat_addresses[1], last_seen) AS external_ip
  FROM (SELECT *, unnest(map_entries(if_stat)) AS l FROM devices WHERE "type" = 'gateway')
  WHERE lower(l.value.port_usage) = 'wan' GROUP BY ALL),
of_tunnels AS (
  SELECT org_id, site_id, mac, port_id, minute_of(at_second(last_seen)) AS minute_at, max(at_second(last_seen)) AS seen_at,
    is_active IS NOT FALSE AND coalesce(latency > 0, false) AS is_used,
    avg(CASE WHEN latency > 0 THEN latency END) AS latency_ms,
    avg(CASE WHEN latency > 0 OR loss > 0 THEN jitter END) AS jitter_ms,
    avg(CASE WHEN latency > 0 OR loss > 0 THEN loss END) AS loss_pct
  FROM (SELECT org_id, site_id, unnest(body.results, recursive := true) FROM {vpn_peers})
  GROUP BY org_id, site_id, mac, port_id, minute_at, is_used
  QUALIFY row_number() OVER (PARTITION BY org_id, site_id, mac, port_id, minute_at ORDER BY is_used DESC) = 1),
tests AS (
  SELECT org_id, site_id, mac, port_id, minute_of(at_second("timestamp")) AS minute_at, max(at_second("timestamp")) AS seen_at,
    arg_max(rx_mbps, "timestamp") AS speedtest_download_mbps, arg_max(tx_mbps, "timestamp") AS speedtest_upload_mbps
  FROM (SELECT org_id, site_id, unnest(body.results, recursive := true) FROM {speedtests}) GROUP BY ALL),
boxes AS (
  SELECT org_id, site_id, mac, minute_of(last_seen) AS minute_at, max(last_seen) AS seen_at,
    max(100 - cpu_stat.idle) AS gateway_cpu_pct, arg_max(uptime, last_seen) AS gateway_uptime_s,
    arg_max(ext_ip, last_seen) AS external_ip
  FROM devices WHERE "type" = 'gateway' GROUP BY ALL),
of_probes AS (
  SELECT org_id, site_id, mac, target, minute_of(ts) AS minute_at, max(ts) AS seen_at,
    avg(rtt_ms) AS latency_ms, avg(jitter_ms) AS jitter_ms, avg(loss_pct) AS loss_pct
  FROM probes WHERE "from" = 'gateway' AND target IN ('wan', 'zoom')
  GROUP BY org_id, site_id, mac, target, minute_at
  QUALIFY row_number() OVER (PARTITION BY org_id, site_id, mac, minute_at ORDER BY target) = 1),
of_gateway AS (
  SELECT org_id, site_id, mac, minute_at FROM boxes UNION SELECT org_id, site_id, mac, minute_at FROM of_probes),
of_port AS (
  SELECT org_id, site_id, mac, port_id, minute_at FROM of_ports
  UNION SELECT org_id, site_id, mac, port_id, minute_at FROM links
  UNION SELECT org_id, site_id, mac, port_id, minute_at FROM of_tunnels
  UNION SELECT org_id, site_id, mac, port_id, minute_at FROM tests),
minutes AS (
  SELECT * FROM of_port
  UNION SELECT org_id, site_id, mac, port_id, minute_at
  FROM (SELECT DISTINCT org_id, site_id, mac, port_id FROM of_port) JOIN of_gateway USING (org_id, site_id, mac)),
chosen AS (
  SELECT m.*, p.seen_at AS port_at, l.seen_at AS link_at, t.seen_at AS tunnel_at, s.seen_at AS test_at,
    b.seen_at AS box_at, q.seen_at AS probe_at, coalesce(p.is_up, l.is_up) AS is_up, p.download_bps, p.upload_bps,
    p.speed_mbps, b.gateway_cpu_pct, b.gateway_uptime_s, l.isp, coalesce(l.external_ip, b.external_ip) AS external_ip,
    s.speedtest_download_mbps, s.speedtest_upload_mbps,
    CASE WHEN coalesce(p.latency_ms, p.loss_pct) IS NOT NULL THEN 'ports'
      WHEN coalesce(t.latency_ms, t.loss_pct) IS NOT NULL THEN 'vpn_peers'
      WHEN coalesce(q.latency_ms, q.loss_pct) IS NOT NULL THEN 'probes' END AS rtt_source,
    {{'ports': struct_pack(latency_ms := p.latency_ms, jitter_ms := p.jitter_ms, loss_pct := p.loss_pct),
      'vpn_peers': struct_pack(latency_ms := t.latency_ms, jitter_ms := t.jitter_ms, loss_pct := t.loss_pct),
      'probes': struct_pack(latency_ms := q.latency_ms, jitter_ms := q.jitter_ms, loss_pct := q.loss_pct)}} AS paths
  FROM minutes m
  LEFT JOIN of_ports p USING (org_id, site_id, mac, port_id, minute_at)
  LEFT JOIN links l USING (org_id, site_id, mac, port_id, minute_at)
  LEFT JOIN of_tunnels t USING (org_id, site_id, mac, port_id, minute_at)
  LEFT JOIN tests s USING (org_id, site_id, mac, port_id, minute_at)
  LEFT JOIN boxes b USING (org_id, site_id, mac, minute_at)
  LEFT JOIN of_probes q USING (org_id, site_id, mac, minute_at))
SELECT org_id, site_id, mac AS gateway_mac, port_id AS wan_port, minute_at,
  greatest(port_at, link_at, tunnel_at, test_at, box_at, probe_at) AS sampled_at, is_up,
  path.latency_ms AS latency_ms, path.jitter_ms AS jitter_ms, path.loss_pct AS loss_pct, rtt_source, download_bps, upload_bps,
  speed_mbps, gateway_cpu_pct, gateway_uptime_s, isp, external_ip, speedtest_download_mbps, speedtest_upload_mbps
FROM (SELECT *, CASE rtt_source WHEN 'ports' THEN paths.ports WHEN 'vpn_peers' THEN paths.vpn_peers
  WHEN 'probes' THEN paths.probes END AS path FROM chosen)
"""


def participants():
    """Samples of participants, and how each column of a minute's samples is merged."""
    places, columns, merges = [], [], {}
    for name, (client, gateway, is_picture) in STREAMS.items():
        places.append(
            f"CASE WHEN q.{client}.bitrate <> '' THEN q.{client} WHEN q.{gateway}.bitrate <> '' THEN q.{gateway} END AS {name}, "
            f"CASE WHEN q.{client}.bitrate <> '' THEN 'client' WHEN q.{gateway}.bitrate <> '' THEN 'rwg' END AS {name}_stream_path"
        )
        metrics = [("bitrate_kbps", "bitrate"), ("latency_ms", "latency"), ("jitter_ms", "jitter"),
                   ("loss_avg_pct", "avg_loss"), ("loss_max_pct", "max_loss")]
        for ending, zoom in metrics + [("frame_rate_fps", "frame_rate")] * is_picture:
            columns.append(f"quantity({name}.{zoom}) AS {name}_{ending}")
            merges[f"{name}_{ending}"] = "largest" if zoom == "max_loss" else "mean"
        for side, ending in enumerate(("width_px", "height_px") * is_picture, 1):
            columns.append(f"TRY_CAST(split_part({name}.resolution, '*', {side}) AS INTEGER) AS {name}_{ending}")
            merges[f"{name}_{ending}"] = "newest"
        columns.append(f"{name}_stream_path")
        merges[f"{name}_stream_path"] = "newest"
    for column, zoom, merge in (
        ("zoom_cpu_min_pct", "zoom_min_cpu_usage", "least"), ("zoom_cpu_avg_pct", "zoom_avg_cpu_usage", "mean"),
        ("zoom_cpu_max_pct", "zoom_max_cpu_usage", "largest"), ("system_cpu_max_pct", "system_max_cpu_usage", "largest"),
    ):
        columns.append(f"quantity(q.cpu_usage.{zoom}) AS {column}")
        merges[column] = merge
    columns.append("q.cpu_pressure_level.system_max_cpu_pressure_level AS cpu_pressure")
    merges["cpu_pressure"] = "newest"
    for which, merge in (("min", "least"), ("avg", "mean"), ("max", "largest")):
        columns.append(f"q.wifi_rssi.{which}_rssi AS wifi_rssi_{which}_dbm")
        merges[f"wifi_rssi_{which}_dbm"] = merge
    return f"""
CREATE TEMP TABLE participant AS
WITH people AS (SELECT received_at, account_id, params.meetingId AS meeting_uuid, unnest(body.participants) AS p FROM {{quality}}),
samples AS (
  SELECT account_id, meeting_uuid, p.user_id AS participant_id, p.join_time AS joined_at, received_at, unnest(p.user_qos) AS q
  FROM people),
placed AS (
  SELECT account_id, meeting_uuid, participant_id, joined_at, received_at, q, q.date_time AS sampled_at, {", ".join(places)}
  FROM samples),
typed AS (
  SELECT account_id, meeting_uuid, participant_id, joined_at, received_at, sampled_at, minute_of(sampled_at) AS minute_at,
    {", ".join(columns)}
  FROM placed)
SELECT *, lag(minute_at) OVER w IS DISTINCT FROM minute_at AND lead(minute_at) OVER w IS DISTINCT FROM minute_at AS is_alone
FROM typed WINDOW w AS (PARTITION BY account_id, meeting_uuid, participant_id, joined_at ORDER BY sampled_at)
""", {"received_at": "largest", **merges}


MERGED = {
    "newest": "arg_max({0}, sampled_at)", "mean": "avg({0})", "sum": "sum({0})", "largest": "max({0})", "least": "min({0})",
}


def per_minute(table, keys, merges):
    """A row a minute: what is alone in its minute as it is, the rest merged."""
    return f"""
SELECT {keys}, minute_at, sampled_at, 1 AS sample_count, {", ".join(merges)} FROM {table} WHERE is_alone
UNION ALL
SELECT {keys}, minute_at, max(sampled_at), count(*), {", ".join(MERGED[how].format(name) for name, how in merges.items())}
FROM {table} WHERE NOT is_alone GROUP BY {keys}, minute_at
"""


def merged(**columns):
    return {name: how for how, names in columns.items() for name in names.split()}


def main(folder):
    files = {"quality": read(f"{folder}/landing/zoom/participants_qos/date={DAY}/account=*/*.jsonl.gz",
                             f"received_at: 'TIMESTAMP', account_id: 'VARCHAR', params: 'STRUCT(meetingId VARCHAR)', body: '{QUALITY}'")}
    for dataset, body in NETWORK.items():
        files[dataset] = read(f"{folder}/landing/network/{dataset}/date={DAY}/*.jsonl.gz",
                              f"received_at: 'TIMESTAMP', org_id: 'VARCHAR', site_id: 'VARCHAR', body: '{body}'")
    participant, participant_merges = participants()
    written = folder / "duckdb"
    written.mkdir(exist_ok=True)
    start, cpu_start = time.perf_counter(), time.process_time()
    database = duckdb.connect()
    database.execute("SET threads = 2; SET memory_limit = '4GB'; SET TimeZone = 'UTC'; SET preserve_insertion_order = false")
    database.execute(f"SET temp_directory = '{folder}/duckdb-spill'")
    database.execute(MACROS)
    seconds = {}

    def step(name, sql, *spent):
        before = time.perf_counter()
        database.execute(sql.format_map(files))
        for table in spent:
            database.execute(f"DROP TABLE {table}")
        seconds[name] = time.perf_counter() - before

    def copy(table, sql, *spent):
        step(table, f"COPY ({sql}) TO '{written}/{table}.parquet' (FORMAT parquet, COMPRESSION snappy)", *spent)

    step("wireless", WIRELESS)
    copy("wireless_minutes", per_minute("wireless", "org_id, site_id, client_key", merged(
        newest="ap_mac bssid ssid band channel proto uptime_s os", mean="rssi_dbm snr_db tx_rate_mbps rx_rate_mbps",
        sum="tx_bytes rx_bytes tx_packets rx_packets tx_retries rx_retries delta_s")), "wireless")
    step("participant", participant)
    copy("participant_minutes", per_minute("participant", "account_id, meeting_uuid, participant_id, joined_at",
                                           participant_merges), "participant")
    step("ports", PORTS)
    step("wired", WIRED)
    copy("wired_minutes", per_minute("wired", "org_id, site_id, switch_mac, port_id", merged(
        newest="is_up speed_mbps is_full_duplex rx_bps tx_bps is_poe_on power_draw_w neighbor_mac",
        sum="rx_bytes tx_bytes rx_errors tx_errors delta_s flaps")), "wired")
    step("devices", DEVICES)
    step("probes", PROBES)
    step("radio", RADIO)
    copy("radio_minutes", RADIO_MINUTES, "radio")
    copy("wan_minutes", WAN_MINUTES)
    said = {"seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - cpu_start,
            "peak_bytes": peak_bytes(), "version": duckdb.__version__, "steps": seconds}
    said["compared"] = compared = {}
    for table, columns in json.loads((folder / "columns.json").read_text()).items():
        sums = ", ".join(f"coalesce(sum(CAST({name} AS DOUBLE)), 0)" for name in columns)
        row = database.execute(f"SELECT count(*), {sums} FROM '{written}/{table}.parquet'").fetchone()
        compared[f"{table} rows"] = row[0]
        compared.update({f"{table} {name}": value for name, value in zip(columns, row[1:])})
    (folder / "duckdb.json").write_text(json.dumps(said, indent=2) + "\n")


def read(pattern, columns):
    columns = " ".join(columns.split())
    return f"read_json('{pattern}', format = 'newline_delimited', compression = 'gzip', columns = {{{columns}}})"


def peak_bytes():
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise OSError("/proc/self/status has no VmHWM")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
