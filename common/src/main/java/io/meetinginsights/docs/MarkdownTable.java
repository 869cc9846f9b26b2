package io.meetinginsights.docs;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table in Markdown; what a cell holds cannot break it. */
public final class MarkdownTable {

  private final StringBuilder text = new StringBuilder();

  /** A table with its head. */
  public MarkdownTable(String... headings) {
    row(headings);
    row(Stream.of(headings).map(heading -> "---").toArray(String[]::new));
  }

  /** Adds a row. */
  public MarkdownTable row(String... cells) {
    text.append(
        List.of(cells).stream()
            .map(cell -> cell.replace("|", "\\|").replace('\n', ' '))
            .collect(Collectors.joining(" | ", "| ", " |\n")));
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
