package io.meetinginsights.jobs.ingest.network;

import io.meetinginsights.jobs.ingest.fields.MadeRows;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.jobs.ingest.fields.TypedValues;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Walks observations device by device, each device's in time order, and makes rows of a table from
 * them. It holds the observations of one instant; what else a table needs, its {@link Walker}
 * keeps.
 */
final class DeviceWalk extends MadeRows {

  /** Makes a table's rows from observations. One walker sees many devices, one after the other. */
  interface Walker {
    /** Another device begins. */
    void begin(String orgId, String siteId, String device);

    /** Everything that was observed at one instant; later calls bring later ones. */
    void at(long eventAt, List<Seen> seen);

    /** The device's last observation has been walked past. */
    void end();
  }

  /** Makes the walker of a task, which gives its rows to {@code out}. */
  interface Walkers extends Serializable {
    Walker make(Consumer<InternalRow> out);
  }

  /**
   * An observation of an instant. Of two of the same thing the later in the list arrived later.
   *
   * @param receivedAt when it arrived, null if unknown
   */
  record Seen(Reader reader, Long receivedAt, Object[] values) {

    Kind kind() {
      return reader.kind();
    }

    @SuppressWarnings("unchecked") // The kind's attribute has that type.
    <T> T get(int attribute) {
      return (T) values[attribute];
    }
  }

  /** Days of which rows are wanted. */
  record Days(Set<Integer> days) implements Serializable {

    static Days of(SortedSet<java.time.LocalDate> days) {
      return new Days(days.stream().map(day -> (int) day.toEpochDay()).collect(Collectors.toSet()));
    }

    boolean hold(long instant) {
      return days.contains(Parse.dayOf(instant));
    }
  }

  private final Map<UTF8String, Reader> readers = new HashMap<>();
  private final Walker walker;
  private final List<Seen> now = new ArrayList<>();
  private UTF8String orgId;
  private UTF8String siteId;
  private UTF8String device;
  private long nowAt;

  /**
   * @param sorted rows of {@link ObservedLines#byDevice}
   * @param datasets the datasets to walk; rows of others are skipped
   */
  DeviceWalk(Iterator<InternalRow> sorted, Set<String> datasets, Walkers walkers) {
    super(sorted);
    datasets.forEach(
        dataset -> readers.put(UTF8String.fromString(dataset), Readers.of(dataset).orElseThrow()));
    this.walker = walkers.make(this::emit);
  }

  @Override
  protected void take(InternalRow row) {
    Reader reader = readers.get(row.getUTF8String(ObservedLines.DATASET));
    if (reader == null || row.getBoolean(ObservedLines.IS_REJECTED)) {
      return;
    }
    long eventAt = row.getLong(ObservedLines.EVENT_AT);
    if (!isOfDevice(row)) {
      endDevice();
      orgId = row.getUTF8String(ObservedLines.ORG_ID).copy();
      siteId = row.getUTF8String(ObservedLines.SITE_ID).copy();
      device = row.getUTF8String(ObservedLines.DEVICE).copy();
      walker.begin(orgId.toString(), siteId.toString(), device.toString());
    } else if (eventAt != nowAt) {
      endInstant();
    }
    nowAt = eventAt;
    now.add(
        new Seen(
            reader,
            row.isNullAt(ObservedLines.RECEIVED_AT) ? null : row.getLong(ObservedLines.RECEIVED_AT),
            TypedValues.values(reader.kind().attributes(), row.getBinary(ObservedLines.VALUES))));
  }

  private boolean isOfDevice(InternalRow row) {
    return row.getUTF8String(ObservedLines.DEVICE).equals(device)
        && row.getUTF8String(ObservedLines.SITE_ID).equals(siteId)
        && row.getUTF8String(ObservedLines.ORG_ID).equals(orgId);
  }

  private void endInstant() {
    if (!now.isEmpty()) {
      walker.at(nowAt, now);
      now.clear();
    }
  }

  @Override
  protected void end() {
    endDevice();
  }

  private void endDevice() {
    if (device != null) {
      endInstant();
      walker.end();
      device = null;
    }
  }
}
