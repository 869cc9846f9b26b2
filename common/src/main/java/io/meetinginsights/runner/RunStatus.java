package io.meetinginsights.runner;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * How a run ended: {@code ops/status/<job>/<day>/<run_id>.json}. Schedulers read the exit code from
 * here, since cluster mode loses it.
 */
public record RunStatus(
    String job,
    DayRange days,
    String runId,
    Instant startedAt,
    Instant endedAt,
    int exitCode,
    Counts counts,
    String message) {

  private static final ObjectMapper JSON = new ObjectMapper();

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
    try (OutputStream out = path.getFileSystem(hadoop).create(path, true)) {
      out.write(
          (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n")
              .getBytes(StandardCharsets.UTF_8));
    }
    return path;
  }
}
