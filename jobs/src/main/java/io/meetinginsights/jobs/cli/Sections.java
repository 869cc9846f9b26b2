package io.meetinginsights.jobs.cli;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.SparkConfig;
import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.jobs.correlate.CorrelateConfig;
import io.meetinginsights.jobs.emulator.ZoomEmulatorConfig;
import io.meetinginsights.jobs.explain.ExplainConfig;
import io.meetinginsights.jobs.ingest.IngestConfig;
import io.meetinginsights.jobs.insights.InsightsConfig;
import io.meetinginsights.jobs.train.TrainConfig;
import io.meetinginsights.score.ScoresConfig;
import java.util.Map;

/**
 * Every section of the configuration with its type, so that a bad value is found at the start of
 * any command, not in its middle.
 */
final class Sections {

  private static final Map<String, Class<?>> TYPES =
      Map.of(
          "storage", StorageConfig.class,
          "spark", SparkConfig.class,
          "simulate", SimulateSettings.class,
          "ingest", IngestConfig.class,
          "correlate", CorrelateConfig.class,
          "scores", ScoresConfig.class,
          "train", TrainConfig.class,
          "explain", ExplainConfig.class,
          "insights", InsightsConfig.class,
          "zoom-emulator", ZoomEmulatorConfig.class);

  private Sections() {}

  static void check(Configuration configuration) {
    TYPES.forEach(configuration::section);
  }
}
