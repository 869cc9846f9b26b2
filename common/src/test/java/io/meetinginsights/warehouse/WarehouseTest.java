package io.meetinginsights.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.parallel.SideBySide;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Tables;
import io.meetinginsights.tables.Types;
import io.meetinginsights.tables.gold.FeedbackHistogram;
import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithSpark
class WarehouseTest {

  private static final LocalDate DAY = LocalDate.parse("2026-03-01");
  private static final String DDL =
      "day DATE, org_id STRING, site_id STRING, poor BIGINT, average BIGINT, good BIGINT";

  private static final TableSchema PEOPLE =
      TableSchema.silver("test_people")
          .comment("A test table")
          .required("id", Types.STRING, "Key")
          .optional("name", Types.STRING, "Name")
          .operational("run_id", Types.STRING, "Run")
          .key("id")
          .build();

  @TempDir Path folder;

  @Test
  void aReplacedDayHoldsOneCopyHoweverOftenItIsWritten(SparkSession spark) {
    Warehouse warehouse = new Warehouse(spark, folder.toString(), "r1");
    Dataset<Row> rows =
        Rows.of(
            spark,
            DDL,
            "(DATE'2026-03-01', 'o', 's1', 1, 0, 2), (DATE'2026-03-01', 'o', 's2', 0, 0, 1)");
    warehouse.replaceDays(FeedbackHistogram.SCHEMA, rows, DAY, DAY);
    String once = warehouse.contentHash(FeedbackHistogram.SCHEMA);
    warehouse.replaceDays(FeedbackHistogram.SCHEMA, rows, DAY, DAY);
    assertThat(warehouse.contentHash(FeedbackHistogram.SCHEMA)).isEqualTo(once);
    Rows.assertSame(warehouse.read(FeedbackHistogram.SCHEMA), rows);
    warehouse.replaceDays(FeedbackHistogram.SCHEMA, rows.limit(0), DAY, DAY);
    assertThat(warehouse.read(FeedbackHistogram.SCHEMA).isEmpty()).isTrue();
  }

  @Test
  void tablesThatThreadsWriteAtOnceAreEachCounted(SparkSession spark) {
    Warehouse warehouse = new Warehouse(spark, folder.toString(), "r1");
    Map<String, Callable<Long>> writes = new LinkedHashMap<>();
    for (int rows = 1; rows <= 6; rows++) {
      TableSchema table =
          TableSchema.silver("test_at_once_" + rows)
              .comment("A test table")
              .required("id", Types.LONG, "Key")
              .key("id")
              .build();
      long last = rows;
      writes.put(
          table.name(),
          () -> {
            warehouse.append(table, spark.range(last).toDF());
            return warehouse.rowsWritten(table);
          });
    }
    assertThat(SideBySide.run(writes.size(), writes).values())
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void rowsOutsideTheReplacedDaysAreRefused(SparkSession spark) {
    Warehouse warehouse = new Warehouse(spark, folder.toString(), "r1");
    Dataset<Row> rows = Rows.of(spark, DDL, "(DATE'2026-03-02', 'o', 's1', 1, 0, 2)");
    assertThatThrownBy(() -> warehouse.replaceDays(FeedbackHistogram.SCHEMA, rows, DAY, DAY))
        .hasMessageContaining("DELTA_REPLACE_WHERE_MISMATCH");
  }

  private static final TableSchema VISITS =
      TableSchema.silver("test_visits")
          .comment("A test table")
          .required("day", Types.DATE, "Day")
          .required("id", Types.STRING, "Key")
          .optional("seconds", Types.LONG, "How long")
          .key("day", "id")
          .partitionedBy("day")
          .check("some_time", "seconds > 0")
          .build();

  private static Dataset<Row> visits(SparkSession spark, String values) {
    return Rows.of(spark, "day DATE, id STRING, seconds BIGINT", values);
  }

  /** A day that no file holds is inserted without a merge; what a merge does comes out. */
  @Test
  void whatNoRowIsComparedWithIsInsertedAsAMergeWould(SparkSession spark) {
    Warehouse warehouse = new Warehouse(spark, folder.toString(), "r1");
    String first = "(DATE'2026-03-01', 'a', 1), (DATE'2026-03-01', 'b', 2)";
    warehouse.merge(VISITS, visits(spark, first), "target.day IN (DATE'2026-03-01')");
    assertThat(warehouse.rowsWritten(VISITS)).isEqualTo(2);
    String second = "(DATE'2026-03-02', 'a', 3)";
    warehouse.merge(VISITS, visits(spark, second), "target.day IN (DATE'2026-03-02')");
    assertThat(warehouse.rowsWritten(VISITS)).isEqualTo(1);
    assertThat(operations(spark)).containsExactly("CREATE TABLE", "WRITE", "WRITE");
    String changed = "(DATE'2026-03-02', 'a', 4), (DATE'2026-03-02', 'c', 5)";
    warehouse.merge(VISITS, visits(spark, changed), "target.day IN (DATE'2026-03-02')");
    assertThat(warehouse.rowsWritten(VISITS)).isEqualTo(2);
    // Rows of an owner that are no longer there go, whichever day they are of.
    warehouse.merge(
        VISITS, visits(spark, second), "target.day > DATE'2026-03-09'", "target.id = 'b'");
    assertThat(operations(spark))
        .containsExactly("CREATE TABLE", "WRITE", "WRITE", "MERGE", "MERGE");
    Rows.assertSame(
        warehouse.read(VISITS),
        visits(
            spark,
            "(DATE'2026-03-01', 'a', 1), (DATE'2026-03-02', 'a', 4), (DATE'2026-03-02', 'c', 5),"
                + " (DATE'2026-03-02', 'a', 3)"));
    assertThatThrownBy(
            () ->
                warehouse.merge(
                    VISITS,
                    visits(spark, "(DATE'2026-03-05', 'a', 0)"),
                    "target.day IN (DATE'2026-03-05')"))
        .hasMessageContaining("some_time");
  }

  private List<String> operations(SparkSession spark) {
    return spark
        .sql("DESCRIBE HISTORY delta.`" + folder + "/silver/test_visits`")
        .orderBy("version")
        .select("operation")
        .as(org.apache.spark.sql.Encoders.STRING())
        .collectAsList();
  }

  /** Beside a table that Delta's own builder makes of the same schema. */
  @Test
  void aTableBegunInItsLogIsWhatDeltasBuilderMakes(SparkSession spark) throws IOException {
    new Warehouse(spark, folder.toString(), "r1").create(List.of(VISITS));
    String built = folder + "/built";
    io.delta.tables.DeltaTable.create(spark)
        .location(built)
        .comment(VISITS.comment())
        .addColumns(VISITS.structType())
        .property("delta.enableDeletionVectors", "false")
        .property("delta.columnMapping.mode", "none")
        .property("delta.constraints.some_time", "seconds > 0")
        .property("delta.dataSkippingStatsColumns", "`id`")
        .partitionedBy("day")
        .execute();
    String begun = folder + "/silver/test_visits";
    for (String asked :
        List.of(
            "description",
            "format",
            "partitionColumns",
            "properties",
            "minReaderVersion",
            "minWriterVersion",
            "tableFeatures")) {
      assertThat(detail(spark, begun, asked)).as(asked).isEqualTo(detail(spark, built, asked));
    }
    assertThat(spark.read().format("delta").load(begun).schema().json())
        .isEqualTo(spark.read().format("delta").load(built).schema().json());
  }

  private static JsonNode detail(SparkSession spark, String path, String column)
      throws IOException {
    return new ObjectMapper()
        .readTree(spark.sql("DESCRIBE DETAIL delta.`" + path + "`").select(column).toJSON().head());
  }

  private static final TableSchema MONTHS =
      TableSchema.gold("test_months")
          .comment("A test table")
          .required("day", Types.DATE, "Day")
          .filedByMonth("client", "day")
          .required("client", Types.STRING, "Key")
          .key("client", "day")
          .build();

  private static Dataset<Row> inMonths(SparkSession spark, String values) {
    return Rows.of(spark, "day DATE, client STRING", values)
        .withColumn("month", TableSchema.month(org.apache.spark.sql.functions.col("day")))
        .select("day", "month", "client");
  }

  @Test
  void aMonthIsOneFileInItsOrderAndADayOfItIsReplacedAlone(SparkSession spark) {
    Warehouse warehouse = new Warehouse(spark, folder.toString(), "r1");
    LocalDate first = LocalDate.parse("2026-02-27");
    for (int i = 0; i < 4; i++) {
      LocalDate day = first.plusDays(i);
      warehouse.replaceDays(
          MONTHS, inMonths(spark, "(DATE'" + day + "', 'b'), (DATE'" + day + "', 'a')"), day, day);
    }
    assertThat(warehouse.rowsWritten(MONTHS)).isEqualTo(2);
    String dayByDay = warehouse.contentHash(MONTHS);
    assertThat(files(spark, warehouse, MONTHS)).isEqualTo(2);
    Rows.assertSame(
        warehouse.read(MONTHS, first.plusDays(1), first.plusDays(2)),
        inMonths(
            spark,
            "(DATE'2026-02-28', 'a'), (DATE'2026-02-28', 'b'), (DATE'2026-03-01', 'a'), (DATE'2026-03-01', 'b')"));
    assertThat(warehouse.read(MONTHS).where("month = '2026-02'").select("client").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("a", "a", "b", "b");

    // A range leaves what its days left; a day without rows is emptied, its month is not.
    warehouse.replaceDays(
        MONTHS,
        warehouse.read(MONTHS, first.plusDays(1), first.plusDays(3)),
        first.plusDays(1),
        first.plusDays(3));
    assertThat(warehouse.contentHash(MONTHS)).isEqualTo(dayByDay);
    warehouse.replaceDays(
        MONTHS, inMonths(spark, "(DATE'2026-02-27', 'a')").limit(0), first, first);
    assertThat(warehouse.rowsWritten(MONTHS)).isZero();
    assertThat(warehouse.read(MONTHS).count()).isEqualTo(6);
    assertThatThrownBy(
            () ->
                warehouse.replaceDays(
                    MONTHS, inMonths(spark, "(DATE'2026-02-26', 'a')"), first, first))
        .hasStackTraceContaining(
            "is written for 2026-02-27 to 2026-02-27 and got a row of 2026-02-26");
  }

  private static long files(SparkSession spark, Warehouse warehouse, TableSchema table) {
    return io.delta.tables.DeltaTable.forPath(spark, warehouse.path(table))
        .detail()
        .select("numFiles")
        .head()
        .getLong(0);
  }

  @Test
  void aDirectoryStaysInOneFileHoweverManyMergesAddToIt(SparkSession spark) {
    TableSchema names =
        TableSchema.silver("test_names")
            .comment("A test table")
            .required("id", Types.STRING, "Key")
            .optional("name", Types.STRING, "Name")
            .key("id")
            .keptInOneFile()
            .build();
    Warehouse warehouse = new Warehouse(spark, folder.toString(), "r1");
    String ddl = "id STRING, name STRING";
    warehouse.merge(names, Rows.of(spark, ddl, "('1', 'Ann')"));
    warehouse.merge(names, Rows.of(spark, ddl, "('2', 'Bob'), ('3', 'Cid')"));
    assertThat(warehouse.rowsWritten(names)).isEqualTo(2);
    assertThat(files(spark, warehouse, names)).isOne();
    warehouse.merge(names, Rows.of(spark, ddl, "('2', 'Bob'), ('3', 'Cid')"));
    assertThat(warehouse.rowsWritten(names)).isZero();
    Rows.assertSame(
        warehouse.read(names), Rows.of(spark, ddl, "('1', 'Ann'), ('2', 'Bob'), ('3', 'Cid')"));
  }

  @Test
  void whatIsDeletedOfATableOfSeveralFilesADayWritesItsFileAloneAnew(SparkSession spark) {
    TableSchema meetings =
        TableSchema.gold("test_meetings")
            .comment("A test table")
            .required("day", Types.DATE, "Day")
            .required("meeting", Types.STRING, "Key")
            .key("meeting", "day")
            .partitionedBy("day")
            .maxRecordsPerFile(2)
            .build();
    Warehouse warehouse = new Warehouse(spark, folder.toString(), "r1");
    String ddl = "day DATE, meeting STRING";
    Dataset<Row> rows =
        Rows.of(
            spark,
            ddl,
            "(DATE'2026-03-01', 'a'), (DATE'2026-03-01', 'b'), (DATE'2026-03-01', 'c'),"
                + " (DATE'2026-03-01', 'd'), (DATE'2026-03-01', 'e')");
    warehouse.replaceDays(meetings, rows.coalesce(1).sortWithinPartitions("meeting"), DAY, DAY);
    Set<String> before = Set.of(warehouse.read(meetings).inputFiles());
    assertThat(before).hasSize(3);

    long deleted =
        warehouse.deleteMatching(
            meetings, Rows.of(spark, "meeting STRING", "('c'), ('e')"), List.of("meeting"));

    assertThat(deleted).isEqualTo(2);
    Set<String> after = new HashSet<>(Set.of(warehouse.read(meetings).inputFiles()));
    // a and b stay where they were, d has a new file, the file of e alone is gone.
    assertThat(after).hasSize(2);
    after.retainAll(before);
    assertThat(after).hasSize(1);
    Rows.assertSame(
        warehouse.read(meetings),
        Rows.of(
            spark,
            ddl,
            "(DATE'2026-03-01', 'a'), (DATE'2026-03-01', 'b'), (DATE'2026-03-01', 'd')"));
  }

  @Test
  void mergingTwiceChangesNothingAndOperationalColumnsDoNotCountAsAChange(SparkSession spark) {
    Warehouse warehouse = new Warehouse(spark, folder.toString(), "r1");
    String ddl = "id STRING, name STRING, run_id STRING";
    warehouse.merge(PEOPLE, Rows.of(spark, ddl, "('1', 'Ann', 'r1'), ('2', null, 'r1')"));
    warehouse.merge(
        PEOPLE, Rows.of(spark, ddl, "('1', 'Ann', 'r2'), ('2', 'Bob', 'r2'), ('3', 'Cid', 'r2')"));
    Rows.assertSame(
        warehouse.read(PEOPLE),
        Rows.of(spark, ddl, "('1', 'Ann', 'r1'), ('2', 'Bob', 'r2'), ('3', 'Cid', 'r2')"));
  }

  @Test
  void theContentHashSeesValuesAndPlacesOfNullsButNotOrderOrRun(SparkSession spark) {
    String ddl = "id STRING, name STRING, run_id STRING";
    assertThat(hash(spark, "a", Rows.of(spark, ddl, "('1', 'x', 'r1'), ('2', null, 'r1')")))
        .isEqualTo(hash(spark, "b", Rows.of(spark, ddl, "('2', null, 'r9'), ('1', 'x', 'r9')")))
        .isNotEqualTo(hash(spark, "c", Rows.of(spark, ddl, "('1', null, 'r1'), ('2', 'x', 'r1')")))
        .isNotEqualTo(hash(spark, "d", Rows.of(spark, ddl, "('1', 'x', 'r1'), ('2', 'y', 'r1')")));
  }

  private String hash(SparkSession spark, String place, Dataset<Row> rows) {
    Warehouse warehouse = new Warehouse(spark, folder.resolve(place).toString(), "r");
    warehouse.append(PEOPLE, rows);
    return warehouse.contentHash(PEOPLE);
  }

  @Test
  void aTableCreatedFromItsSchemaRefusesNullKeysAndShowsItsComments(SparkSession spark) {
    Warehouse warehouse = new Warehouse(spark, folder.toString(), "r1");
    assertThatThrownBy(
            () ->
                warehouse.append(
                    PEOPLE,
                    Rows.of(spark, "id STRING, name STRING, run_id STRING", "(null, 'x', 'r1')")))
        .hasMessageContaining("NOT_NULL");
    assertThat(
            spark
                .sql("DESCRIBE delta.`" + warehouse.path(PEOPLE) + "`")
                .where("col_name = 'name'")
                .head()
                .getString(2))
        .isEqualTo("Name");
  }

  @Test
  void everyTableOfTheCatalogueCanBeCreated(SparkSession spark) {
    Warehouse warehouse = new Warehouse(spark, folder.toString(), "r1");
    warehouse.create(Tables.all());
    assertThat(Tables.all()).allMatch(warehouse::exists);
    warehouse.registerTables();
    assertThat(spark.sql("SELECT * FROM silver.participants").columns()).contains("person_key");
  }

  @Test
  void aSchemaNamesEveryDiscrepancyInOneError(SparkSession spark) {
    assertThatThrownBy(
            () ->
                PEOPLE.conform(
                    Rows.of(spark, "id INT, nam STRING, run_id STRING", "(1, 'x', 'r')")))
        .hasMessageContaining("id is int where string is declared")
        .hasMessageContaining("missing name")
        .hasMessageContaining("surplus nam");
  }

  @Test
  void aTableOfAnEarlierReleaseGetsTheColumnsThatCameSince(SparkSession spark) {
    new Warehouse(spark, folder.toString(), "r1")
        .merge(
            PEOPLE, Rows.of(spark, "id STRING, name STRING, run_id STRING", "('1', 'Ada', 'r1')"));
    TableSchema later =
        TableSchema.silver("test_people")
            .comment("A test table")
            .required("id", Types.STRING, "Key")
            .optional("name", Types.STRING, "Name")
            .optional("height_cm", Types.DOUBLE, "Came later")
            .operational("run_id", Types.STRING, "Run")
            .key("id")
            .build();
    Warehouse upgraded = new Warehouse(spark, folder.toString(), "r2");
    String ddl = "id STRING, name STRING, height_cm DOUBLE, run_id STRING";
    upgraded.merge(later, Rows.of(spark, ddl, "('2', 'Grace', 168.0, 'r2')"));
    Rows.assertSame(
        upgraded.read(later).select("id", "name", "height_cm", "run_id"),
        Rows.of(spark, ddl, "('1', 'Ada', NULL, 'r1'), ('2', 'Grace', 168.0, 'r2')"));

    TableSchema demanding =
        TableSchema.silver("test_people")
            .comment("A test table")
            .required("id", Types.STRING, "Key")
            .required("born_at", Types.TIMESTAMP, "Nobody knows of those before")
            .key("id")
            .build();
    assertThatThrownBy(() -> new Warehouse(spark, folder.toString(), "r3").read(demanding))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("silver.test_people")
        .hasMessageContaining("born_at");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsAConfigurationError(SparkSession spark) throws Exception {
    Path file = Files.writeString(folder.resolve("not-a-folder"), "x");
    Warehouse warehouse = new Warehouse(spark, file.toString(), "r1");
    assertThatThrownBy(
            () ->
                warehouse.append(
                    PEOPLE,
                    Rows.of(spark, "id STRING, name STRING, run_id STRING", "('1', 'x', 'r1')")))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("storage.warehouse");
  }
}
