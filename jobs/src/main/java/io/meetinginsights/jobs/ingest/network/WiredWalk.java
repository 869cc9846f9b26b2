package io.meetinginsights.jobs.ingest.network;

import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.jobs.ingest.fields.Sum;
import io.meetinginsights.tables.silver.WiredMinutes;
import io.meetinginsights.warehouse.RowBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Rows of silver.wired_minutes: ports of switches, and of gateways towards the inside. A flap is
 * seen between two snapshots: the port's own time of its last flap moved on, or it was up and is
 * down. Over a gap longer than the limit nothing is compared, as with counters: a day taken by
 * itself sees no further back.
 */
final class WiredWalk implements DeviceWalk.Walker {

  private static final Kind PORT = Kind.PORT;
  private static final String[] NEWEST = {
    "is_up",
    "speed_mbps",
    "is_full_duplex",
    "rx_bps",
    "tx_bps",
    "is_poe_on",
    "power_draw_w",
    "neighbor_mac"
  };
  private static final String[] COUNTERS = {"rx_bytes", "tx_bytes", "rx_errors", "tx_errors"};
  private static final int[] NEWEST_AT = PORT.placesOf(NEWEST);
  private static final int[] COUNTERS_AT = PORT.placesOf(COUNTERS);
  private static final int PORT_ID = PORT.indexOf("port_id");
  private static final int TYPE = PORT.indexOf("type");
  private static final int USAGE = PORT.indexOf("port_usage");
  private static final int IS_UP = PORT.indexOf("is_up");
  private static final int LAST_FLAPPED_AT = PORT.indexOf("last_flapped_at");

  private final int gapMinutes;
  private final DeviceWalk.Days days;
  private final String runId;
  private final Consumer<InternalRow> out;
  private final RowBuilder row = new RowBuilder(WiredMinutes.SCHEMA.structType());

  private String orgId;
  private String siteId;
  private String switchMac;
  private final Map<String, Port> ports = new LinkedHashMap<>();

  /** A port on its way through time, and its minute. */
  private final class Port {
    private final Growth growth = new Growth(gapMinutes, COUNTERS.length);
    private long beforeAt;
    private Object[] before;
    private Long minuteAt;
    private Long[] grown;
    private Double spanS;
    private Integer flaps;
  }

  WiredWalk(int gapMinutes, DeviceWalk.Days days, String runId, Consumer<InternalRow> out) {
    this.gapMinutes = gapMinutes;
    this.days = days;
    this.runId = runId;
    this.out = out;
  }

  /** Whether a port is a gateway's way out. */
  static boolean isWan(DeviceWalk.Seen port) {
    return "gateway".equals(port.get(TYPE)) && "wan".equals(port.get(USAGE));
  }

  @Override
  public void begin(String org, String site, String mac) {
    orgId = org;
    siteId = site;
    switchMac = mac;
  }

  @Override
  public void at(long eventAt, List<DeviceWalk.Seen> seen) {
    Map<String, DeviceWalk.Seen> newest = new LinkedHashMap<>();
    for (DeviceWalk.Seen port : seen) {
      if (!isWan(port)) {
        newest.put(port.get(PORT_ID), port);
      }
    }
    newest.forEach((id, snapshot) -> next(id, eventAt, snapshot));
  }

  private void next(String portId, long eventAt, DeviceWalk.Seen snapshot) {
    Port port = ports.computeIfAbsent(portId, id -> new Port());
    Long[] counters = new Long[COUNTERS.length];
    for (int i = 0; i < counters.length; i++) {
      counters[i] = snapshot.get(COUNTERS_AT[i]);
    }
    // Ports tell no uptime.
    port.growth.next(eventAt, null, counters);
    Integer flap = flap(port, eventAt, snapshot);
    long minuteAt = Parse.minuteOf(eventAt);
    if (port.minuteAt == null || port.minuteAt != minuteAt) {
      write(portId, port);
      port.minuteAt = minuteAt;
      port.grown = new Long[COUNTERS.length];
      port.spanS = null;
      port.flaps = null;
    }
    for (int i = 0; i < COUNTERS.length; i++) {
      port.grown[i] = Sum.of(port.grown[i], port.growth.of(i), Long::sum);
    }
    port.spanS = Sum.of(port.spanS, port.growth.spanS(), Double::sum);
    port.flaps = Sum.of(port.flaps, flap, Integer::sum);
    port.before = snapshot.values();
    port.beforeAt = eventAt;
  }

  /** 1 or 0; null where nothing near before says. */
  private Integer flap(Port port, long eventAt, DeviceWalk.Seen snapshot) {
    if (port.before == null || eventAt - port.beforeAt > gapMinutes * Parse.MINUTE_MICROS) {
      return null;
    }
    Boolean wasUp = (Boolean) port.before[IS_UP];
    Boolean isUp = snapshot.get(IS_UP);
    Boolean wentDown =
        wasUp == null || wasUp && isUp == null ? null : Boolean.valueOf(wasUp && !isUp);
    Long flappedBefore = (Long) port.before[LAST_FLAPPED_AT];
    Long flapped = snapshot.get(LAST_FLAPPED_AT);
    Boolean flappedSince =
        flapped == null || flappedBefore == null ? null : Boolean.valueOf(flapped > flappedBefore);
    if (wentDown == null && flappedSince == null) {
      return null;
    }
    return Boolean.TRUE.equals(wentDown) || Boolean.TRUE.equals(flappedSince) ? 1 : 0;
  }

  @Override
  public void end() {
    ports.forEach(this::write);
    ports.clear();
  }

  private void write(String portId, Port port) {
    if (port.minuteAt == null || !days.hold(port.minuteAt)) {
      return;
    }
    row.set("day", Parse.dayOf(port.minuteAt))
        .set("org_id", orgId)
        .set("site_id", siteId)
        .set("switch_mac", switchMac)
        .set("port_id", portId)
        .set("minute_at", port.minuteAt)
        .set("sampled_at", port.beforeAt)
        .set("delta_s", port.spanS)
        .set("flaps", port.flaps)
        .set("run_id", runId);
    for (int i = 0; i < NEWEST.length; i++) {
      row.set(NEWEST[i], port.before[NEWEST_AT[i]]);
    }
    for (int i = 0; i < COUNTERS.length; i++) {
      row.set(COUNTERS[i], port.grown[i]);
    }
    out.accept(row.build());
  }
}
