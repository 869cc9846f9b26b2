package io.meetinginsights.jobs.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.Sites;
import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.ingest.network.Readers;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.testing.WithSpark;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithSpark
class StatusReportTest {

  private static final String DAY = "2026-03-02";

  @TempDir Path folder;

  private JobContext context(SparkSession spark) {
    String warehouse = folder.resolve("warehouse").toString();
    StorageConfig storage =
        new StorageConfig(
            folder.resolve("landing").toString(),
            warehouse,
            folder.resolve("models").toString(),
            folder.resolve("ops").toString(),
            folder.resolve("key").toString(),
            StorageConfig.Writers.SEVERAL);
    return new JobContext(
        "status",
        spark,
        new Warehouse(spark, warehouse, "run-1"),
        Configuration.defaults(),
        storage,
        Sites.none(),
        DayRange.of(LocalDate.parse(DAY)),
        "run-1",
        "test");
  }

  @Test
  void everyDatasetWithAReaderIsKnownAndMayBeWaitedFor(SparkSession spark) throws IOException {
    for (String dataset : Readers.datasets()) {
      Path day = folder.resolve("landing/network/" + dataset + "/date=" + DAY);
      Files.createDirectories(day);
      Files.writeString(day.resolve("part-0.jsonl"), "{}\n");
    }
    List<DatasetStatus> network =
        StatusReport.datasets(context(spark), Readers.datasets()).stream()
            .filter(dataset -> dataset.system().equals("network"))
            .toList();
    assertThat(network)
        .extracting(DatasetStatus::dataset)
        .containsExactlyElementsOf(Readers.datasets());
    assertThat(network)
        .allSatisfy(
            dataset -> {
              assertThat(dataset.isRequired()).isTrue();
              assertThat(dataset.files()).isEqualTo(1);
              assertThat(dataset.bytes()).isEqualTo(3);
              assertThat(dataset.state()).isEqualTo("to load");
            });
  }

  @Test
  void whatNoReaderReadsCannotBeWaitedFor(SparkSession spark) {
    assertThatThrownBy(() -> StatusReport.datasets(context(spark), List.of("probes", "pings")))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("pings");
  }
}
