package io.meetinginsights.jobs.ingest;

import io.meetinginsights.jobs.privacy.ErasureKey;
import io.meetinginsights.jobs.privacy.Erasures;
import io.meetinginsights.jobs.privacy.LandingRewrite;
import io.meetinginsights.jobs.privacy.PrivacyConfig;
import io.meetinginsights.jobs.privacy.Redacting;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.warehouse.CrashPoints;
import java.util.List;

/**
 * Keeps out whoever has been erased: files that came late, or that the look-back fetched again, are
 * rewritten without their records before anything reads them. Without erasures it does nothing and
 * needs no key.
 */
final class ErasedPeople {

  private ErasedPeople() {}

  /** Rewrites those of the files that hold such records. */
  static Counts keepOut(
      JobContext context, PrivacyConfig config, LandingZone zone, List<LandingFile> fresh) {
    Erasures erasures =
        new Erasures(context.spark().sparkContext().hadoopConfiguration(), context.storage().ops());
    if (fresh.isEmpty() || !erasures.any()) {
      return Counts.none();
    }
    Redacting redacting =
        Redacting.of(erasures.tombstones(ErasureKey.open(config, System.getenv())));
    CrashPoints.at("before:landing of erased people");
    LandingRewrite.Result result =
        LandingRewrite.run(
            context.spark(), zone.qualifiedRoot(), LandingFile.places(fresh), redacting);
    CrashPoints.at("after:landing of erased people");
    return result.files() == 0
        ? Counts.none()
        : Counts.none()
            .with("landing files redacted of erased people", result.files())
            .with("records of erased people", result.records())
            .with("fields of erased people", result.fields());
  }
}
