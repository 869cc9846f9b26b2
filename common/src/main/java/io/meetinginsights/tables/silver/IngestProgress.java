package io.meetinginsights.tables.silver;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * silver.ingest_progress: A landing file that has been taken through to silver: written last, so
 * that a load that died is done again.
 *
 * <p>Key: system, dataset, file.
 */
public final class IngestProgress {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.silver("ingest_progress")
          .comment(
              "A landing file that has been taken through to silver: written last, so that a load that died is done again.")
          .required("system", Types.STRING, "zoom or network.")
          .required("dataset", Types.STRING, "The landing dataset.")
          .optional("account_id", Types.STRING, "The Zoom account; null for network files.")
          .required("day", Types.DATE, "Landing day of the file.")
          .required("lines", Types.LONG, "Lines in the file.")
          .required("readable_lines", Types.LONG, "Lines that are a JSON object with a body.")
          .required("file", Types.STRING, "The landing file, relative to the landing root.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("system", "dataset", "file")
          .build();

  private IngestProgress() {}
}
