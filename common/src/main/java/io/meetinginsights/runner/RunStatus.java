package io.meetinginsights.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meetinginsights.warehouse.TableWrite;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * How a run ended: {@code ops/status/<job>/<day>/<run_id>.json}. Schedulers read the exit code from
 * here, since cluster mode loses it.
 *
 * @param tables what was committed to each table, from Delta's own history
 */
public record RunStatus(
    String job,
    DayRange days,
    String runId,
    Instant startedAt,
    Instant endedAt,
    int exitCode,
    Counts counts,
    String message,
    List<TableWrite> tables) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A run that wrote no table. */
  public RunStatus(
      String job,
      DayRange days,
      String runId,
      Instant startedAt,
      Instant endedAt,
      int exitCode,
      Counts counts,
      String message) {
    this(job, days, runId, startedAt, endedAt, exitCode, counts, message, List.of());
  }

  /** Writes the file and says where. */
  public Path write(Configuration hadoop, String ops) throws IOException {
    Path path = new Path(ops, "status/" + job + "/" + days.to() + "/" + runId + ".json");
    ObjectNode json =
        JSON.createObjectNode()
            .put("job", job)
            .put("from", days.from().toString())
            .put("to", days.to().toString())
            .put("run_id", runId)
            .put("started_at", startedAt.toString())
            .put("ended_at", endedAt.toString())
            .put("exit_code", exitCode)
            .put("message", message);
    ObjectNode countsJson = json.putObject("counts");
    counts.asMap().forEach(countsJson::put);
    ObjectNode tablesJson = json.putObject("tables");
    tables.forEach(
        table ->
            tablesJson
                .putObject(table.table())
                .put("version", table.version())
                .put("commits", table.commits())
                .put("rows_written", table.rowsWritten())
                .put("rows_deleted", table.rowsDeleted())
                .put("files_added", table.filesAdded())
                .put("bytes_added", table.bytesAdded()));
    try (OutputStream out = path.getFileSystem(hadoop).create(path, true)) {
      out.write(
          (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n")
              .getBytes(StandardCharsets.UTF_8));
    }
    return path;
  }

  /** The run of a job and a last day that ended last; none where none has ended. */
  public static Optional<RunStatus> newest(
      Configuration hadoop, String ops, String job, LocalDate day) throws IOException {
    Path folder = new Path(ops, "status/" + job + "/" + day);
    FileStatus[] files = folder.getFileSystem(hadoop).globStatus(new Path(folder, "*.json"));
    RunStatus newest = null;
    for (FileStatus file : files == null ? new FileStatus[0] : files) {
      RunStatus run = read(hadoop, file.getPath());
      if (newest == null || run.endedAt().isAfter(newest.endedAt())) {
        newest = run;
      }
    }
    return Optional.ofNullable(newest);
  }

  private static RunStatus read(Configuration hadoop, Path path) throws IOException {
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      JsonNode json = JSON.readTree(in);
      Counts counts = Counts.none();
      for (Map.Entry<String, JsonNode> count : json.path("counts").properties()) {
        counts = counts.with(count.getKey(), count.getValue().asLong());
      }
      List<TableWrite> tables = new ArrayList<>();
      for (Map.Entry<String, JsonNode> table : json.path("tables").properties()) {
        tables.add(
            new TableWrite(
                table.getKey(),
                table.getValue().path("version").asLong(),
                table.getValue().path("commits").asLong(),
                table.getValue().path("rows_written").asLong(),
                table.getValue().path("rows_deleted").asLong(),
                table.getValue().path("files_added").asLong(),
                table.getValue().path("bytes_added").asLong()));
      }
      return new RunStatus(
          json.path("job").asText(),
          new DayRange(
              LocalDate.parse(json.path("from").asText()),
              LocalDate.parse(json.path("to").asText())),
          json.path("run_id").asText(),
          Instant.parse(json.path("started_at").asText()),
          Instant.parse(json.path("ended_at").asText()),
          json.path("exit_code").asInt(),
          counts,
          json.path("message").isNull() ? null : json.path("message").asText(),
          tables);
    }
  }
}
