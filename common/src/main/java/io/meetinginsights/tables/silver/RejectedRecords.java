package io.meetinginsights.tables.silver;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * silver.rejected_records: A landed record that cannot be used, with its reason and its place. Its
 * content stays in bronze.
 *
 * <p>Key: job, dataset, file, line, record, field.
 */
public final class RejectedRecords {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.silver("rejected_records")
          .comment(
              "A landed record that cannot be used, with its reason and its place. Its content stays in bronze.")
          .required("job", Types.STRING, "The command that refused it.")
          .required("day", Types.DATE, "Landing day of the file.")
          .required("dataset", Types.STRING, "The landing dataset.")
          .optional("account_id", Types.STRING, "The Zoom account.")
          .required("line", Types.INTEGER, "Line number in the file, from 1.")
          .required(
              "record",
              Types.INTEGER,
              "Index of the record in the line's body, from 0; -1 for the line itself.")
          .required("field", Types.STRING, "The field at fault; empty for the whole record.")
          .required(
              "reason",
              Types.STRING,
              "Why, as a key: unreadable_line, missing_key, wrong_type, unknown_enum, outside_window, duplicate and such.")
          .optional(
              "detail",
              Types.STRING,
              "What was expected; never the value, which may be somebody's data.")
          .required(
              "severity",
              Types.STRING,
              "rejected: the record is not used; repaired: it is used without the field, or, if swapped, with the two fields in order.")
          .required("file", Types.STRING, "The landing file, relative to the landing root.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("job", "dataset", "file", "line", "record", "field")
          .partitionedBy("job", "day")
          .build();

  private RejectedRecords() {}
}
