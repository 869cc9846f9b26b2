package io.meetinginsights.warehouse;

import java.util.ArrayList;
import java.util.List;

/**
 * Named points before and after every commit at which a test can end the program the way a power
 * cut does. Nothing happens at them unless the system property {@code meetinginsights.crash-at} (or
 * the environment variable MEETING_INSIGHTS_CRASH_AT) names one.
 *
 * <p>The process is halted without shutdown hooks. A test that runs in the same JVM asks for {@code
 * throw:NAME} instead and gets {@link SimulatedCrash}, after which the runner cleans up nothing
 * either.
 */
public final class CrashPoints {

  /** Exit status of a halted process: that of SIGKILL. */
  public static final int HALTED = 137;

  private static final String PROPERTY = "meetinginsights.crash-at";
  private static final String VARIABLE = "MEETING_INSIGHTS_CRASH_AT";

  private static final List<String> PASSED = new ArrayList<>();

  /** Stands in for the end of the process inside one JVM: an Error, so that nothing handles it. */
  public static final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1L;

    SimulatedCrash(String point) {
      super("crash asked for at " + point);
    }
  }

  private CrashPoints() {}

  /** The program is at this point. */
  public static void at(String point) {
    synchronized (PASSED) {
      PASSED.add(point);
    }
    String wanted = System.getProperty(PROPERTY, System.getenv(VARIABLE));
    if (point.equals(wanted)) {
      Runtime.getRuntime().halt(HALTED);
    }
    if (("throw:" + point).equals(wanted)) {
      throw new SimulatedCrash(point);
    }
  }

  /** Points passed since the last call, in order: what a crash test goes through. */
  public static List<String> drainPassed() {
    synchronized (PASSED) {
      List<String> passed = List.copyOf(PASSED);
      PASSED.clear();
      return passed;
    }
  }
}
