package io.meetinginsights.jobs.ingest;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.Sites;
import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A landing zone made by hand, and the load over it. */
final class LoadWorld {

  static final String ACCOUNT = "acc-1";

  private final SparkSession spark;
  private final Path folder;
  private Configuration configuration = Configuration.defaults();
  private Sites sites = Sites.none();

  LoadWorld(SparkSession spark, Path folder) throws IOException {
    this.spark = spark;
    this.folder = folder;
    Files.createDirectories(folder.resolve("landing"));
    // The same secret everywhere, so that worlds can be compared.
    Files.writeString(folder.resolve("key"), "secret of the tests\n");
  }

  LoadWorld with(String setting) {
    configuration = configuration.with(setting);
    return this;
  }

  LoadWorld with(Sites configured) {
    sites = configured;
    return this;
  }

  Path landing() {
    return folder.resolve("landing");
  }

  Path zoomFile(String dataset, String day, String name) throws IOException {
    Path file =
        landing().resolve("zoom/" + dataset + "/date=" + day + "/account=" + ACCOUNT + "/" + name);
    Files.createDirectories(file.getParent());
    return file;
  }

  Path networkFile(String dataset, String day, String name) throws IOException {
    Path file = landing().resolve("network/" + dataset + "/date=" + day + "/" + name);
    Files.createDirectories(file.getParent());
    return file;
  }

  void zoom(String dataset, String day, String... lines) throws IOException {
    write(zoomFile(dataset, day, "part-0.jsonl"), lines);
  }

  void network(String dataset, String day, String... lines) throws IOException {
    write(networkFile(dataset, day, "part-0.jsonl"), lines);
  }

  static void write(Path file, String... lines) throws IOException {
    Files.write(file, java.util.List.of(lines), StandardCharsets.UTF_8);
  }

  /** A line of Zoom's about a meeting, or about none. */
  static String answer(String receivedAt, String meeting, String body) {
    return "{\"received_at\":\""
        + receivedAt
        + "\",\"account_id\":\""
        + ACCOUNT
        + "\",\"request\":\"GET /x\",\"params\":{\"type\":\"past\""
        + (meeting == null ? "" : ",\"meetingId\":\"" + meeting + "\"")
        + "},\"body\":"
        + body
        + "}";
  }

  /** A line of network telemetry of org-1 and site-1. */
  static String polled(String receivedAt, String body) {
    return "{\"received_at\":\""
        + receivedAt
        + "\",\"org_id\":\"org-1\",\"site_id\":\"site-1\",\"request\":\"GET /x\",\"params\":{},\"body\":"
        + body
        + "}";
  }

  static String posted(String receivedAt, String body) {
    return polled(receivedAt, body).replace("GET /x", "webhook x");
  }

  Counts load(String day) {
    return load(DayRange.of(LocalDate.parse(day)));
  }

  Counts load(DayRange days) {
    return LoadJob.run(context(days));
  }

  JobContext context(DayRange days) {
    StorageConfig storage =
        new StorageConfig(
            landing().toString(),
            folder.resolve("warehouse").toString(),
            folder.resolve("models").toString(),
            folder.resolve("ops").toString(),
            folder.resolve("key").toString(),
            StorageConfig.Writers.SEVERAL);
    return new JobContext(
        "ingest", spark, warehouse(), configuration, storage, sites, days, "run-1", "test");
  }

  Warehouse warehouse() {
    return new Warehouse(spark, folder.resolve("warehouse").toString(), "run-1");
  }

  Dataset<Row> table(TableSchema table) {
    return warehouse().read(table);
  }
}
