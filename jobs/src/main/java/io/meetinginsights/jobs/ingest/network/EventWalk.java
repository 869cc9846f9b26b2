package io.meetinginsights.jobs.ingest.network;

import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.tables.silver.NetworkEvents;
import io.meetinginsights.warehouse.RowBuilder;
import io.meetinginsights.warehouse.SecretKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Rows of silver.network_events. A session of a client stands at its connect and lasts to its
 * disconnect; where its reason is {@code roamed}, to_device_mac is the access point it went on to.
 *
 * <p>The id is a hash of the content, so that a webhook posted twice, or an event that two searches
 * found, is one event; the first to arrive is the row. It takes the client's key, not its address:
 * an address could be guessed back from a hash.
 */
final class EventWalk implements DeviceWalk.Walker {

  private static final Kind EVENT = Kind.EVENT;
  private static final int TYPE = EVENT.indexOf("type");
  private static final int ENDED_AT = EVENT.indexOf("ended_at");
  private static final int CLIENT_MAC = EVENT.indexOf("client_mac");
  private static final int RSSI_DBM = EVENT.indexOf("rssi_dbm");

  /** What else of an event is told and makes it the one it is, in the order of the hash. */
  private static final String[] CONTENT = {
    "device_mac",
    "from_device_mac",
    "to_device_mac",
    "band",
    "channel",
    "previous_channel",
    "ssid",
    "latency_ms",
    "reason"
  };

  private static final int[] CONTENT_AT = EVENT.placesOf(CONTENT);

  private final DeviceWalk.Days days;
  private final SecretKey.Surrogates keys;
  private final String runId;
  private final Consumer<InternalRow> out;
  private final RowBuilder row = new RowBuilder(NetworkEvents.SCHEMA.structType());

  private String orgId;
  private String siteId;
  private String clientKey;

  EventWalk(
      DeviceWalk.Days days, SecretKey.Surrogates keys, String runId, Consumer<InternalRow> out) {
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
  }

  @Override
  public void at(long eventAt, List<DeviceWalk.Seen> seen) {
    if (!days.hold(eventAt)) {
      return;
    }
    Set<String> ids = new HashSet<>();
    for (DeviceWalk.Seen event : seen) {
      String id = id(eventAt, event);
      if (ids.add(id)) {
        write(id, eventAt, event);
      }
    }
  }

  /** The owner of an event with a client is that client. */
  private String clientKey(DeviceWalk.Seen event) {
    return event.get(CLIENT_MAC) == null ? null : clientKey;
  }

  private String id(long eventAt, DeviceWalk.Seen event) {
    String[] parts = new String[CONTENT.length + 5];
    Long endedAt = event.get(ENDED_AT);
    parts[0] = event.reader().dataset();
    parts[1] = event.get(TYPE);
    parts[2] = SecretKey.written(eventAt);
    parts[3] = endedAt == null ? null : SecretKey.written(endedAt);
    parts[4] = clientKey(event);
    for (int i = 0; i < CONTENT.length; i++) {
      Object value = event.get(CONTENT_AT[i]);
      parts[i + 5] = value == null ? null : value.toString();
    }
    return SecretKey.sha256(parts);
  }

  private void write(String id, long eventAt, DeviceWalk.Seen event) {
    row.set("day", Parse.dayOf(eventAt))
        .set("org_id", orgId)
        .set("site_id", siteId)
        .set("event_id", id)
        .set("event_at", eventAt)
        .set("ended_at", event.get(ENDED_AT))
        .set("dataset", event.reader().dataset())
        .set("type", event.get(TYPE))
        .set("client_key", clientKey(event))
        .set("rssi_dbm", event.get(RSSI_DBM))
        .set("run_id", runId);
    for (int i = 0; i < CONTENT.length; i++) {
      row.set(CONTENT[i], event.get(CONTENT_AT[i]));
    }
    out.accept(row.build());
  }

  @Override
  public void end() {
    // Every instant's events are written.
  }
}
