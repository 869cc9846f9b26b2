package io.meetinginsights.jobs.ingest.zoom;

import io.meetinginsights.jobs.ingest.fields.Attribute;
import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.jobs.ingest.fields.RecordValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Zoom's quality samples, {@code user_qos[]}, about one a minute of a join.
 *
 * <p>Directions keep Zoom's words. A web client's numbers stand under {@code *_device_from_rwg} and
 * {@code *_device_to_rwg}, a room connector's under {@code …_crc}. The document that calls {@code
 * audio_input} "sent by a participant" says the same of {@code audio_device_from_rwg}, and
 * "received" of both {@code audio_output} and {@code audio_device_to_rwg}: so from is put with
 * input and to with output. Of a stream's three places the first that holds a number counts, and
 * {@code stream_path} says which: client, rwg, crc. Should input turn out to mean received for
 * native clients, the rows of path rwg and crc still mean sent.
 */
final class QualitySamples {

  /** How samples of one minute become one value. */
  enum Merge {
    MEAN,
    LEAST,
    LARGEST,
    NEWEST
  }

  /** A metric of a stream: its column's ending, Zoom's name, its unit. */
  private record Metric(String column, String zoomName, String unit) {
    Double parse(String raw) {
      return unit.equals("kbps") ? Parse.kilobitsPerSecond(raw) : Parse.quantity(raw, unit);
    }
  }

  /**
   * One of a sample's streams.
   *
   * @param name our name, which its columns begin with
   * @param places where Zoom may tell it: by the client, the web gateway, the room connector
   */
  private record Stream(String name, List<String> places, List<Metric> metrics, boolean isPicture) {
    String field(String zoomName) {
      return places.get(0) + "." + zoomName;
    }
  }

  private static final List<String> PATHS_OF_STREAMS = List.of("client", "rwg", "crc");

  private static final String[] CPU = {
    "zoom_min_cpu_usage", "zoom_avg_cpu_usage", "zoom_max_cpu_usage", "system_max_cpu_usage"
  };

  private static final Set<String> PRESSURES = Set.of("normal", "fair", "serious", "critical");
  private static final Pattern NUMBER_WITH_A_UNIT =
      Pattern.compile("^\\s*\\d+(\\.\\d+)?\\s*[A-Za-z%/]+\\s*$");
  private static final Pattern DECIBELS = Pattern.compile("(?i)\\s*dbm\\s*$");

  private static final List<Stream> STREAMS = streams();

  /** Paths of a sample's fields. */
  static final List<String> PATHS = paths();

  private static final List<Merge> MERGES = new ArrayList<>();

  /** Values of a sample: when, and what silver.participant_minutes has a column for. */
  static final List<Attribute> VALUES = values();

  /** How each of {@link #VALUES} is merged. */
  static final List<Merge> MERGED_BY = List.copyOf(MERGES);

  /** The place of a sample's time, in microseconds since 1970. */
  static final int SAMPLED_AT = 0;

  /** A record's samples as one value. */
  static final List<Attribute> LIST =
      List.of(new Attribute(ParticipantRecords.SAMPLES, Attribute.Type.LIST, VALUES));

  private QualitySamples() {}

  private static List<Stream> streams() {
    List<Metric> audio =
        List.of(
            new Metric("bitrate_kbps", "bitrate", "kbps"),
            new Metric("latency_ms", "latency", "ms"),
            new Metric("jitter_ms", "jitter", "ms"),
            new Metric("loss_avg_pct", "avg_loss", "%"),
            new Metric("loss_max_pct", "max_loss", "%"));
    List<Metric> picture = new ArrayList<>(audio);
    picture.add(new Metric("frame_rate_fps", "frame_rate", "fps"));
    List<Stream> streams = new ArrayList<>();
    for (String medium : List.of("audio", "video", "share")) {
      String zoom = medium.equals("share") ? "as" : medium;
      boolean isPicture = !medium.equals("audio");
      for (String direction : List.of("input", "output")) {
        String way = direction.equals("input") ? "from" : "to";
        streams.add(
            new Stream(
                medium + "_" + direction,
                List.of(
                    zoom + "_" + direction,
                    zoom + "_device_" + way + "_rwg",
                    zoom + "_device_" + way + "_crc"),
                isPicture ? picture : audio,
                isPicture));
      }
    }
    return streams;
  }

  private static List<String> paths() {
    List<String> paths = new ArrayList<>(List.of("date_time"));
    for (Stream stream : STREAMS) {
      for (String place : stream.places()) {
        stream.metrics().forEach(metric -> paths.add(place + "." + metric.zoomName()));
        if (stream.isPicture()) {
          paths.add(place + ".resolution");
        }
      }
    }
    for (String cpu : CPU) {
      paths.add("cpu_usage." + cpu);
    }
    paths.add("cpu_pressure_level.system_max_cpu_pressure_level");
    paths.add("cpu_pressure_level.system_avg_cpu_pressure_level");
    for (String which : List.of("min", "avg", "max")) {
      paths.add("wifi_rssi." + which + "_rssi");
    }
    return paths;
  }

  private static List<Attribute> values() {
    List<Attribute> values = new ArrayList<>();
    add(values, Attribute.instant("sampled_at"), Merge.NEWEST);
    for (Stream stream : STREAMS) {
      String name = stream.name() + "_";
      for (Metric metric : stream.metrics()) {
        add(
            values,
            Attribute.number(name + metric.column()),
            metric.zoomName().equals("max_loss") ? Merge.LARGEST : Merge.MEAN);
      }
      if (stream.isPicture()) {
        add(values, Attribute.integer(name + "width_px"), Merge.NEWEST);
        add(values, Attribute.integer(name + "height_px"), Merge.NEWEST);
      }
      add(values, Attribute.text(name + "stream_path"), Merge.NEWEST);
    }
    add(values, Attribute.number("zoom_cpu_min_pct"), Merge.LEAST);
    add(values, Attribute.number("zoom_cpu_avg_pct"), Merge.MEAN);
    add(values, Attribute.number("zoom_cpu_max_pct"), Merge.LARGEST);
    add(values, Attribute.number("system_cpu_max_pct"), Merge.LARGEST);
    add(values, Attribute.text("cpu_pressure"), Merge.NEWEST);
    add(values, Attribute.number("wifi_rssi_min_dbm"), Merge.LEAST);
    add(values, Attribute.number("wifi_rssi_avg_dbm"), Merge.MEAN);
    add(values, Attribute.number("wifi_rssi_max_dbm"), Merge.LARGEST);
    return List.copyOf(values);
  }

  private static void add(List<Attribute> values, Attribute value, Merge merge) {
    values.add(value);
    MERGES.add(merge);
  }

  /**
   * The samples of a record that belong to a minute of its join, as values of {@link #VALUES}.
   *
   * @param samples null if the record has no list of them
   * @param left null if unknown
   */
  static List<Object[]> read(List<RecordValues> samples, long joined, Long left, Flaws flaws) {
    List<Object[]> usable = new ArrayList<>();
    for (int i = 0; samples != null && i < samples.size(); i++) {
      Object[] values =
          new Sample(samples.get(i), "user_qos[" + i + "].", flaws).read(joined, left);
      if (values != null) {
        usable.add(values);
      }
    }
    return usable;
  }

  /** A sample on its way; its flaws leave the participant's record usable. */
  private static final class Sample {
    private final RecordValues sample;
    private final String prefix;
    private final Flaws flaws;
    private final Object[] values = new Object[VALUES.size()];
    private int at;

    Sample(RecordValues sample, String prefix, Flaws flaws) {
      this.sample = sample;
      this.prefix = prefix;
      this.flaws = flaws;
    }

    /** The values; null if the sample belongs to no minute of the join. */
    Object[] read(long joined, Long left) {
      Long sampledAt = Parse.instant(sample.raw("date_time"));
      boolean isUsable = isWithin(sampledAt, joined, left);
      put(sampledAt);
      STREAMS.forEach(this::readStream);
      readCpu();
      readSignal();
      return isUsable ? values : null;
    }

    private boolean isWithin(Long sampledAt, long joined, Long left) {
      if (sampledAt == null) {
        flaw("date_time", "missing_key", "an instant");
        return false;
      }
      if (sampledAt < joined - Parse.MINUTE_MICROS
          || left != null && sampledAt > left + Parse.MINUTE_MICROS) {
        flaw("date_time", "outside_window", "a time between join and leave, a minute around");
        return false;
      }
      return true;
    }

    private void put(Object value) {
      values[at++] = value;
    }

    private void flaw(String field, String reason, String detail) {
      flaws.repair(prefix + field, reason, detail);
    }

    private void readStream(Stream stream) {
      int place = chosenPlace(stream);
      Double[] read = new Double[stream.metrics().size()];
      for (int i = 0; i < read.length; i++) {
        Metric metric = stream.metrics().get(i);
        String raw = raw(stream, place, metric.zoomName());
        read[i] = metric.parse(raw);
        requireQuantity(raw, read[i], stream.field(metric.zoomName()), metric.unit());
      }
      // Mean and largest loss are the fourth and fifth metric of every stream.
      putInOrder(read, 3, 4, stream.field("max_loss"));
      for (Double value : read) {
        put(value);
      }
      if (stream.isPicture()) {
        String raw = raw(stream, place, "resolution");
        put(Parse.resolution(raw, 1));
        put(Parse.resolution(raw, 2));
        if (Parse.isGiven(raw) && !Parse.isResolution(raw)) {
          flaw(stream.field("resolution"), "wrong_type", "width*height");
        }
      }
      put(place < 0 ? null : PATHS_OF_STREAMS.get(place));
    }

    /** The first place that holds anything; -1 if none does. */
    private int chosenPlace(Stream stream) {
      for (int place = 0; place < stream.places().size(); place++) {
        for (Metric metric : stream.metrics()) {
          if (Parse.isGiven(raw(stream, place, metric.zoomName()))) {
            return place;
          }
        }
      }
      return -1;
    }

    private String raw(Stream stream, int place, String zoomName) {
      return place < 0 ? null : sample.raw(stream.places().get(place) + "." + zoomName);
    }

    private void requireQuantity(String raw, Double value, String field, String unit) {
      if (value == null && Parse.isGiven(raw)) {
        boolean hasUnit = NUMBER_WITH_A_UNIT.matcher(raw).find();
        flaw(field, hasUnit ? "wrong_unit" : "wrong_type", "a number in " + unit);
      }
    }

    /**
     * Puts the lower and the higher of two numbers in order: Zoom is known to exchange them, its
     * own example of signal strengths among them; a flaw says that they were.
     */
    private void putInOrder(Double[] read, int lower, int higher, String field) {
      if (read[lower] != null && read[higher] != null && read[lower] > read[higher]) {
        Double swapped = read[lower];
        read[lower] = read[higher];
        read[higher] = swapped;
        flaw(field, "swapped", "not below the smaller one; both are kept in order");
      }
    }

    private void readCpu() {
      Double[] read = new Double[CPU.length];
      for (int i = 0; i < CPU.length; i++) {
        String raw = sample.raw("cpu_usage." + CPU[i]);
        read[i] = Parse.quantity(raw, "%");
        requireQuantity(raw, read[i], "cpu_usage." + CPU[i], "%");
      }
      putInOrder(read, 0, 2, "cpu_usage." + CPU[2]);
      for (Double value : read) {
        put(value);
      }
      String pressure =
          sample.text(
              "cpu_pressure_level.system_max_cpu_pressure_level",
              "cpu_pressure_level.system_avg_cpu_pressure_level");
      String word = pressure == null ? null : pressure.toLowerCase(Locale.ROOT);
      put(word);
      if (word != null && !PRESSURES.contains(word)) {
        flaw("cpu_pressure_level", "unknown_enum", "normal, fair, serious or critical");
      }
    }

    private void readSignal() {
      String[] which = {"min", "avg", "max"};
      Double[] heard = new Double[which.length];
      for (int i = 0; i < which.length; i++) {
        String field = "wifi_rssi." + which[i] + "_rssi";
        String raw = sample.raw(field);
        Double dbm = raw == null ? null : Parse.number(DECIBELS.matcher(raw).replaceAll(""));
        requireQuantity(raw, dbm, field, "dBm");
        // No client hears anything at or above 0 dBm: 0 stands for not connected.
        heard[i] = dbm != null && dbm < 0 ? dbm : null;
      }
      putInOrder(heard, 0, 2, "wifi_rssi.max_rssi");
      for (Double value : heard) {
        put(value);
      }
    }
  }
}
