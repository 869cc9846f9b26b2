package io.meetinginsights.jobs.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A table of texts in columns. Texts come from people: control characters, which could move the
 * cursor or change the terminal, become blanks, and long texts are cut.
 */
public final class TextGrid {

  private static final int MOST_CHARACTERS = 60;

  private final List<String[]> lines = new ArrayList<>();

  /** A table with this header. */
  public TextGrid(String... header) {
    lines.add(header);
  }

  /** Adds a line; null shows as a dash. */
  public void add(Object... cells) {
    String[] line = new String[cells.length];
    for (int i = 0; i < cells.length; i++) {
      line[i] = cut(clean(Objects.requireNonNullElse(cells[i], "-").toString()));
    }
    lines.add(line);
  }

  /** A text on one line, without control and formatting characters. */
  public static String clean(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", " ");
  }

  private static String cut(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS - 1) + "…";
  }

  /** The lines, indented by two. */
  public List<String> lines() {
    int[] widths = new int[lines.get(0).length];
    for (String[] line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line[i].length());
      }
    }
    return lines.stream().map(line -> laidOut(line, widths)).toList();
  }

  private static String laidOut(String[] line, int[] widths) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < line.length; i++) {
      text.append("  ").append(line[i]).append(" ".repeat(widths[i] - line[i].length()));
    }
    return text.toString().stripTrailing();
  }
}
