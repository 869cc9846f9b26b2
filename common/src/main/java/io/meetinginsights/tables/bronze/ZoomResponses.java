package io.meetinginsights.tables.bronze;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * bronze.zoom_responses: A landed line of a Zoom API answer, whole, with its place and content
 * hash. Lines that are not JSON are kept too, in body, with is_readable false.
 *
 * <p>Key: file, line.
 */
public final class ZoomResponses {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.bronze("zoom_responses")
          .comment(
              "A landed line of a Zoom API answer, whole, with its place and content hash. Lines that are not JSON are kept too, in body, with is_readable false.")
          .required(
              "day", Types.DATE, "Landing day: the run's --date under which the file arrived.")
          .required(
              "dataset",
              Types.STRING,
              "meetings, participants, participants_qos, satisfaction or users.")
          .required("account_id", Types.STRING, "The Zoom account, from the landing path.")
          .optional(
              "meeting_uuid",
              Types.STRING,
              "The decoded meeting uuid the answer is about, from params.")
          .optional(
              "request", Types.STRING, "Method and path template, such as GET /metrics/meetings.")
          .optional("params", Types.STRING_MAP, "Path and query parameters of the request.")
          .optional(
              "body",
              Types.STRING,
              "The answer as JSON, without blanks between its parts and with fractions as Java writes them; the whole line where the line is not readable.")
          .required("is_readable", Types.BOOLEAN, "Whether the line is a JSON object with a body.")
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

  private ZoomResponses() {}
}
