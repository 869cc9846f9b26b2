package io.meetinginsights.jobs.ingest.network;

import io.meetinginsights.jobs.ingest.fields.Mean;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.jobs.ingest.fields.Sum;
import io.meetinginsights.tables.silver.RadioMinutes;
import io.meetinginsights.warehouse.RowBuilder;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Rows of silver.radio_minutes: radios of access points, the access point's uplink and its round
 * trip to the gateway beside them. It holds a day of one access point.
 *
 * <p>Probes come at their own pace: one in a minute without a radio row is put to the nearest row
 * of its access point within the carry and of its day, so that a day can be taken by itself; {@code
 * ap_gateway_rtt_at} says when it was measured.
 */
final class RadioWalk implements DeviceWalk.Walker {

  private static final Kind DEVICE = Kind.DEVICE;
  private static final Kind PROBE = Kind.PROBE;
  private static final int TYPE = DEVICE.indexOf("type");
  private static final int NAME = DEVICE.indexOf("name");
  private static final int UPTIME_S = DEVICE.indexOf("uptime_s");
  private static final int CLIENTS = DEVICE.indexOf("num_clients");
  private static final int RADIOS = DEVICE.indexOf("radios");
  private static final int UPLINK_ERRORS = DEVICE.indexOf("uplink_rx_errors");
  private static final String[] UPLINK = {
    "uplink_switch_mac", "uplink_port_id", "uplink_speed_mbps", "uplink_full_duplex", "external_ip"
  };
  private static final int[] UPLINK_AT = DEVICE.placesOf(UPLINK);

  private static final int RADIO_NAME = DEVICE.indexOf("radios", "name");
  private static final int BAND = DEVICE.indexOf("radios", "band");
  private static final int RADIO_CLIENTS = DEVICE.indexOf("radios", "num_clients");
  private static final int RX_FAILED = DEVICE.indexOf("radios", "rx_failed");
  private static final String[] NEWEST = {"channel", "bandwidth_mhz", "tx_power_dbm"};
  private static final String[] MEANS = {
    "noise_floor_dbm",
    "util_all_pct",
    "util_tx_pct",
    "util_rx_in_bss_pct",
    "util_rx_other_bss_pct",
    "util_non_wifi_pct",
    "util_unknown_wifi_pct",
    "util_undecodable_wifi_pct"
  };
  private static final int[] NEWEST_AT = inRadio(NEWEST);
  private static final int[] MEANS_AT = inRadio(MEANS);

  private static final int FROM_TYPE = PROBE.indexOf("from_type");
  private static final int TARGET = PROBE.indexOf("target");
  private static final int RTT_MS = PROBE.indexOf("rtt_ms");

  /** Of two radios in one band the one with more clients counts, then the first by name. */
  private static final Comparator<Object[]> BUSIEST =
      Comparator.comparing(
              (Object[] radio) -> (Long) radio[RADIO_CLIENTS],
              Comparator.nullsLast(Comparator.reverseOrder()))
          .thenComparing(radio -> (String) radio[RADIO_NAME]);

  private final int gapMinutes;
  private final long carryMicros;
  private final DeviceWalk.Days days;
  private final String runId;
  private final Consumer<InternalRow> out;
  private final RowBuilder row = new RowBuilder(RadioMinutes.SCHEMA.structType());

  private String orgId;
  private String siteId;
  private String apMac;
  private Growth uplinkErrors;
  private final Map<String, Growth> failures = new HashMap<>();
  private final TreeMap<Long, Map<String, BandMinute>> radioMinutes = new TreeMap<>();
  private final TreeMap<Long, ProbeMinute> probeMinutes = new TreeMap<>();
  private int day;

  private static final class BandMinute {
    private final Mean[] means = new Mean[MEANS.length];
    private long newestAt;
    private Object[] device;
    private Object[] radio;
    private Long failed;
    private Long uplinkErrors;

    BandMinute() {
      for (int i = 0; i < means.length; i++) {
        means[i] = new Mean();
      }
    }
  }

  private static final class ProbeMinute {
    private final Mean rttMs = new Mean();
    private long newestAt;
  }

  /** A probe put to a minute. */
  private record Carried(long distance, long probedMinute, ProbeMinute probe) {

    boolean isNearerThan(Carried other) {
      return other == null
          || distance < other.distance
          || distance == other.distance && probedMinute > other.probedMinute;
    }
  }

  RadioWalk(
      int gapMinutes,
      int carryMinutes,
      DeviceWalk.Days days,
      String runId,
      Consumer<InternalRow> out) {
    this.gapMinutes = gapMinutes;
    this.carryMicros = carryMinutes * Parse.MINUTE_MICROS;
    this.days = days;
    this.runId = runId;
    this.out = out;
  }

  @Override
  public void begin(String org, String site, String mac) {
    orgId = org;
    siteId = site;
    apMac = mac;
    uplinkErrors = new Growth(gapMinutes, 1);
    failures.clear();
  }

  @Override
  public void at(long eventAt, List<DeviceWalk.Seen> seen) {
    if (Parse.dayOf(eventAt) != day) {
      writeDay();
      day = Parse.dayOf(eventAt);
    }
    DeviceWalk.Seen accessPoint = null;
    DeviceWalk.Seen probe = null;
    for (DeviceWalk.Seen one : seen) {
      if (one.kind() == DEVICE && "ap".equals(one.get(TYPE))) {
        accessPoint = one;
      } else if (one.kind() == PROBE && isOfGateway(one)) {
        probe = one;
      }
    }
    if (accessPoint != null) {
      take(eventAt, accessPoint);
    }
    if (probe != null) {
      ProbeMinute minute =
          probeMinutes.computeIfAbsent(Parse.minuteOf(eventAt), at -> new ProbeMinute());
      minute.rttMs.add(probe.get(RTT_MS));
      minute.newestAt = eventAt;
    }
  }

  private static boolean isOfGateway(DeviceWalk.Seen probe) {
    Double rttMs = probe.get(RTT_MS);
    return "ap".equals(probe.get(FROM_TYPE))
        && "gateway".equals(probe.get(TARGET))
        && rttMs != null
        && rttMs >= 0;
  }

  private void take(long eventAt, DeviceWalk.Seen accessPoint) {
    Double uptimeS = accessPoint.get(UPTIME_S);
    Long errors = accessPoint.get(UPLINK_ERRORS);
    uplinkErrors.next(eventAt, uptimeS, errors);
    List<Object[]> radios = accessPoint.get(RADIOS);
    if (radios == null) {
      return;
    }
    Map<String, Object[]> byBand = new TreeMap<>();
    for (Object[] radio : radios) {
      if (radio[BAND] != null) {
        byBand.merge((String) radio[BAND], radio, (a, b) -> BUSIEST.compare(a, b) <= 0 ? a : b);
      }
    }
    byBand.forEach(
        (band, radio) -> {
          Growth failed = failures.computeIfAbsent(band, any -> new Growth(gapMinutes, 1));
          failed.next(eventAt, uptimeS, (Long) radio[RX_FAILED]);
          BandMinute minute =
              radioMinutes
                  .computeIfAbsent(Parse.minuteOf(eventAt), at -> new TreeMap<>())
                  .computeIfAbsent(band, any -> new BandMinute());
          minute.newestAt = eventAt;
          minute.device = accessPoint.values();
          minute.radio = radio;
          minute.failed = Sum.of(minute.failed, failed.of(0), Long::sum);
          minute.uplinkErrors = Sum.of(minute.uplinkErrors, uplinkErrors.of(0), Long::sum);
          for (int i = 0; i < MEANS.length; i++) {
            minute.means[i].add((Double) radio[MEANS_AT[i]]);
          }
        });
  }

  @Override
  public void end() {
    writeDay();
  }

  private void writeDay() {
    Map<Long, Carried> carried = new HashMap<>();
    probeMinutes.forEach(
        (probedMinute, probe) -> {
          Long minute = nearestRadioMinute(probedMinute);
          if (minute != null) {
            Carried candidate = new Carried(Math.abs(minute - probedMinute), probedMinute, probe);
            carried.merge(minute, candidate, (a, b) -> b.isNearerThan(a) ? b : a);
          }
        });
    radioMinutes.forEach(
        (minuteAt, bands) -> {
          if (days.hold(minuteAt)) {
            bands.forEach((band, minute) -> write(minuteAt, band, minute, carried.get(minuteAt)));
          }
        });
    radioMinutes.clear();
    probeMinutes.clear();
  }

  /** Within the carry; of two as near the earlier one. */
  private Long nearestRadioMinute(long probedMinute) {
    Long before = radioMinutes.floorKey(probedMinute);
    Long after = radioMinutes.ceilingKey(probedMinute);
    Long nearest = before;
    if (before == null || after != null && after - probedMinute < probedMinute - before) {
      nearest = after;
    }
    return nearest == null || Math.abs(nearest - probedMinute) > carryMicros ? null : nearest;
  }

  private void write(long minuteAt, String band, BandMinute minute, Carried carried) {
    row.set("day", Parse.dayOf(minuteAt))
        .set("org_id", orgId)
        .set("site_id", siteId)
        .set("ap_mac", apMac)
        .set("band", band)
        .set("minute_at", minuteAt)
        .set("sampled_at", minute.newestAt)
        .set("ap_name", minute.device[NAME])
        .set("num_clients", Parse.integer((Long) minute.radio[RADIO_CLIENTS]))
        .set("ap_num_clients", minute.device[CLIENTS])
        .set("rx_failed", minute.failed)
        .set("ap_uptime_s", minute.device[UPTIME_S])
        .set("uplink_rx_errors", minute.uplinkErrors)
        .set("run_id", runId);
    for (int i = 0; i < NEWEST.length; i++) {
      row.set(NEWEST[i], minute.radio[NEWEST_AT[i]]);
    }
    for (int i = 0; i < MEANS.length; i++) {
      row.set(MEANS[i], minute.means[i].value());
    }
    for (int i = 0; i < UPLINK.length; i++) {
      row.set(UPLINK[i], minute.device[UPLINK_AT[i]]);
    }
    if (carried != null) {
      row.set("ap_gateway_rtt_ms", carried.probe().rttMs.value())
          .set("ap_gateway_rtt_at", carried.probe().newestAt);
    }
    out.accept(row.build());
  }

  private static int[] inRadio(String... names) {
    return java.util.Arrays.stream(names)
        .mapToInt(name -> DEVICE.indexOf("radios", name))
        .toArray();
  }
}
