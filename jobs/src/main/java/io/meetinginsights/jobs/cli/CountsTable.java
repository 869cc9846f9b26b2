package io.meetinginsights.jobs.cli;

import io.meetinginsights.runner.Counts;
import java.io.PrintWriter;
import java.util.Map;

/** The table of counts a command ends with. */
final class CountsTable {

  private CountsTable() {}

  static void print(PrintWriter out, String title, Counts counts) {
    int width = counts.asMap().keySet().stream().mapToInt(String::length).max().orElse(10);
    out.println(title);
    for (Map.Entry<String, Long> count : counts.asMap().entrySet()) {
      out.printf("  %-" + width + "s %,14d%n", count.getKey(), count.getValue());
    }
    out.flush();
  }
}
