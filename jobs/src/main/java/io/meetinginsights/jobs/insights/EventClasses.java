package io.meetinginsights.jobs.insights;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What people call an event, whether it is good, neutral or bad, and the service level it fails:
 * the packaged client_events.csv. A key that is not there is neutral and shown as it is.
 */
final class EventClasses {

  private static final Set<String> CLASSES = Set.of("good", "neutral", "bad");

  /** One event key. */
  record EventClass(
      String key, String display, String classification, String serviceLevel, String classifier) {}

  private EventClasses() {}

  /** The packaged table. */
  static List<EventClass> packaged() {
    try (InputStream resource = EventClasses.class.getResourceAsStream("client_events.csv")) {
      if (resource == null) {
        throw new IllegalStateException("client_events.csv is not packaged beside EventClasses");
      }
      return read(new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("client_events.csv cannot be read", e);
    }
  }

  private static List<EventClass> read(BufferedReader lines) throws IOException {
    List<EventClass> events = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isBlank() || line.startsWith("#") || line.startsWith("key,")) {
        continue;
      }
      String[] cells = line.split(",", -1);
      if (cells.length != 5 || !CLASSES.contains(cells[2]) || !keys.add(cells[0])) {
        throw new IllegalStateException(
            "client_events.csv: line \""
                + line
                + "\" needs a key not met before, display, good|neutral|bad, service level and"
                + " classifier");
      }
      events.add(new EventClass(cells[0], cells[1], cells[2], cells[3], cells[4]));
    }
    return List.copyOf(events);
  }

  /** The packaged table as rows keyed by {@code type}. */
  static Dataset<Row> rows(SparkSession spark) {
    List<Row> rows =
        packaged().stream()
            .map(
                event ->
                    RowFactory.create(
                        event.key(),
                        event.display(),
                        event.classification(),
                        event.serviceLevel(),
                        event.classifier()))
            .toList();
    StructType type =
        new StructType()
            .add("type", DataTypes.StringType, false)
            .add("display", DataTypes.StringType, false)
            .add("classification", DataTypes.StringType, false)
            .add("service_level", DataTypes.StringType, false)
            .add("classifier", DataTypes.StringType, false);
    return spark.createDataFrame(rows, type);
  }
}
