package io.meetinginsights.jobs.cli;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.SparkConfig;
import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.jobs.accounts.AccountsConfig;
import io.meetinginsights.jobs.correlate.CorrelateConfig;
import io.meetinginsights.jobs.digest.DigestConfig;
import io.meetinginsights.jobs.emulator.ZoomEmulatorConfig;
import io.meetinginsights.jobs.explain.ExplainConfig;
import io.meetinginsights.jobs.ingest.IngestConfig;
import io.meetinginsights.jobs.ingest.fetch.FetchConfig;
import io.meetinginsights.jobs.insights.InsightsConfig;
import io.meetinginsights.jobs.maintain.MaintainConfig;
import io.meetinginsights.jobs.privacy.PrivacyConfig;
import io.meetinginsights.jobs.simulate.SimulateConfig;
import io.meetinginsights.jobs.train.TrainConfig;
import io.meetinginsights.jobs.zoom.ZoomConfig;
import io.meetinginsights.score.ScoresConfig;
import java.util.Map;

/**
 * Every section of the configuration with its type, so that a bad value is found at the start of
 * any command, not in its middle.
 */
final class Sections {

  private static final Map<String, Class<?>> TYPES =
      Map.ofEntries(
          Map.entry("storage", StorageConfig.class),
          Map.entry("spark", SparkConfig.class),
          Map.entry("simulate", SimulateConfig.World.class),
          Map.entry("ingest", IngestConfig.class),
          Map.entry("correlate", CorrelateConfig.class),
          Map.entry("scores", ScoresConfig.class),
          Map.entry("train", TrainConfig.class),
          Map.entry("explain", ExplainConfig.class),
          Map.entry("insights", InsightsConfig.class),
          Map.entry("digest", DigestConfig.class),
          Map.entry("zoom-emulator", ZoomEmulatorConfig.class),
          Map.entry("zoom", ZoomConfig.class),
          Map.entry("accounts", AccountsConfig.class),
          Map.entry("fetch", FetchConfig.class),
          Map.entry("privacy", PrivacyConfig.class),
          Map.entry("maintain", MaintainConfig.class));

  private Sections() {}

  static void check(Configuration configuration) {
    TYPES.forEach(configuration::section);
  }
}
