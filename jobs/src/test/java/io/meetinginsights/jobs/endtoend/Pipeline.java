package io.meetinginsights.jobs.endtoend;

import io.meetinginsights.jobs.cli.MeetingInsights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Several commands in one process, one after the other, so that a test does not pay for the start
 * of a JVM each time. The commands stand in a file, one a line, words apart by tabs; the first that
 * fails ends it with its exit code.
 */
public final class Pipeline {

  private Pipeline() {}

  public static void main(String[] arguments) throws Exception {
    List<String> commands = Files.readAllLines(Path.of(arguments[0]));
    int exitCode = 0;
    for (String command : commands) {
      String[] words = command.split("\t");
      long start = System.nanoTime();
      exitCode = MeetingInsights.run(words);
      System.out.printf( // OK: what a test and its reader look for
          "pipeline: %s ended with %d after %.1f s%n",
          words[0], exitCode, (System.nanoTime() - start) / 1e9);
      if (exitCode != 0) {
        System.out.println( // OK: as above
            "pipeline: failed was " + Arrays.toString(words));
        break;
      }
    }
    SparkSession.getActiveSession().foreach(Pipeline::stop);
    System.exit(exitCode); // OK: a program of its own
  }

  private static Void stop(SparkSession spark) {
    spark.stop();
    return null;
  }
}
