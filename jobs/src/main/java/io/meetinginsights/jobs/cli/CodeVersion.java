package io.meetinginsights.jobs.cli;

import java.util.Objects;
import picocli.CommandLine;

/** The version of this program, from its jar. */
public final class CodeVersion implements CommandLine.IVersionProvider {

  /** The version, or "development" outside a jar. */
  public static String current() {
    return Objects.requireNonNullElse(
        CodeVersion.class.getPackage().getImplementationVersion(), "development");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"meeting-insights " + current()};
  }
}
