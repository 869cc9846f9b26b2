package io.meetinginsights.jobs.ingest.network;

import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_max;
import static org.apache.spark.sql.functions.array_min;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_extract_all;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.jobs.ingest.fields.Parse;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The span of event times inside a line, found by the names of its dataset's time fields without
 * parsing the body: what tells later which lines a day needs.
 */
public final class EventSpan {

  private EventSpan() {}

  /** Adds first_event_at and last_event_at; received_at where the body has no time. */
  public static Dataset<Row> withSpan(Dataset<Row> lines) {
    Column times = lit(null).cast("array<string>");
    for (TelemetryReader reader : TelemetryReaders.ALL) {
      if (!reader.spanFields().isEmpty()) {
        times = when(col("dataset").equalTo(reader.dataset()), found(reader)).otherwise(times);
      }
    }
    return lines
        // Distinct first: a poll's records share their time, and the lambda is interpreted.
        .withColumn("event_times", transform(array_distinct(times), Parse::instant))
        .withColumn("first_event_at", coalesce(array_min(col("event_times")), col("received_at")))
        .withColumn("last_event_at", coalesce(array_max(col("event_times")), col("received_at")))
        .drop("event_times");
  }

  private static Column found(TelemetryReader reader) {
    List<String> names = reader.spanFields();
    String pattern = "\"(?:" + String.join("|", names) + ")\"\\s*:\\s*\"?([0-9][0-9T:.Z+\\- ]*)";
    return when(col("is_readable"), regexp_extract_all(col("body"), lit(pattern), lit(1)));
  }
}
