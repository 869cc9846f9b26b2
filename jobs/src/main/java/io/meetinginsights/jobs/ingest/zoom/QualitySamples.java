package io.meetinginsights.jobs.ingest.zoom;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.tables.Types;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

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

  /** Media by our name. */
  static final String[] MEDIA = {"audio", "video", "share"};

  /** Directions in Zoom's words. */
  static final String[] DIRECTIONS = {"input", "output"};

  private static final String[] CPU = {
    "zoom_min_cpu_usage", "zoom_avg_cpu_usage", "zoom_max_cpu_usage", "system_max_cpu_usage"
  };

  private QualitySamples() {}

  /** A metric of a stream: its column's ending, Zoom's name, its unit. */
  record Metric(String column, String zoomName, String unit) {
    Column parse(Column raw) {
      return switch (unit) {
        case "kbps" -> Parse.kilobitsPerSecond(raw);
        default -> Parse.quantity(raw, unit);
      };
    }
  }

  /** Metrics of a medium. */
  static List<Metric> metrics(String medium) {
    List<Metric> metrics =
        new ArrayList<>(
            List.of(
                new Metric("bitrate_kbps", "bitrate", "kbps"),
                new Metric("latency_ms", "latency", "ms"),
                new Metric("jitter_ms", "jitter", "ms"),
                new Metric("loss_avg_pct", "avg_loss", "%"),
                new Metric("loss_max_pct", "max_loss", "%")));
    if (!medium.equals("audio")) {
      metrics.add(new Metric("frame_rate_fps", "frame_rate", "fps"));
    }
    return metrics;
  }

  private static StructType texts(String... names) {
    StructType shape = new StructType();
    for (String name : names) {
      shape = shape.add(name, Types.STRING);
    }
    return shape;
  }

  private static StructType shape() {
    StructType stream =
        texts("bitrate", "latency", "jitter", "avg_loss", "max_loss", "frame_rate", "resolution");
    StructType shape = texts("date_time");
    for (String medium : MEDIA) {
      for (String direction : DIRECTIONS) {
        for (String place : places(medium, direction)) {
          shape = shape.add(place, stream);
        }
      }
    }
    return shape
        .add("cpu_usage", texts(CPU))
        .add(
            "cpu_pressure_level",
            texts(
                "system_max_cpu_pressure_level",
                "system_avg_cpu_pressure_level",
                "system_min_cpu_pressure_level"))
        .add("wifi_rssi", texts("max_rssi", "avg_rssi", "min_rssi"));
  }

  private static String[] places(String medium, String direction) {
    String zoom = medium.equals("share") ? "as" : medium;
    String way = direction.equals("input") ? "from" : "to";
    return new String[] {
      zoom + "_" + direction, zoom + "_device_" + way + "_rwg", zoom + "_device_" + way + "_crc"
    };
  }

  /** One row a sample: the join's key and stay, sampled_at, every number, flaws. */
  static Dataset<Row> read(Dataset<Row> participants) {
    Dataset<Row> samples =
        participants
            .select(
                col("day"),
                col("dataset"),
                col("account_id"),
                col("meeting_uuid"),
                col("participant_id"),
                col("joined_at"),
                col("left_at"),
                col("file"),
                col("line"),
                col("record"),
                col("received_at"),
                posexplode(col("samples")).as(new String[] {"sample", "json"}))
            .withColumn("s", from_json(col("json"), shape()))
            .drop("json");
    samples = samples.withColumn("sampled_at", Parse.instant(col("s.date_time")));
    for (String medium : MEDIA) {
      for (String direction : DIRECTIONS) {
        samples = samples.withColumn(stream(medium, direction), chosenPlace(medium, direction));
      }
    }
    return withNumbers(samples);
  }

  private static Dataset<Row> withNumbers(Dataset<Row> samples) {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                col("day"),
                col("dataset"),
                col("account_id"),
                col("meeting_uuid"),
                col("participant_id"),
                col("joined_at"),
                col("file"),
                col("line"),
                col("record"),
                col("sample"),
                col("received_at"),
                col("sampled_at")));
    List<Column> flaws = new ArrayList<>();
    Column minute = expr("INTERVAL '1' MINUTE");
    flaws.add(flaw(col("sampled_at").isNull(), "date_time", lit("missing_key"), "an instant"));
    flaws.add(
        flaw(
            col("sampled_at")
                .lt(col("joined_at").minus(minute))
                .or(col("sampled_at").gt(col("left_at").plus(minute))),
            "date_time",
            lit("outside_window"),
            "a time between join and leave, a minute around"));
    for (String medium : MEDIA) {
      for (String direction : DIRECTIONS) {
        String stream = stream(medium, direction);
        String zoomName = places(medium, direction)[0];
        for (Metric metric : metrics(medium)) {
          Column raw = col(stream + "." + metric.zoomName());
          Column value = metric.parse(raw);
          if (!metric.zoomName().endsWith("_loss")) {
            columns.add(value.as(stream + "_" + metric.column()));
          }
          flaws.add(misread(raw, value, zoomName + "." + metric.zoomName(), metric.unit()));
        }
        inOrder(
            Parse.quantity(col(stream + ".avg_loss"), "%"),
            Parse.quantity(col(stream + ".max_loss"), "%"),
            stream + "_loss_avg_pct",
            stream + "_loss_max_pct",
            zoomName + ".max_loss",
            columns,
            flaws);
        if (!medium.equals("audio")) {
          Column raw = col(stream + ".resolution");
          columns.add(Parse.resolution(raw, 1).as(stream + "_width_px"));
          columns.add(Parse.resolution(raw, 2).as(stream + "_height_px"));
          flaws.add(
              flaw(
                  Parse.isGiven(raw)
                      .and(raw.rlike("^\\s*\\d{1,5}\\s*[*xX]\\s*\\d{1,5}\\s*$").equalTo(false)),
                  zoomName + ".resolution",
                  lit("wrong_type"),
                  "width*height"));
        }
        columns.add(col(stream + ".stream_path").as(stream + "_stream_path"));
      }
    }
    cpu(columns, flaws);
    signal(columns, flaws);
    columns.add(Flaws.of(flaws).as(Flaws.COLUMN));
    return samples.select(columns.toArray(Column[]::new));
  }

  private static void cpu(List<Column> columns, List<Column> flaws) {
    String[] names = {
      "zoom_cpu_min_pct", "zoom_cpu_avg_pct", "zoom_cpu_max_pct", "system_cpu_max_pct"
    };
    for (int i = 0; i < CPU.length; i++) {
      Column raw = col("s.cpu_usage." + CPU[i]);
      Column value = Parse.quantity(raw, "%");
      if (i == 1 || i == 3) {
        columns.add(value.as(names[i]));
      }
      flaws.add(misread(raw, value, "cpu_usage." + CPU[i], "%"));
    }
    inOrder(
        Parse.quantity(col("s.cpu_usage." + CPU[0]), "%"),
        Parse.quantity(col("s.cpu_usage." + CPU[2]), "%"),
        names[0],
        names[2],
        "cpu_usage." + CPU[2],
        columns,
        flaws);
    Column pressure =
        lower(
            coalesce(
                Parse.text(col("s.cpu_pressure_level.system_max_cpu_pressure_level")),
                Parse.text(col("s.cpu_pressure_level.system_avg_cpu_pressure_level"))));
    columns.add(pressure.as("cpu_pressure"));
    flaws.add(
        flaw(
            pressure.isin("normal", "fair", "serious", "critical").equalTo(false),
            "cpu_pressure_level",
            lit("unknown_enum"),
            "normal, fair, serious or critical"));
  }

  private static void signal(List<Column> columns, List<Column> flaws) {
    for (String which : new String[] {"min", "avg", "max"}) {
      Column raw = col("s.wifi_rssi." + which + "_rssi");
      flaws.add(misread(raw, decibels(raw), "wifi_rssi." + which + "_rssi", "dBm"));
    }
    columns.add(heard("avg").as("wifi_rssi_avg_dbm"));
    inOrder(
        heard("min"),
        heard("max"),
        "wifi_rssi_min_dbm",
        "wifi_rssi_max_dbm",
        "wifi_rssi.max_rssi",
        columns,
        flaws);
  }

  private static Column decibels(Column raw) {
    return Parse.number(org.apache.spark.sql.functions.regexp_replace(raw, "(?i)\\s*dbm\\s*$", ""));
  }

  /** No client hears anything at or above 0 dBm: 0 stands for not connected. */
  private static Column heard(String which) {
    Column value = decibels(col("s.wifi_rssi." + which + "_rssi"));
    return when(value.lt(0), value);
  }

  /**
   * The lower and the higher of two numbers that Zoom is known to exchange, its own example of
   * signal strengths among them; a flaw says that they were.
   */
  private static void inOrder(
      Column lower,
      Column higher,
      String lowerName,
      String higherName,
      String field,
      List<Column> columns,
      List<Column> flaws) {
    Column isSwapped = coalesce(lower.gt(higher), lit(false));
    columns.add(when(isSwapped, higher).otherwise(lower).as(lowerName));
    columns.add(when(isSwapped, lower).otherwise(higher).as(higherName));
    flaws.add(
        flaw(
            isSwapped, field, lit("swapped"), "not below the smaller one; both are kept in order"));
  }

  static String stream(String medium, String direction) {
    return medium + "_" + direction;
  }

  /** The raw stream of the first place that holds anything, with stream_path. */
  private static Column chosenPlace(String medium, String direction) {
    String[] places = places(medium, direction);
    String[] paths = {"client", "rwg", "crc"};
    Column chosen = null;
    for (int i = 0; i < places.length; i++) {
      String place = "s." + places[i];
      Column holds = lit(false);
      for (Metric metric : metrics(medium)) {
        holds = holds.or(coalesce(Parse.isGiven(col(place + "." + metric.zoomName())), lit(false)));
      }
      Column stream =
          struct(
              col(place + ".bitrate"),
              col(place + ".latency"),
              col(place + ".jitter"),
              col(place + ".avg_loss"),
              col(place + ".max_loss"),
              col(place + ".frame_rate"),
              col(place + ".resolution"),
              lit(paths[i]).as("stream_path"));
      chosen = chosen == null ? when(holds, stream) : chosen.when(holds, stream);
    }
    return chosen;
  }

  private static Column misread(Column raw, Column value, String field, String unit) {
    Column reason =
        when(raw.rlike("^\\s*\\d+(\\.\\d+)?\\s*[A-Za-z%/]+\\s*$"), lit("wrong_unit"))
            .otherwise(lit("wrong_type"));
    return flaw(Parse.isGiven(raw).and(value.isNull()), field, reason, "a number in " + unit);
  }

  /** A sample's flaw leaves the participant's record usable. */
  private static Column flaw(Column condition, String field, Column reason, String detail) {
    return Flaws.repaired(
        condition,
        concat(lit("user_qos["), col("sample").cast("string"), lit("]." + field)),
        reason,
        detail);
  }

  /** Samples that belong to a minute of their join. */
  static Dataset<Row> accepted(Dataset<Row> samples) {
    return samples.where(
        org.apache
            .spark
            .sql
            .functions
            .exists(col(Flaws.COLUMN), flaw -> flaw.getField("field").endsWith("].date_time"))
            .equalTo(false));
  }
}
