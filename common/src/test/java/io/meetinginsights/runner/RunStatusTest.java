package io.meetinginsights.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStatusTest {

  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path ops;

  private RunStatus run(String id, String ended, int exitCode, long left) {
    return new RunStatus(
        "fetch",
        new DayRange(DAY.minusDays(1), DAY),
        id,
        Instant.parse("2026-03-03T02:00:00Z"),
        Instant.parse(ended),
        exitCode,
        Counts.none().with("left", left),
        exitCode == 0 ? null : "The fetch is not complete");
  }

  @Test
  void theNewestRunIsTheOneThatEndedLastNotTheLastByName() throws IOException {
    run("zz", "2026-03-03T02:10:00Z", 4, 17).write(HADOOP, ops.toString());
    RunStatus last = run("aa", "2026-03-03T03:10:00Z", 0, 0);
    last.write(HADOOP, ops.toString());

    RunStatus newest = RunStatus.newest(HADOOP, ops.toString(), "fetch", DAY).orElseThrow();

    assertThat(newest).usingRecursiveComparison().isEqualTo(last);
  }

  @Test
  void countsAndMessageComeBackAsTheyWereWritten() throws IOException {
    run("one", "2026-03-03T02:10:00Z", 4, 17).write(HADOOP, ops.toString());

    RunStatus newest = RunStatus.newest(HADOOP, ops.toString(), "fetch", DAY).orElseThrow();

    assertThat(newest.exitCode()).isEqualTo(4);
    assertThat(newest.counts().of("left")).isEqualTo(17);
    assertThat(newest.message()).isEqualTo("The fetch is not complete");
  }

  @Test
  void aDayWithoutRunsHasNone() throws IOException {
    assertThat(RunStatus.newest(HADOOP, ops.toString(), "fetch", DAY)).isEmpty();
  }
}
