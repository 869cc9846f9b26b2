"""The join of correlate in DuckDB, over the Parquet files that make up the same Delta tables.

    duckdb_join.py FOLDER   files.json says what to read; writes duckdb.parquet and duckdb.json there

Two threads. Timed from connecting to the written file, without the start of Python; the sums that
show both sides did the same work come after. Does: join to client by MAC, internal address (leases
that end where the next holder's begins), host name and user, inside the site of the public address;
presence in the minute, the most trusted method, ties unresolved; wireless reading carried 3 minutes,
radio, port and WAN path 10; roams; clients at the site in the minute; the strongest sender elsewhere;
Zoom's measures beside all that. Does not: missing and dropped minutes, scores, frame rates of clean
minutes, Zoom's service, speed tests, distances, a port's several gateways, two organisations,
coverage, the check that no key is doubled, a transactional table.
"""

import json
import pathlib
import sys
import time

import duckdb

FEATURES = [
    "client_rssi", "client_tx_retries", "client_age_s", "radio_util", "ap_rtt", "radio_age_s",
    "port_util", "wan_rtt", "wan_util_down", "remote_loss_pct", "site_num_clients", "roam_count",
]

# Joins with their addresses, and the site whose egress holds the public one.
JOINS = """
CREATE TEMP TABLE joins AS
SELECT p.sender_key AS join_id, p.account_id, p.meeting_uuid, p.participant_id, p.joined_at,
  p.person_key, lower(p.network_type) AS network_type, z.mac, z.public_ip, z.ip, z.host_name,
  split_part(pe.email, '@', 1) AS user_name, e.org_id AS egress_org_id, e.site_id AS egress_site_id
FROM participants p
LEFT JOIN (SELECT * FROM client_identities WHERE source = 'zoom') z USING (identity_key)
LEFT JOIN people pe ON pe.person_key = p.person_key
LEFT JOIN (SELECT org_id, site_id, unnest(egress_ips) AS public_ip FROM sites) e ON e.public_ip = z.public_ip
"""

# Who a join may be, when, by which method; small.
CANDIDATES = """
CREATE TEMP TABLE candidates AS
WITH network AS (
  SELECT * FROM client_identities WHERE source = 'network' AND client_key IS NOT NULL),
leases AS (
  SELECT org_id, site_id, ip, client_key,
    greatest(seen_from - INTERVAL 3 MINUTE, lag(seen_to) OVER held) AS valid_from,
    least(seen_to + INTERVAL 24 HOUR, CASE WHEN lead(seen_from) OVER held IS NOT NULL
      THEN greatest(seen_to, lead(seen_from) OVER held - INTERVAL 3 MINUTE) END) AS valid_to
  FROM network WHERE ip IS NOT NULL
  WINDOW held AS (PARTITION BY org_id, site_id, ip ORDER BY seen_from)),
always AS (SELECT TIMESTAMPTZ '1970-01-01 00:00:00Z' AS valid_from, TIMESTAMPTZ '9999-01-01 00:00:00Z' AS valid_to)
SELECT DISTINCT join_id, n.org_id, n.client_key, 1 AS rank, valid_from, valid_to
FROM joins JOIN network n USING (mac) CROSS JOIN always
UNION ALL
SELECT join_id, l.org_id, client_key, 2, valid_from, valid_to
FROM joins JOIN leases l ON l.org_id = egress_org_id AND l.site_id = egress_site_id AND l.ip = joins.ip
UNION ALL
SELECT join_id, n.org_id, client_key, 3, seen_from - INTERVAL 10 MINUTE, seen_to + INTERVAL 10 MINUTE
FROM joins JOIN network n ON n.org_id = egress_org_id AND n.site_id = egress_site_id AND n.host_name = joins.host_name
UNION ALL
SELECT join_id, n.org_id, client_key, 4, seen_from - INTERVAL 3 MINUTE, seen_to + INTERVAL 24 HOUR
FROM joins JOIN network n ON n.org_id = egress_org_id AND n.site_id = egress_site_id AND n.user_name = joins.user_name
"""

# A row a minute and candidate client, with the reading of the client carried on.
PRESENT = """
CREATE TEMP TABLE present AS
WITH offered AS (
  SELECT DISTINCT m.join_id, m.minute_at, c.org_id, c.client_key, c.rank
  FROM (SELECT join_id, minute_at FROM joins JOIN participant_minutes
          USING (account_id, meeting_uuid, participant_id, joined_at)) m
  JOIN candidates c ON c.join_id = m.join_id
    AND c.valid_from < m.minute_at + INTERVAL 1 MINUTE AND m.minute_at < c.valid_to),
snapshots AS (
  SELECT * FROM wireless_minutes SEMI JOIN candidates USING (org_id, client_key)),
wired AS (
  SELECT org_id, client_key, any_value(switch_mac) AS switch_mac, any_value(port_id) AS port_id,
    any_value(site_id) AS site_id, min(seen_from) AS seen_from, max(seen_to) AS seen_to
  FROM client_identities WHERE source = 'network' AND medium = 'wired' GROUP BY ALL)
SELECT o.join_id, o.minute_at, o.rank, o.org_id, o.client_key,
  epoch(o.minute_at) - epoch(w.sampled_at) <= 180 AS is_on_air,
  d.client_key IS NOT NULL AS is_wired, d.switch_mac, d.port_id, d.site_id AS wired_site_id,
  w.site_id, w.ap_mac, w.band, w.rssi_dbm, w.snr_db, w.tx_rate_mbps, w.rx_rate_mbps, w.proto,
  w.tx_bytes, w.rx_bytes, w.tx_packets, w.rx_packets, w.tx_retries, w.rx_retries, w.sampled_at, w.ssid
FROM offered o
ASOF LEFT JOIN snapshots w
  ON w.org_id = o.org_id AND w.client_key = o.client_key AND o.minute_at >= w.minute_at
LEFT JOIN wired d ON d.org_id = o.org_id AND d.client_key = o.client_key
  AND o.minute_at BETWEEN d.seen_from - INTERVAL 10 MINUTE AND d.seen_to + INTERVAL 10 MINUTE
"""

MATCHES = """
CREATE TEMP TABLE matches AS
WITH eligible AS (
  SELECT * FROM present WHERE coalesce(is_on_air, false) OR is_wired OR rank = 2),
best AS (
  SELECT *, rank() OVER minute AS place FROM eligible
  WINDOW minute AS (PARTITION BY join_id, minute_at ORDER BY rank))
SELECT * EXCLUDE (place) FROM best WHERE place = 1
QUALIFY count(*) OVER (PARTITION BY join_id, minute_at) = 1
"""

# Each snapshot speaks until the next one, three minutes at most: comings and goings add up.
SITE_CLIENTS = """
CREATE TEMP TABLE site_clients AS
WITH spoken AS (
  SELECT org_id, site_id, minute_at AS since,
    least(lead(minute_at) OVER (PARTITION BY org_id, client_key ORDER BY minute_at),
      minute_at + INTERVAL 4 MINUTE) AS until
  FROM wireless_minutes),
changes AS (
  SELECT org_id, site_id, minute_at, sum(change) AS change FROM (
    SELECT org_id, site_id, since AS minute_at, 1 AS change FROM spoken
    UNION ALL SELECT org_id, site_id, until, -1 FROM spoken) GROUP BY ALL)
SELECT org_id, site_id, minute_at,
  sum(change) OVER (PARTITION BY org_id, site_id ORDER BY minute_at) AS site_num_clients
FROM changes
"""

REMOTE = """
CREATE TEMP TABLE remote AS
WITH placed AS (
  SELECT s.*, j.person_key, coalesce(j.egress_site_id, s.egress_key) AS place
  FROM sender_minutes s LEFT JOIN joins j ON j.join_id = s.sender_key)
SELECT me.join_id, me.minute_at,
  arg_max(struct_pack(loss_pct := s.input_loss_pct, jitter_ms := s.input_jitter_ms,
    rtt_ms := s.input_rtt_ms, cpu_pct := s.cpu_pct),
    (s.video_input_bitrate_kbps, s.audio_input_bitrate_kbps, s.sender_key)) AS sender
FROM (SELECT p.sender_key AS join_id, p.account_id, p.meeting_uuid, p.minute_at, p.person_key, p.egress_key,
        p.place AS egress_site_id, coalesce(m.site_id, m.wired_site_id, p.place) AS site_id
      FROM placed p LEFT JOIN matches m ON m.join_id = p.sender_key AND m.minute_at = p.minute_at) me
JOIN placed s USING (account_id, meeting_uuid, minute_at)
WHERE s.sender_key <> me.join_id AND s.person_key <> me.person_key AND s.egress_key <> me.egress_key
  AND s.place <> me.site_id AND s.place <> me.egress_site_id
GROUP BY ALL
"""

RESULT = """
CREATE TEMP VIEW result AS
WITH radio AS (
  SELECT m.*, r.* EXCLUDE (day, org_id, site_id, ap_mac, band, minute_at, sampled_at, run_id),
    r.sampled_at AS radio_at, r.minute_at AS radio_minute_at,
    CASE WHEN epoch(m.minute_at) - epoch(r.sampled_at) <= 600 THEN true END AS has_radio
  FROM matches m ASOF LEFT JOIN radio_minutes r ON r.org_id = m.org_id
    AND r.ap_mac = CASE WHEN m.is_on_air THEN m.ap_mac END AND r.band = m.band AND m.minute_at >= r.minute_at),
ports AS (
  SELECT r.*, coalesce(r.switch_mac, CASE WHEN has_radio THEN uplink_switch_mac END) AS any_switch_mac,
    coalesce(r.port_id, CASE WHEN has_radio THEN uplink_port_id END) AS any_port_id
  FROM radio r),
wired AS (
  SELECT p.*, w.speed_mbps, w.is_full_duplex, w.rx_errors + w.tx_errors AS port_errors, w.flaps,
    w.sampled_at AS wired_at,
    CASE WHEN epoch(p.minute_at) - epoch(w.sampled_at) <= 600
      THEN greatest(w.rx_bytes, w.tx_bytes) * 8.0 / w.delta_s / (w.speed_mbps * 1e6) * 100 END AS port_util
  FROM ports p ASOF LEFT JOIN wired_minutes w ON w.org_id = p.org_id AND w.switch_mac = p.any_switch_mac
    AND w.port_id = p.any_port_id AND p.minute_at >= w.minute_at),
minutes AS (
  SELECT j.join_id, j.person_key, j.public_ip, coalesce(j.egress_org_id, w.org_id) AS any_org_id,
    coalesce(w.site_id, w.wired_site_id, j.egress_site_id) AS any_site_id,
    pm.* EXCLUDE (day, run_id, received_at), w.* EXCLUDE (join_id, minute_at, org_id)
  FROM participant_minutes pm
  JOIN joins j USING (account_id, meeting_uuid, participant_id, joined_at)
  LEFT JOIN wired w ON w.join_id = j.join_id AND w.minute_at = pm.minute_at),
pathed AS (
  SELECT m.*, g.wan_port, g.latency_ms, g.jitter_ms, g.loss_pct, g.download_bps, g.upload_bps, g.gateway_cpu_pct,
    g.gateway_mac, g.sampled_at AS wan_at, epoch(m.minute_at) - epoch(g.sampled_at) <= 600 AS has_wan
  FROM minutes m ASOF LEFT JOIN wan_minutes g ON g.org_id = m.any_org_id AND g.site_id = m.any_site_id
    AND g.external_ip = m.public_ip AND m.minute_at >= g.minute_at),
rates AS (
  SELECT org_id, site_id, unnest(wan_ports, recursive := true) FROM sites),
roams AS (
  SELECT org_id, client_key, time_bucket(INTERVAL 1 MINUTE, event_at) AS minute_at,
    count(*) AS roam_count, max(latency_ms) AS roam_latency_ms
  FROM network_events WHERE dataset = 'fast_roams' GROUP BY ALL),
reporting AS (SELECT DISTINCT org_id, site_id FROM network_events WHERE dataset = 'fast_roams')
SELECT p.* EXCLUDE (rssi_dbm, snr_db, sampled_at, util_all_pct, ap_gateway_rtt_ms, ap_gateway_rtt_at, radio_at,
    radio_minute_at, latency_ms, jitter_ms, loss_pct, wan_at, tx_retries, rx_retries, port_util),
  CASE WHEN is_on_air THEN rssi_dbm END AS client_rssi,
  CASE WHEN is_on_air THEN snr_db END AS client_snr,
  CASE WHEN is_on_air AND tx_packets >= 50 THEN 100.0 * tx_retries / tx_packets END AS client_tx_retries,
  CASE WHEN is_on_air AND rx_packets >= 50 THEN 100.0 * rx_retries / rx_packets END AS client_rx_retries,
  CASE WHEN is_on_air THEN greatest(0, epoch(p.minute_at) - epoch(sampled_at)) END AS client_age_s,
  CASE WHEN has_radio THEN util_all_pct END AS radio_util,
  CASE WHEN epoch(p.minute_at) - epoch(radio_at) <= 300 THEN ap_gateway_rtt_ms END AS ap_rtt,
  CASE WHEN has_radio THEN greatest(0, epoch(p.minute_at) - epoch(radio_at)) END AS radio_age_s,
  port_util,
  CASE WHEN has_wan THEN latency_ms END AS wan_rtt,
  CASE WHEN has_wan THEN jitter_ms END AS wan_jitter,
  CASE WHEN has_wan THEN loss_pct END AS wan_loss,
  CASE WHEN has_wan THEN download_bps / (rates.download_mbps * 1e6) * 100 END AS wan_util_down,
  CASE WHEN has_wan THEN upload_bps / (rates.upload_mbps * 1e6) * 100 END AS wan_util_up,
  nullif(s.site_num_clients, 0) AS site_num_clients,
  CASE WHEN NOT is_wired THEN coalesce(ro.roam_count, CASE WHEN re.org_id IS NOT NULL THEN 0 END) END AS roam_count,
  CASE WHEN NOT is_wired THEN coalesce(ro.roam_latency_ms, CASE WHEN re.org_id IS NOT NULL THEN 0 END) END AS roam_latency_ms,
  f.sender.loss_pct AS remote_loss_pct, f.sender.jitter_ms AS remote_jitter_ms,
  f.sender.rtt_ms AS remote_rtt_ms, f.sender.cpu_pct AS remote_cpu_pct
FROM pathed p
LEFT JOIN rates ON rates.org_id = p.any_org_id AND rates.site_id = p.any_site_id
  AND rates.gateway_mac = p.gateway_mac AND rates.port_id = p.wan_port
ASOF LEFT JOIN site_clients s ON s.org_id = p.any_org_id AND s.site_id = p.any_site_id AND p.minute_at >= s.minute_at
LEFT JOIN roams ro ON ro.org_id = p.any_org_id AND ro.client_key = p.client_key AND ro.minute_at = p.minute_at
LEFT JOIN reporting re ON re.org_id = p.any_org_id AND re.site_id = p.any_site_id
LEFT JOIN remote f ON f.join_id = p.join_id AND f.minute_at = p.minute_at
"""

METHODS = {1: "mac", 2: "ip", 3: "host_name", 4: "user", None: "none"}


def main(folder):
    start = time.perf_counter()
    database = duckdb.connect()
    database.execute("SET threads = 2; SET TimeZone = 'UTC'; SET preserve_insertion_order = false")
    database.execute(f"SET temp_directory = '{folder}/duckdb-spill'")
    for table, files in json.loads((folder / "files.json").read_text()).items():
        listed = ", ".join(f"'{file}'" for file in files)
        database.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet([{listed}])")
    seconds = {}
    for name in ("JOINS", "CANDIDATES", "PRESENT", "MATCHES", "SITE_CLIENTS", "REMOTE", "RESULT"):
        before = time.perf_counter()
        database.execute(globals()[name])
        seconds[name.lower()] = time.perf_counter() - before
    database.execute(f"COPY result TO '{folder}/duckdb.parquet' (FORMAT parquet, COMPRESSION snappy)")
    said = {"seconds": time.perf_counter() - start, "peak_bytes": peak_bytes(), "version": duckdb.__version__}
    said["steps"] = seconds
    written = f"FROM '{folder}/duckdb.parquet'"
    sums = ", ".join(f"coalesce(sum({name}), 0)" for name in FEATURES)
    row = database.execute(f"SELECT count(*), {sums} {written} WHERE client_key IS NOT NULL").fetchone()
    said["matched"] = row[0]
    said.update({f"sum {name}": float(value) for name, value in zip(FEATURES, row[1:])})
    for rank, minutes in database.execute(f"SELECT rank, count(*) {written} GROUP BY rank").fetchall():
        said[f"method {METHODS[rank]}"] = minutes
    (folder / "duckdb.json").write_text(json.dumps(said, indent=2) + "\n")
    print(f"{folder.name} duckdb: {said['seconds']:.1f} s")


def peak_bytes():
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise OSError("/proc/self/status has no VmHWM")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
