package io.meetinginsights.jobs.cli;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.emulator.EmulatorSettings;
import io.meetinginsights.jobs.emulator.ZoomEmulator;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The {@code zoom-emulator} command, see {@link ZoomEmulator}. It says on one line where it can be
 * reached, then serves until it is ended.
 */
@Command(
    name = "zoom-emulator",
    description =
        "Serves the Zoom API on loopback over what simulate wrote, or over meetings made up, with its quotas and faults.",
    mixinStandardHelpOptions = true)
final class ZoomEmulatorCommand implements Callable<Integer> {

  @Mixin CommonOptions common;
  @Spec CommandSpec spec;

  @Option(
      names = "--landing",
      paramLabel = "FOLDER",
      description = "Folder with zoom/<dataset>/… to serve. Default: storage.landing")
  Path landing;

  @Option(
      names = "--meetings",
      paramLabel = "N",
      description = "Makes up this many meetings of several people instead of reading files.")
  Integer meetings;

  @Option(
      names = "--participants",
      paramLabel = "N",
      description = "People in each meeting that is made up.")
  Integer participants;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "Length of each meeting that is made up.")
  Integer minutes;

  @Override
  public Integer call() throws InterruptedException {
    EmulatorSettings settings = settings(common.configuration());
    CountDownLatch ended = new CountDownLatch(1);
    try (ZoomEmulator zoom = ZoomEmulator.start(settings)) {
      // A signal starts the hooks and then ends the JVM without another word to this thread.
      Thread hook = new Thread(zoom::close, "zoom-emulator-end");
      Runtime.getRuntime().addShutdownHook(hook);
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "zoom-emulator api=%s oauth=%s accounts=%s client-id=%s client-secret=%s now=%s%n",
          zoom.apiUri(),
          zoom.oauthUri(),
          String.join(",", zoom.accounts()),
          ZoomEmulator.CLIENT_ID,
          ZoomEmulator.CLIENT_SECRET,
          zoom.now().truncatedTo(ChronoUnit.SECONDS));
      out.flush();
      ended.await();
    }
    return 0;
  }

  private EmulatorSettings settings(Configuration configuration) {
    EmulatorSettings settings =
        EmulatorSettings.of(configuration, landing == null ? stored(configuration) : landing);
    if (landing != null) {
      settings = settings.with("source=landing");
    }
    if (meetings != null) {
      settings = settings.with("source=synthetic").with("synthetic.meetings=" + meetings);
    }
    if (participants != null) {
      settings = settings.with("synthetic.participants=" + participants);
    }
    return minutes == null ? settings : settings.with("synthetic.minutes=" + minutes);
  }

  private static Path stored(Configuration configuration) {
    String landing = configuration.section("storage", StorageConfig.class).landing();
    if (!landing.contains(":")) {
      return Path.of(landing);
    }
    if (!landing.startsWith("file:")) {
      throw new ConfigurationError(
          "The emulator cannot serve " + landing,
          "it reads landing files from a local folder alone",
          "copy them and give the folder with --landing");
    }
    return Path.of(URI.create(landing).getPath());
  }
}
