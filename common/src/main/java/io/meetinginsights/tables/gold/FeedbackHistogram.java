package io.meetinginsights.tables.gold;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * gold.feedback_histogram: Ratings of a site's day.
 *
 * <p>Key: org_id, site_id, day.
 */
public final class FeedbackHistogram {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.gold("feedback_histogram")
          .comment("Ratings of a site's day.")
          .required("day", Types.DATE, "UTC day the call ended.")
          .required("org_id", Types.STRING, "The organisation.")
          .required("site_id", Types.STRING, "The site.")
          .required("poor", Types.LONG, "Zoom's NOT GOOD.")
          .required(
              "average", Types.LONG, "Ratings in the middle; Zoom has none, other sources may.")
          .required("good", Types.LONG, "Zoom's GOOD.")
          .key("org_id", "site_id", "day")
          .partitionedBy("day")
          .build();

  private FeedbackHistogram() {}
}
