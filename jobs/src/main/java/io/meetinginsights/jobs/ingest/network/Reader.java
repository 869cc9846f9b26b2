package io.meetinginsights.jobs.ingest.network;

import io.meetinginsights.jobs.ingest.fields.Attribute;
import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.jobs.ingest.fields.RecordShape;
import io.meetinginsights.jobs.ingest.fields.RecordValues;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * How one landing dataset of network telemetry is read: which {@link Kind} of observation its
 * records are, and where their attributes stand. The record's shape follows from the fields. To
 * read another vendor's data, add a reader to {@link Readers}: bronze, rejection, time, minutes,
 * tables, status and erasure follow.
 *
 * <p>Example:
 *
 * <pre>{@code
 * Reader.of("pings", Kind.PROBE)
 *     .timedBy("at")
 *     .reads(Field.mac("mac", "device").required(), Field.number("rtt_ms", "ms"))
 * }</pre>
 */
public final class Reader {

  private final String dataset;
  private final Kind kind;
  private List<String> timeFields = List.of();
  private List<String> siteFields = List.of("site_id");
  private boolean isTimedByArrival;
  private boolean isAboutPeople;
  private Field.Reading[] readings = {};
  private RecordShape shape = new RecordShape();

  private Reader(String dataset, Kind kind) {
    this.dataset = dataset;
    this.kind = kind;
  }

  static Reader of(String dataset, Kind kind) {
    return new Reader(dataset, kind);
  }

  /** Fields that tell when, the best first. */
  Reader timedBy(String... fields) {
    timeFields = List.of(fields);
    return this;
  }

  /** A record without a time of its own is as old as its answer. */
  Reader orByArrival() {
    isTimedByArrival = true;
    return this;
  }

  /** Fields that name the site, the best first; without any the envelope does. */
  Reader sitedBy(String... fields) {
    siteFields = List.of(fields);
    return this;
  }

  /** Each record is about one client: erasure removes those of an erased person. */
  Reader aboutPeople() {
    isAboutPeople = true;
    return this;
  }

  /** The attributes; those of the kind that no field names are null. */
  Reader reads(Field... fields) {
    readings = new Field.Reading[kind.attributes().size()];
    Set<String> paths = new LinkedHashSet<>(List.of("org_id"));
    paths.addAll(siteFields);
    paths.addAll(timeFields);
    for (Field field : fields) {
      int place = kind.indexOf(field.name());
      readings[place] = field.reading();
      List<String> items = kind.attributes().get(place).of().stream().map(Attribute::name).toList();
      if (!items.equals(field.items())) {
        throw new IllegalStateException(
            dataset + ": items of " + field.name() + " are " + field.items() + ", not " + items);
      }
      paths.addAll(field.paths());
    }
    shape = new RecordShape(paths);
    return this;
  }

  /** Folder of the landing zone, and the dataset's name everywhere. */
  public String dataset() {
    return dataset;
  }

  Kind kind() {
    return kind;
  }

  /** Whether records have a value of that attribute. */
  boolean tells(String attribute) {
    return kind.has(attribute) && readings[kind.indexOf(attribute)] != null;
  }

  /** Whether each record is about one client. */
  public boolean isAboutPeople() {
    return isAboutPeople;
  }

  /** Fields that tell when, the best first. */
  public List<String> timeFields() {
    return timeFields;
  }

  /** What a record looks like. */
  public RecordShape shape() {
    return shape;
  }

  /** What there is to know of the line around a record. */
  record Line(String orgId, String siteId, int day, Long receivedAt, int lookBackDays) {}

  /** Reads a record. */
  Observation read(RecordValues record, Line line) {
    Flaws flaws = new Flaws();
    String orgId = Parse.first(record.text("org_id"), line.orgId());
    String siteId = Parse.first(firstOf(siteFields, record::text), line.siteId());
    Long eventAt = firstOf(timeFields, path -> Parse.instant(record.text(path)));
    if (eventAt == null && isTimedByArrival) {
      eventAt = line.receivedAt() == null ? line.day() * Parse.DAY_MICROS : line.receivedAt();
    }
    flaws.requirePresent(orgId, "org_id", "an organisation, in the record or its envelope");
    flaws.requirePresent(siteId, "site_id", "a site, in the record or its envelope");
    String timeField = timeFields.isEmpty() ? "received_at" : timeFields.get(0);
    flaws.requirePresent(eventAt, timeField, "an instant: seconds, ms, µs or ISO 8601");
    if (eventAt != null) {
      int eventDay = Parse.dayOf(eventAt);
      if (eventDay < line.day() - line.lookBackDays() || eventDay > line.day() + 1) {
        flaws.reject(
            timeField,
            "outside_window",
            "at most look-back-days before the landing day and a day after it");
      }
    }
    Object[] values = new Object[readings.length];
    for (int i = 0; i < readings.length; i++) {
      if (readings[i] != null) {
        values[i] = readings[i].of(record, flaws);
      }
    }
    return new Observation(kind, orgId, siteId, eventAt, values, flaws);
  }

  private static <T> T firstOf(List<String> paths, Function<String, T> read) {
    for (String path : paths) {
      T value = read.apply(path);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return dataset + " (" + kind + ")";
  }
}
