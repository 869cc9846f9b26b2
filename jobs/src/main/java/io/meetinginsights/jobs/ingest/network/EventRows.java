package io.meetinginsights.jobs.ingest.network;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.to_date;

import io.meetinginsights.tables.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataType;

/**
 * Events. A session of a client stands at its connect and lasts to its disconnect; where its reason
 * is {@code roamed}, to_device_mac is the access point it went on to.
 *
 * <p>The id is a hash of the content, so that a webhook posted twice, or an event that two searches
 * found, is one event. It takes the client's key, not its address: an address could be guessed back
 * from a hash.
 */
final class EventRows {

  private static final Map<String, DataType> COLUMNS = new LinkedHashMap<>();

  static {
    COLUMNS.put("type", Types.STRING);
    COLUMNS.put("ended_at", Types.TIMESTAMP);
    COLUMNS.put("client_mac", Types.STRING);
    COLUMNS.put("device_mac", Types.STRING);
    COLUMNS.put("from_device_mac", Types.STRING);
    COLUMNS.put("to_device_mac", Types.STRING);
    COLUMNS.put("band", Types.STRING);
    COLUMNS.put("channel", Types.INTEGER);
    COLUMNS.put("previous_channel", Types.INTEGER);
    COLUMNS.put("ssid", Types.STRING);
    COLUMNS.put("latency_ms", Types.DOUBLE);
    COLUMNS.put("rssi_dbm", Types.DOUBLE);
    COLUMNS.put("reason", Types.STRING);
    COLUMNS.put("user_name", Types.STRING);
    COLUMNS.put("ip", Types.STRING);
    COLUMNS.put("port_id", Types.STRING);
    COLUMNS.put("medium", Types.STRING);
  }

  private EventRows() {}

  /** An event's fields, those that a reader does not have as nulls. */
  static List<Field> fields(Field... given) {
    Set<String> names = Arrays.stream(given).map(Field::name).collect(Collectors.toSet());
    List<Field> all = new ArrayList<>(List.of(given));
    COLUMNS.forEach(
        (name, type) -> {
          if (!names.contains(name)) {
            all.add(Field.of(name, lit(null).cast(type)));
          }
        });
    return all;
  }

  /** Rows of silver.network_events, from events with client_key beside client_mac. */
  static Dataset<Row> unique(Dataset<Row> events) {
    Column id =
        sha2(
            concat_ws(
                "\u0001",
                Arrays.stream(
                        new String[] {
                          "dataset",
                          "type",
                          "event_at",
                          "ended_at",
                          "client_key",
                          "device_mac",
                          "from_device_mac",
                          "to_device_mac",
                          "band",
                          "channel",
                          "previous_channel",
                          "ssid",
                          "latency_ms",
                          "reason"
                        })
                    .map(name -> coalesce(col(name).cast("string"), lit("\u0000")))
                    .toArray(Column[]::new)),
            256);
    return events
        .withColumn("event_id", id)
        .withColumn(
            "copy",
            row_number()
                .over(
                    Window.partitionBy("org_id", "site_id", "event_id")
                        .orderBy(col("received_at"), col("file"), col("line"), col("record"))))
        .where(col("copy").equalTo(1))
        .select(
            to_date(col("event_at")).as("day"),
            col("org_id"),
            col("site_id"),
            col("event_id"),
            col("event_at"),
            col("ended_at"),
            col("dataset"),
            col("type"),
            col("client_key"),
            col("device_mac"),
            col("from_device_mac"),
            col("to_device_mac"),
            col("band"),
            col("channel"),
            col("previous_channel"),
            col("ssid"),
            col("latency_ms"),
            col("rssi_dbm"),
            col("reason"));
  }
}
