package io.meetinginsights.jobs.ingest.network;

import io.meetinginsights.jobs.ingest.fields.Mean;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.jobs.ingest.fields.Sum;
import io.meetinginsights.tables.silver.WirelessMinutes;
import io.meetinginsights.warehouse.RowBuilder;
import io.meetinginsights.warehouse.SecretKey;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Rows of silver.wireless_minutes. Several snapshots in a minute merge: levels and rates are means,
 * counters add up, the rest is the newest.
 */
final class WirelessWalk implements DeviceWalk.Walker {

  private static final Kind CLIENT = Kind.WIRELESS_CLIENT;
  private static final String[] NEWEST = {
    "ap_mac", "bssid", "ssid", "band", "channel", "proto", "uptime_s", "os"
  };
  private static final String[] MEANS = {"rssi_dbm", "snr_db", "tx_rate_mbps", "rx_rate_mbps"};
  private static final String[] COUNTERS = {
    "tx_bytes", "rx_bytes", "tx_packets", "rx_packets", "tx_retries", "rx_retries"
  };
  private static final int[] NEWEST_AT = CLIENT.placesOf(NEWEST);
  private static final int[] MEANS_AT = CLIENT.placesOf(MEANS);
  private static final int[] COUNTERS_AT = CLIENT.placesOf(COUNTERS);
  private static final int UPTIME_S = CLIENT.indexOf("uptime_s");

  private final int gapMinutes;
  private final DeviceWalk.Days days;
  private final SecretKey.Surrogates keys;
  private final String runId;
  private final Consumer<InternalRow> out;
  private final RowBuilder row = new RowBuilder(WirelessMinutes.SCHEMA.structType());

  private String orgId;
  private String siteId;
  private String clientKey;
  private Growth growth;
  private Minute minute;

  private static final class Minute {
    private final long at;
    private final Mean[] means = new Mean[MEANS.length];
    private final Long[] grown = new Long[COUNTERS.length];
    private Double spanS;
    private long newestAt;
    private Object[] newest;
    private int snapshots;

    Minute(long at) {
      this.at = at;
      for (int i = 0; i < means.length; i++) {
        means[i] = new Mean();
      }
    }
  }

  WirelessWalk(
      int gapMinutes,
      DeviceWalk.Days days,
      SecretKey.Surrogates keys,
      String runId,
      Consumer<InternalRow> out) {
    this.gapMinutes = gapMinutes;
    this.days = days;
    this.keys = keys;
    this.runId = runId;
    this.out = out;
  }

  @Override
  public void begin(String org, String site, String mac) {
    orgId = org;
    siteId = site;
    clientKey = keys.of("client", org, mac);
    growth = new Growth(gapMinutes, COUNTERS.length);
    minute = null;
  }

  @Override
  public void at(long eventAt, List<DeviceWalk.Seen> seen) {
    DeviceWalk.Seen snapshot = seen.get(seen.size() - 1);
    Long[] counters = new Long[COUNTERS.length];
    for (int i = 0; i < counters.length; i++) {
      counters[i] = snapshot.get(COUNTERS_AT[i]);
    }
    growth.next(eventAt, snapshot.get(UPTIME_S), counters);
    long minuteAt = Parse.minuteOf(eventAt);
    if (minute != null && minute.at != minuteAt) {
      write();
    }
    if (minute == null) {
      minute = new Minute(minuteAt);
    }
    minute.snapshots++;
    minute.newestAt = eventAt;
    minute.newest = snapshot.values();
    minute.spanS = Sum.of(minute.spanS, growth.spanS(), Double::sum);
    for (int i = 0; i < MEANS.length; i++) {
      minute.means[i].add(snapshot.get(MEANS_AT[i]));
    }
    for (int i = 0; i < COUNTERS.length; i++) {
      minute.grown[i] = Sum.of(minute.grown[i], growth.of(i), Long::sum);
    }
  }

  @Override
  public void end() {
    write();
  }

  private void write() {
    if (minute != null && days.hold(minute.at)) {
      row.set("day", Parse.dayOf(minute.at))
          .set("org_id", orgId)
          .set("site_id", siteId)
          .set("client_key", clientKey)
          .set("minute_at", minute.at)
          .set("sampled_at", minute.newestAt)
          .set("sample_count", minute.snapshots)
          .set("delta_s", minute.spanS)
          .set("run_id", runId);
      for (int i = 0; i < NEWEST.length; i++) {
        row.set(NEWEST[i], minute.newest[NEWEST_AT[i]]);
      }
      for (int i = 0; i < MEANS.length; i++) {
        row.set(MEANS[i], minute.means[i].value());
      }
      for (int i = 0; i < COUNTERS.length; i++) {
        row.set(COUNTERS[i], minute.grown[i]);
      }
      out.accept(row.build());
    }
    minute = null;
  }
}
