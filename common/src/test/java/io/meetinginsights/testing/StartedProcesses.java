package io.meetinginsights.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/**
 * The processes that this JVM starts while something runs, from the JVM's own recording of them.
 */
public final class StartedProcesses {

  /** What runs. */
  public interface Body {
    void run() throws IOException;
  }

  private StartedProcesses() {}

  /** The command lines of the processes that a body starts. */
  public static List<String> during(Body body) throws IOException {
    Path events = Files.createTempFile("processes", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ProcessStart");
      recording.start();
      body.run();
      recording.stop();
      recording.dump(events);
      return RecordingFile.readAllEvents(events).stream()
          .map(event -> event.getString("command"))
          .toList();
    } finally {
      Files.delete(events);
    }
  }
}
