package io.meetinginsights.jobs.demo;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.Sites;
import io.meetinginsights.jobs.accounts.Accounts;
import io.meetinginsights.jobs.emulator.EmulatorSettings;
import io.meetinginsights.jobs.emulator.ZoomEmulator;
import io.meetinginsights.jobs.ingest.fetch.FetchJob;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * The demo's Zoom: the emulator over what {@code simulate} wrote, linked and fetched as a real
 * account is, within the limits of the Business plan and on a faster clock.
 *
 * <p>Reads: the simulated folder, the sites file. Writes: what {@link FetchJob} writes, and the
 * link of each account. Re-run: days that are complete cost no request.
 */
public final class EmulatedZoom {

  /** Zoom's seconds in one of ours: the pace is the real one, the waiting is not. */
  private static final double SPEED = 60;

  /** The fetch runs when call quality has all come in. */
  private static final Duration AFTER_THE_LAST_DAY = Duration.ofHours(6);

  private EmulatedZoom() {}

  /** Serves, links and fetches the days. */
  public static Counts fetch(
      Configuration configuration, Path simulated, DayRange days, String runId) {
    Instant now =
        days.to().plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC).plus(AFTER_THE_LAST_DAY);
    EmulatorSettings settings =
        EmulatorSettings.of(configuration, simulated).withStart(now).withSpeed(SPEED);
    // Not the user's own environment: his key guards his accounts.
    Map<String, String> environment =
        Map.of(
            configuration.text("zoom.client-id-env"), ZoomEmulator.CLIENT_ID,
            configuration.text("zoom.client-secret-env"), ZoomEmulator.CLIENT_SECRET);
    List<String> organisations =
        Sites.read(Path.of(configuration.text("sites-file"))).organisations().stream()
            .map(Sites.Organisation::orgId)
            .toList();
    try (ZoomEmulator zoom = ZoomEmulator.start(settings)) {
      Configuration emulated =
          configuration
              .with("zoom.api-url=" + zoom.apiUri())
              .with("zoom.oauth-url=" + zoom.oauthUri())
              .with("zoom.clock.start=" + zoom.now())
              .with("zoom.clock.speed=" + SPEED);
      for (String account : zoom.accounts()) {
        new Accounts(emulated, FetchJob.hadoop(emulated), environment, runId)
            .linkServerToServer(account, new Accounts.Settings(organisations, 0, false));
      }
      return new FetchJob(emulated, runId, environment)
          .run(days, null)
          .with("requests over a limit of Zoom's", zoom.stats().overLimit());
    }
  }
}
