package io.meetinginsights.tables.bronze;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * bronze.network_records: A landed line of network telemetry or of a webhook post, whole, with its
 * place, its content hash and the span of event times inside it.
 *
 * <p>Key: file, line.
 */
public final class NetworkRecords {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.bronze("network_records")
          .comment(
              "A landed line of network telemetry or of a webhook post, whole, with its place, its content hash and the span of event times inside it.")
          .required("day", Types.DATE, "Landing day: the UTC day of arrival.")
          .required(
              "dataset", Types.STRING, "The landing dataset, such as client_stats or device_stats.")
          .optional("org_id", Types.STRING, "The network organisation.")
          .optional(
              "site_id",
              Types.STRING,
              "The site the answer is about, where the envelope names one.")
          .optional("request", Types.STRING, "Method and path template, or webhook and topic.")
          .optional("params", Types.STRING_MAP, "Path and query parameters of the request.")
          .optional(
              "body",
              Types.STRING,
              "The answer or post as JSON, without blanks between its parts and with fractions as Java writes them; the whole line where the line is not readable.")
          .required("is_readable", Types.BOOLEAN, "Whether the line is a JSON object with a body.")
          .optional(
              "first_event_at",
              Types.TIMESTAMP,
              "Earliest event time inside the body; received_at where the body has none.")
          .optional(
              "last_event_at",
              Types.TIMESTAMP,
              "Latest event time inside the body; received_at where the body has none.")
          .required(
              "content_sha256",
              Types.STRING,
              "SHA-256 over body, request and params: equal content has an equal hash.")
          .required("line", Types.INTEGER, "Line number in the file, from 1.")
          .operational("file", Types.STRING, "The landing file, relative to the landing root.")
          .operational(
              "received_at", Types.TIMESTAMP, "When the newest answer behind this row arrived.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("file", "line")
          .partitionedBy("day", "dataset")
          .build();

  private NetworkRecords() {}
}
