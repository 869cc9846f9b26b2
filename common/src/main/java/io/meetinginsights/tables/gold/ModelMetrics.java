package io.meetinginsights.tables.gold;

import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Types;

/**
 * gold.model_metrics: A figure about a model.
 *
 * <p>Key: job, version, target, metric, slice, day.
 */
public final class ModelMetrics {

  /** Columns, key, partitions and constraints. */
  public static final TableSchema SCHEMA =
      TableSchema.gold("model_metrics")
          .comment("A figure about a model.")
          .required("job", Types.STRING, "train, explain or evaluate.")
          .required("day", Types.DATE, "Day the figure is for; the last training day for train.")
          .required("version", Types.STRING, "Model version.")
          .required("target", Types.STRING, "Target.")
          .required(
              "slice", Types.STRING, "all, or what the figure is restricted to, such as site=….")
          .required("metric", Types.STRING, "Name, such as auc, brier, mae_ms.")
          .optional("value", Types.DOUBLE, "Value; null where it is not defined.")
          .optional("row_count", Types.LONG, "Rows behind the figure.")
          .operational("run_id", Types.STRING, "The run that last wrote the row; see gold.run_log.")
          .key("job", "version", "target", "metric", "slice", "day")
          .partitionedBy("job")
          .build();

  private ModelMetrics() {}
}
