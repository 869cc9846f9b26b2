package io.meetinginsights.jobs.emulator;

import io.meetinginsights.config.Configuration;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What an emulator is started with: the configuration with its section {@code zoom-emulator}, the
 * folder of landing files, and a script of faults beside the configuration's. Each {@code with…}
 * gives a changed copy; any key of the section is set by {@link #with}.
 *
 * <p>Example: {@code EmulatorSettings.synthetic(day, 20, 3, 10).with("quota.plan=pro")}
 */
public record EmulatorSettings(Configuration configuration, Path landing, List<FaultRule> script) {

  private static final String SECTION = "zoom-emulator";

  public EmulatorSettings {
    script = List.copyOf(script);
  }

  /** As the configuration says. */
  public static EmulatorSettings of(Configuration configuration, Path landing) {
    return new EmulatorSettings(configuration, landing, List.of());
  }

  /** The defaults, over what stands under {@code landing/zoom}. */
  public static EmulatorSettings landing(Path landing) {
    return of(Configuration.defaults(), landing).with("source=landing");
  }

  /** The defaults, over a day of meetings that are made up as they are asked for. */
  public static EmulatorSettings synthetic(
      LocalDate day, int meetings, int participants, int minutes) {
    return of(Configuration.defaults(), Path.of(""))
        .with("source=synthetic")
        .with("synthetic.day=" + day)
        .with("synthetic.meetings=" + meetings)
        .with("synthetic.participants=" + participants)
        .with("synthetic.minutes=" + minutes);
  }

  /** One key below {@code zoom-emulator}, as in {@code faults.rate=0.05}. */
  public EmulatorSettings with(String assignment) {
    return new EmulatorSettings(configuration.with(SECTION + "." + assignment), landing, script);
  }

  /** When the emulator's time begins; without it, at 02:00 UTC after the last day with meetings. */
  public EmulatorSettings withStart(Instant start) {
    return with("clock.start=" + start);
  }

  /** How much faster than real time the emulator's runs; at 0 it is moved by hand alone. */
  public EmulatorSettings withSpeed(double speed) {
    return with("clock.speed=" + speed);
  }

  /** Faults by script, before those of the configuration. */
  public EmulatorSettings withScript(FaultRule... rules) {
    List<FaultRule> longer = new ArrayList<>(script);
    longer.addAll(List.of(rules));
    return new EmulatorSettings(configuration, landing, longer);
  }

  /** The section, every value checked. */
  ZoomEmulatorConfig config() {
    return configuration.section(SECTION, ZoomEmulatorConfig.class);
  }
}
