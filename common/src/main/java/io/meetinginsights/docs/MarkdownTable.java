package io.meetinginsights.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A table in Markdown; what a cell holds cannot break it. */
public final class MarkdownTable {

  private final List<List<String>> rows = new ArrayList<>();

  /** A table with its head. */
  public MarkdownTable(String... headings) {
    row(headings);
    row(Stream.of(headings).map(heading -> "---").toArray(String[]::new));
  }

  /** Adds a row. */
  public MarkdownTable row(String... cells) {
    rows.add(Stream.of(cells).map(cell -> cell.replace("|", "\\|").replace('\n', ' ')).toList());
    return this;
  }

  @Override
  public String toString() {
    return rows.stream().map(MarkdownTable::line).collect(Collectors.joining());
  }

  /** The same with its columns one below the other, to be read as text. */
  public String aligned() {
    int[] widths = new int[rows.get(0).size()];
    rows.forEach(
        row ->
            IntStream.range(0, widths.length)
                .forEach(i -> widths[i] = Math.max(widths[i], row.get(i).length())));
    return rows.stream()
        .map(
            row ->
                line(
                    IntStream.range(0, widths.length)
                        .mapToObj(i -> row.get(i) + " ".repeat(widths[i] - row.get(i).length()))
                        .toList()))
        .collect(Collectors.joining());
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
