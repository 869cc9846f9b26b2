package io.meetinginsights.jobs.bench;

import static org.apache.spark.sql.functions.col;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.SparkConfig;
import io.meetinginsights.features.Feature;
import io.meetinginsights.features.Features;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.gold.ClientCalls;
import io.meetinginsights.tables.gold.FixFirst;
import io.meetinginsights.tables.gold.SiteClients;
import io.meetinginsights.tables.gold.ZoomJoins;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.tables.silver.LinkedAccounts;
import io.meetinginsights.tables.silver.People;
import io.meetinginsights.tables.silver.Sites;
import io.meetinginsights.warehouse.Sessions;
import io.meetinginsights.warehouse.Warehouse;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The tables that questions read, of 1,000 clients at ten sites over thirty days in two months:
 * four calls a client and day, a tenth of them bad, each bad one with four bad minutes. Made by
 * arithmetic on hashes of the row's number: the same rows every time.
 *
 * <p>Each layout is a warehouse of its own with equal rows: {@code month}, as insights writes it;
 * {@code month-unordered}, a file a month in the order of days; {@code day}, a file a day.
 */
final class AskBenchData {

  static final LocalDate FIRST_DAY = LocalDate.parse("2026-02-15");
  static final int DAYS = 30;
  static final int CLIENTS = 1_000;
  static final int SITES = 10;

  /** The last client is never on our network. */
  static final int ABSENT = CLIENTS - 1;

  static final List<String> LAYOUTS = List.of("month", "month-unordered", "day");

  private static final int CALLS_PER_DAY = 4;
  private static final LocalDate LAST_DAY = FIRST_DAY.plusDays(DAYS - 1L);

  private static final String DAY =
      "date_add(DATE'" + FIRST_DAY + "', cast(pmod(id div 1000, 30) AS INT)) AS day";

  /** From 9 o'clock UTC on, every two hours and up to half an hour after. */
  private static final String START =
      "unix_date(date_add(DATE'"
          + FIRST_DAY
          + "', cast(pmod(id div 1000, 30) AS INT))) * 86400L + 32400 + 7200 * (id div 30000) + pmod(xxhash64(id, 1), 1800) AS start";

  private static final List<String> FEATURES =
      Features.all().stream().map(Feature::name).limit(8).toList();

  private static final String RUN = "'bench' AS run_id";

  private final SparkSession spark;
  private final Path folder;

  private AskBenchData(Path folder) {
    this.folder = folder;
    Configuration configuration =
        Configuration.defaults().with("spark.master=local[" + BenchJvm.CORES + "]");
    this.spark = Sessions.open("bench", configuration.section("spark", SparkConfig.class));
  }

  /** {@code FOLDER}: writes a warehouse below it for each layout. */
  public static void main(String[] arguments) {
    AskBenchData data = new AskBenchData(Path.of(arguments[0]).toAbsolutePath());
    for (String layout : LAYOUTS) {
      data.write(layout);
    }
    data.spark.stop();
  }

  private void write(String layout) {
    Warehouse warehouse = new Warehouse(spark, folder.resolve(layout).toString(), "bench");
    names(warehouse);
    put(warehouse, layout, ClientCalls.SCHEMA, calls());
    put(warehouse, layout, SiteClients.SCHEMA, siteClients());
    put(warehouse, layout, FixFirst.SCHEMA, fixFirst());
    put(warehouse, layout, ZoomJoins.SCHEMA, joins());
  }

  private void put(Warehouse warehouse, String layout, TableSchema table, Dataset<Row> rows) {
    Dataset<Row> whole =
        table.conformSparse(rows.withColumn("month", TableSchema.month(col("day"))));
    long start = System.nanoTime();
    switch (layout) {
      case "month" -> warehouse.replaceDays(table, whole, FIRST_DAY, LAST_DAY);
      case "month-unordered" ->
          warehouse.append(
              table, whole.repartition(2, col("month")).sortWithinPartitions("month", "day"));
      default -> warehouse.append(table, whole.repartitionByRange(DAYS, col("day")));
    }
    System.out.printf(
        "%s %s: %,d rows in %.1f s%n",
        layout, table, warehouse.read(table).count(), (System.nanoTime() - start) / 1e9);
    if (layout.equals("month")) {
      // What a daily run pays for it: the last day anew, with the rest of its month.
      Dataset<Row> lastDay = warehouse.read(table, LAST_DAY, LAST_DAY).persist();
      lastDay.count();
      start = System.nanoTime();
      warehouse.replaceDays(table, lastDay, LAST_DAY, LAST_DAY);
      System.out.printf(
          "%s %s: one day anew in %.1f s%n", layout, table, (System.nanoTime() - start) / 1e9);
      lastDay.unpersist();
    }
  }

  private void names(Warehouse warehouse) {
    warehouse.merge(
        Sites.SCHEMA,
        Sites.SCHEMA.conformSparse(
            numbered(SITES)
                .selectExpr(
                    "'o' AS org_id",
                    "concat('site-', id) AS site_id",
                    "concat('Branch ', id) AS name",
                    "IF(id % 2 = 0, 'Europe/London', 'America/New_York') AS time_zone",
                    "array(concat('203.0.113.', id)) AS egress_ips",
                    "'telemetry' AS source",
                    RUN)));
    warehouse.merge(
        People.SCHEMA,
        People.SCHEMA.conformSparse(
            numbered(CLIENTS)
                .selectExpr(
                    "sha2(concat('person', id), 256) AS person_key",
                    "'a' AS account_id",
                    "concat('user', id, '@example.com') AS email",
                    "concat('User ', id) AS display_name",
                    "true AS is_account_user",
                    RUN)));
    warehouse.merge(
        LinkedAccounts.SCHEMA,
        LinkedAccounts.SCHEMA.conformSparse(
            numbered(1)
                .selectExpr(
                    "'a' AS account_id",
                    "'o' AS org_id",
                    "DATE'%s' AS first_day".formatted(FIRST_DAY),
                    "DATE'%s' AS last_day".formatted(LAST_DAY),
                    RUN)));
    // Five addresses a client on either side.
    Dataset<Row> addresses =
        numbered(10L * CLIENTS)
            .selectExpr(
                "IF(id < %d, 'network', 'zoom') AS source".formatted(5 * CLIENTS),
                "sha2(cast(id AS STRING), 256) AS identity_key",
                "pmod(id, %d) AS client".formatted(CLIENTS),
                "id")
            .selectExpr(
                "source",
                "identity_key",
                "IF(source = 'network', 'o', null) AS org_id",
                "concat('site-', pmod(client, %d)) AS site_id".formatted(SITES),
                "IF(source = 'network', sha2(concat('client', client), 256), null) AS client_key",
                "lpad(hex(client), 12, 'a') AS mac",
                "concat('10.0.', client div 250, '.', pmod(client, 250)) AS ip",
                "IF(source = 'zoom', concat('198.51.100.', pmod(client, 250)), null) AS public_ip",
                "concat('lt', client) AS host_name",
                "timestamp_seconds(1771113600 + 86400 * (id div %d)) AS seen_from"
                    .formatted(CLIENTS),
                "timestamp_seconds(1771200000 + 86400 * (id div %d)) AS seen_to".formatted(CLIENTS),
                RUN);
    warehouse.merge(ClientIdentities.SCHEMA, ClientIdentities.SCHEMA.conformSparse(addresses));
  }

  private Dataset<Row> numbered(long rows) {
    return spark.range(0, rows, 1, BenchJvm.CORES).toDF();
  }

  /** A number for each row: the client varies fastest, then the day, then the call of the day. */
  private Dataset<Row> calls() {
    String usual =
        FEATURES.stream()
            .map(name -> "named_struct('feature', '%s', 'value', 31D)".formatted(name))
            .collect(Collectors.joining(", ", "array(", ")"));
    String top =
        FEATURES.subList(0, 5).stream()
            .map(
                name ->
                    "named_struct('feature', '%s', 'contribution', 1.5D, 'value', 50D + k)"
                        .formatted(name))
            .collect(Collectors.joining(", ", "array(", ")"));
    String health =
        "transform(sequence(0, 7), i -> named_struct('hour_at', timestamp_seconds(start div 3600 * 3600 + 3600 * (i div 4)),"
            + " 'service_level', element_at(array('coverage', 'capacity', 'roaming', 'connection'), i % 4 + 1),"
            + " 'classifier', '', 'failed_minutes', CAST(i % 3 AS BIGINT), 'total_minutes', 30L))";
    return numbered((long) CALLS_PER_DAY * DAYS * CLIENTS)
        .where("pmod(id, %d) <> %d".formatted(CLIENTS, ABSENT))
        .selectExpr(
            "id",
            "pmod(id, %d) AS client".formatted(CLIENTS),
            DAY,
            "pmod(xxhash64(id), 10) = 0 AS is_bad",
            START)
        .selectExpr(
            "day",
            "'o' AS org_id",
            "concat('site-', pmod(client, %d)) AS site_id".formatted(SITES),
            "'a' AS account_id",
            "base64(unhex(substr(sha2(cast(id div 5 AS STRING), 256), 1, 32))) AS meeting_uuid",
            "80000000000 + id div 5 AS meeting_id",
            "'zoom' AS application",
            "concat('Topic ', pmod(xxhash64(id div 5), 500)) AS topic",
            "cast(16778240 + pmod(id, 5) AS STRING) AS participant_id",
            "sha2(concat('client', client), 256) AS client_key",
            "sha2(concat('person', client), 256) AS person_key",
            "timestamp_seconds(start) AS joined_at",
            "timestamp_seconds(start + 1800) AS left_at",
            "1800L AS duration_s",
            "IF(is_bad, 'Fair (Mos:3-4)', 'Good (Mos:4-5)') AS audio_quality",
            "IF(is_bad, 'Poor (Mos:2-3)', 'Good (Mos:4-5)') AS video_quality",
            "'Not applicable' AS share_quality",
            "30L AS total_minutes",
            "IF(is_bad, 4L, 0L) AS bad_minutes",
            "IF(is_bad, 1.5D, 4.2D) AS worst_score",
            "IF(is_bad, element_at(array('wireless', 'wan', 'client', 'remote', 'unexplained'), cast(pmod(id, 5) + 1 AS INT)), null) AS main_cause",
            "is_bad AS has_ranking",
            ("IF(is_bad, transform(sequence(1, 4), k -> named_struct('minute_at', timestamp_seconds(start div 60 * 60 + 60 * k),"
                    + " 'minute_score', 1.5D, 'bad_reason', 'quality', 'cause', 'wireless', 'unexplained_reason', CAST(null AS STRING),"
                    + " 'strength', 0.8D, 'top_features', %s)), null) AS bad_minute_details")
                .formatted(top),
            "IF(is_bad, %s, null) AS usual_values".formatted(usual),
            health + " AS health_hours");
  }

  private Dataset<Row> siteClients() {
    return numbered((long) DAYS * CLIENTS)
        .selectExpr(
            DAY,
            "'o' AS org_id",
            "concat('site-', pmod(id, %d)) AS site_id".formatted(SITES),
            "sha2(concat('client', pmod(id, %d)), 256) AS client_key".formatted(CLIENTS),
            "sha2(concat('person', pmod(id, %d)), 256) AS person_key".formatted(CLIENTS),
            "'wireless' AS medium",
            "4L AS num_calls",
            "120L AS total_minutes",
            "pmod(xxhash64(id), 9) AS bad_minutes",
            "1.5D AS lowest_score");
  }

  private Dataset<Row> fixFirst() {
    return numbered(50L * DAYS * SITES)
        .selectExpr("id div %d AS item".formatted(DAYS * SITES), "pmod(id div 10, 30) AS nth", "id")
        .selectExpr(
            "date_add(DATE'%s', cast(nth AS INT)) AS day".formatted(FIRST_DAY),
            "'o' AS org_id",
            "concat('site-', pmod(id, %d)) AS site_id".formatted(SITES),
            "IF(item < 25, 'access_point', 'radio') AS kind",
            "lpad(hex(item), 12, '5') AS item",
            "concat('AP-', item) AS name",
            "'wireless' AS category",
            "cast(item + 1 AS INT) AS rank",
            "50L - item AS bad_minutes",
            "5L AS clients",
            "1.5D AS mean_contribution");
  }

  /** Every call, and the joins of the client who is never here. */
  private Dataset<Row> joins() {
    return numbered((long) CALLS_PER_DAY * DAYS * CLIENTS)
        .selectExpr("id", "pmod(id, %d) AS client".formatted(CLIENTS), DAY, START)
        .selectExpr(
            "day",
            "'a' AS account_id",
            "base64(unhex(substr(sha2(cast(id div 5 AS STRING), 256), 1, 32))) AS meeting_uuid",
            "cast(16778240 + pmod(id, 5) AS STRING) AS participant_id",
            "timestamp_seconds(start) AS joined_at",
            "timestamp_seconds(start + 1800) AS left_at",
            "sha2(concat('person', client), 256) AS person_key",
            "sha2(cast(%d + client AS STRING), 256) AS identity_key".formatted(5 * CLIENTS),
            "sha2(concat('client', client), 256) AS client_key",
            "IF(client = %d, null, concat('site-', pmod(client, %d))) AS site_id"
                .formatted(ABSENT, SITES),
            "IF(client = %d, 'public-ip-not-ours', 'has-call') AS reason".formatted(ABSENT));
  }
}
