package io.meetinginsights.tables.gold;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * gold.run_log: A run of a command.
 *
 * <p>Key: job, day, run_id.
 */
public final class RunLog {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.gold("run_log")
          .comment("A run of a command.")
          .required("job", Types.STRING, "The command.")
          .required("from_day", Types.DATE, "First day it was for.")
          .required("day", Types.DATE, "Last day it was for.")
          .operational("run_id", Types.STRING, "The run.")
          .operational("started_at", Types.TIMESTAMP, "Start.")
          .operational("ended_at", Types.TIMESTAMP, "End.")
          .required("exit_code", Types.INTEGER, "0 done, 1 bug, 2 usage, 3 input, 4 upstream.")
          .required("counts", Types.COUNTS, "Counts by name: read, accepted, rejected, written.")
          .optional("message", Types.STRING, "The last words of a run that failed.")
          .required("code_version", Types.STRING, "Version of the program.")
          .key("job", "day", "run_id")
          .partitionedBy("job")
          .journal()
          .build();

  private RunLog() {}
}
