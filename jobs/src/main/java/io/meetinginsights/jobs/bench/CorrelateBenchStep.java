package io.meetinginsights.jobs.bench;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.SparkConfig;
import io.meetinginsights.jobs.correlate.CorrelateJob;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobRunner;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.ParticipantMinutes;
import io.meetinginsights.tables.silver.Participants;
import io.meetinginsights.tables.silver.People;
import io.meetinginsights.tables.silver.RadioMinutes;
import io.meetinginsights.tables.silver.SenderMinutes;
import io.meetinginsights.tables.silver.Sites;
import io.meetinginsights.tables.silver.WanMinutes;
import io.meetinginsights.tables.silver.WiredMinutes;
import io.meetinginsights.tables.silver.WirelessMinutes;
import io.meetinginsights.warehouse.Sessions;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;

/**
 * One step of {@link CorrelateBench} in a JVM of its own, so that its peak memory is its own:
 * {@code generate}, {@code correlate} or {@code naive}. Writes {@code STEP.json} into the folder:
 * seconds without the start of JVM and session, the peak of resident memory, and what came out.
 */
final class CorrelateBenchStep {

  /** What both sides add up, so that a fast but wrong join is seen. */
  static final List<String> COMPARED =
      List.of(
          "client_rssi",
          "client_tx_retries",
          "client_age_s",
          "radio_util",
          "ap_rtt",
          "radio_age_s",
          "port_util",
          "wan_rtt",
          "wan_util_down",
          "remote_loss_pct",
          "site_num_clients",
          "roam_count");

  private static final List<TableSchema> READ_BY_PEER =
      List.of(
          Sites.SCHEMA,
          People.SCHEMA,
          ClientIdentities.SCHEMA,
          Participants.SCHEMA,
          ParticipantMinutes.SCHEMA,
          SenderMinutes.SCHEMA,
          WirelessMinutes.SCHEMA,
          RadioMinutes.SCHEMA,
          WiredMinutes.SCHEMA,
          WanMinutes.SCHEMA,
          io.meetinginsights.tables.silver.NetworkEvents.SCHEMA);

  private final ObjectMapper json = new ObjectMapper();
  private final ObjectNode said = json.createObjectNode();
  private final Path folder;
  private final Configuration configuration;
  private final SparkSession spark;
  private final Warehouse warehouse;

  private CorrelateBenchStep(Path folder) {
    this.folder = folder;
    Configuration placed = Configuration.defaults().with("spark.master=local[2]");
    for (String place : List.of("warehouse", "ops")) {
      placed = placed.with("storage." + place + "=" + folder.resolve(place).toAbsolutePath());
    }
    this.configuration = placed;
    this.spark = Sessions.open("bench", placed.section("spark", SparkConfig.class));
    this.warehouse = new Warehouse(spark, placed.text("storage.warehouse"), "bench");
  }

  /** {@code STEP FOLDER [CLIENTS]}. */
  public static void main(String[] arguments) throws IOException {
    CorrelateBenchStep step = new CorrelateBenchStep(Path.of(arguments[1]));
    long start = System.nanoTime();
    switch (arguments[0]) {
      case "generate" -> new CorrelateBenchData(step.warehouse).write(Long.parseLong(arguments[2]));
      case "correlate" ->
          new JobRunner(step.configuration, "bench", "bench")
              .write("correlate", DayRange.of(CorrelateBenchData.DAY), CorrelateJob::run);
      case "naive" -> step.naive();
      default -> throw new IllegalArgumentException("No step " + arguments[0]);
    }
    step.said.put("seconds", (System.nanoTime() - start) / 1e9);
    step.said.put("peak_bytes", BenchJvm.peakBytes());
    switch (arguments[0]) {
      case "generate" -> step.listFiles();
      case "correlate" -> step.addUp();
      default ->
          step.sums(step.spark.read().parquet(step.naiveResult()), List.of("rssi_dbm"), "matched");
    }
    Files.writeString(
        step.folder.resolve(arguments[0] + ".json"),
        step.json.writerWithDefaultPrettyPrinter().writeValueAsString(step.said));
    step.spark.stop();
  }

  /** The files that make up the tables now: what DuckDB is to read. */
  private void listFiles() throws IOException {
    ObjectNode files = json.createObjectNode();
    for (TableSchema table : READ_BY_PEER) {
      ArrayNode list = files.putArray(table.name());
      for (String uri : warehouse.read(table).inputFiles()) {
        list.add(Path.of(java.net.URI.create(uri)).toString());
      }
    }
    said.put("snapshots", warehouse.read(WirelessMinutes.SCHEMA).count());
    said.put("participant_minutes", warehouse.read(ParticipantMinutes.SCHEMA).count());
    Files.writeString(
        folder.resolve("files.json"),
        json.writerWithDefaultPrettyPrinter().writeValueAsString(files));
  }

  private void addUp() {
    Dataset<Row> minutes = warehouse.read(ExperienceMinutes.SCHEMA);
    sums(minutes.where(col("client_key").isNotNull()), COMPARED, "matched");
    for (Row method :
        minutes
            .groupBy("match_method")
            .agg(count(lit(1)))
            .orderBy("match_method")
            .collectAsList()) { // OK: five methods
      said.put("method " + method.getString(0), method.getLong(1));
    }
  }

  private void sums(Dataset<Row> rows, List<String> columns, String countAs) {
    List<Column> sums = new ArrayList<>();
    columns.forEach(name -> sums.add(coalesce(sum(col(name)), lit(0.0)).as(name)));
    Row row = rows.agg(count(lit(1)).as(countAs), sums.toArray(Column[]::new)).head();
    said.put(countAs, row.getLong(0));
    for (int i = 0; i < columns.size(); i++) {
      said.put("sum " + columns.get(i), row.getDouble(i + 1));
    }
  }

  private String naiveResult() {
    return folder.resolve("naive").toAbsolutePath().toString();
  }

  /**
   * What one would write first: each matched minute joined to all snapshots of its client within
   * three minutes, the newest of them kept. Of correlate's joins this is the wireless one alone,
   * and who the client is it is told.
   */
  private void naive() {
    Dataset<Row> minutes =
        warehouse
            .read(ExperienceMinutes.SCHEMA)
            .where(col("ap_mac").isNotNull())
            .select(
                "account_id",
                "meeting_uuid",
                "participant_id",
                "joined_at",
                "minute_at",
                "client_key");
    Dataset<Row> snapshots =
        warehouse
            .read(WirelessMinutes.SCHEMA)
            .withColumnRenamed("minute_at", "snapshot_at")
            .withColumnRenamed("client_key", "snapshot_of")
            .drop("run_id");
    minutes
        .join(
            snapshots,
            expr(
                "client_key = snapshot_of AND snapshot_at BETWEEN minute_at - INTERVAL 3 MINUTE AND minute_at"))
        .withColumn(
            "newest",
            row_number()
                .over(
                    Window.partitionBy(
                            "account_id",
                            "meeting_uuid",
                            "participant_id",
                            "joined_at",
                            "minute_at")
                        .orderBy(desc("snapshot_at"))))
        .where(col("newest").equalTo(1))
        .write()
        .mode("overwrite")
        .parquet(naiveResult());
  }
}
