package io.meetinginsights.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.tables.DeltaTable;
import io.meetinginsights.config.Configuration;
import io.meetinginsights.errors.InputLimitError;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.tables.gold.RunLog;
import io.meetinginsights.tables.silver.Sites;
import io.meetinginsights.testing.WithSpark;
import io.meetinginsights.warehouse.Warehouse;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves behind, however it ends: schedulers go by it. */
@WithSpark
class JobRunnerTest {

  private static final DayRange DAY = DayRange.of(LocalDate.of(2026, 3, 2));
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private JobRunner runner(String runId) {
    Configuration configuration = Configuration.defaults();
    for (String place : List.of("landing", "warehouse", "models", "ops", "key")) {
      configuration = configuration.with("storage." + place + "=" + folder.resolve(place));
    }
    return new JobRunner(configuration, runId, "test");
  }

  private JsonNode status(String runId) throws Exception {
    return JSON.readTree(folder.resolve("ops/status/job/2026-03-02/" + runId + ".json").toFile());
  }

  private static Dataset<Row> sites(SparkSession spark, String... ids) {
    StructField[] fields = Sites.SCHEMA.structType().fields();
    return spark.createDataFrame(
        java.util.Arrays.stream(ids)
            .map(
                id ->
                    RowFactory.create(
                        java.util.Arrays.stream(fields)
                            .map(
                                field ->
                                    field.name().equals("site_id") || !field.nullable() ? id : null)
                            .toArray()))
            .toList(),
        Sites.SCHEMA.structType());
  }

  @Test
  void theStatusFileSaysWhatEachTableGot(SparkSession spark) throws Exception {
    runner("one")
        .write(
            "job",
            DAY,
            context -> {
              context.warehouse().merge(Sites.SCHEMA, sites(spark, "a", "b", "c"));
              context.warehouse().merge(Sites.SCHEMA, sites(spark, "c", "d"));
              return Counts.none().with("sites", 4);
            });
    JsonNode sites = status("one").path("tables").path("silver.sites");
    // The first has nothing to compare with. The table is kept in one file: a merge that leaves
    // several is followed by a compaction.
    assertThat(sites.path("commits").asLong()).isEqualTo(3);
    // Three rows, then one: the row that was there already stays as it is.
    assertThat(sites.path("rows_written").asLong()).isEqualTo(4);
    assertThat(sites.path("rows_deleted").asLong()).isZero();
    assertThat(sites.path("files_added").asLong()).isPositive();
    assertThat(sites.path("bytes_added").asLong()).isPositive();
    assertThat(status("one").path("exit_code").asInt(-1)).isZero();
    assertThat(status("one").path("tables").size()).isEqualTo(1);
    assertThat(
            DeltaTable.forPath(spark, folder.resolve("warehouse/silver/sites").toString())
                .history(3)
                .select("operation", "userMetadata")
                .collectAsList())
        .extracting(commit -> commit.getString(0) + " by " + commit.getString(1))
        .containsExactlyInAnyOrder("OPTIMIZE by one", "MERGE by one", "WRITE by one");
  }

  @Test
  void aRunThatLosesItsSessionEndsWithItsOwnError(SparkSession spark) {
    try {
      assertThatThrownBy(
              () ->
                  runner("lost")
                      .write(
                          "job",
                          DAY,
                          context -> {
                            context.warehouse().merge(Sites.SCHEMA, sites(spark, "a"));
                            // As when Spark stops behind a job's back: Delta then finds none.
                            SparkSession.clearActiveSession();
                            SparkSession.clearDefaultSession();
                            throw new InputLimitError("Its own", "error", "see it");
                          }))
          .isInstanceOf(InputLimitError.class);
    } finally {
      SparkSession.setDefaultSession(spark);
      SparkSession.setActiveSession(spark);
    }
  }

  @Test
  void aRunThatFailsAlsoSaysWhatItHadWritten(SparkSession spark) throws Exception {
    assertThatThrownBy(
            () ->
                runner("two")
                    .write(
                        "job",
                        DAY,
                        context -> {
                          context.warehouse().merge(Sites.SCHEMA, sites(spark, "a"));
                          throw new InputLimitError("Too little", "of it", "get more");
                        }))
        .isInstanceOf(InputLimitError.class);
    assertThat(status("two").path("exit_code").asInt()).isEqualTo(3);
    assertThat(status("two").path("message").asText())
        .isEqualTo("Too little\n  why: of it\n  do:  get more");
    assertThat(status("two").path("tables").path("silver.sites").path("rows_written").asLong())
        .isEqualTo(1);
  }

  @Test
  void aRunThatDoesNotGetTheLeaseLeavesAStatusFileAndNoRow(SparkSession spark) throws Exception {
    runner("holder")
        .write(
            "job",
            DAY,
            context -> {
              assertThatThrownBy(() -> runner("late").write("job", DAY, other -> Counts.none()))
                  .isInstanceOf(UpstreamError.class)
                  .hasMessageContaining("run holder on");
              return Counts.none();
            });
    assertThat(status("late").path("exit_code").asInt()).isEqualTo(4);
    assertThat(status("late").path("message").asText())
        .startsWith("Another run holds the warehouse lease");
    Warehouse warehouse = new Warehouse(spark, folder.resolve("warehouse").toString(), "test");
    assertThat(warehouse.read(RunLog.SCHEMA).select("run_id").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("holder");
  }
}
