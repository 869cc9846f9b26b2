package io.meetinginsights.jobs.endtoend;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A world small enough for end-to-end tests, and the command lines that take it through the jobs.
 */
final class TinyWorld {

  static final String DAY = "2026-03-03";

  /** The daily commands in their order. */
  static final List<String> JOBS = List.of("ingest", "correlate", "train", "explain", "insights");

  /**
   * Expressions interpreted: a cold process takes longer to compile those of a tiny world than to
   * evaluate them. Whether compiled code does the same is shown by comparing with {@link
   * ReferenceRun}, which compiles.
   */
  static final List<String> INTERPRETED =
      List.of(
          "spark.conf.spark.sql.codegen.wholeStage=\"false\"",
          "spark.conf.spark.sql.codegen.factoryMode=NO_CODEGEN");

  private final Path folder;
  private final String root;
  private final List<String> more;

  TinyWorld(Path folder) {
    this(folder, folder.toString(), List.of());
  }

  /** A world whose data stand below a root of another file system, with settings of its own. */
  TinyWorld(Path folder, String root, List<String> more) {
    this.folder = folder;
    this.root = root;
    this.more = more;
  }

  Path folder() {
    return folder;
  }

  Path warehouse() {
    return folder.resolve("warehouse");
  }

  String[] simulate() {
    return line("simulate", "--sites-out", folder.resolve("sites.yaml").toString());
  }

  /** A command with its day and with everything in the world's folder. */
  String[] line(String command, String... more) {
    return lineOf(DAY, command, more);
  }

  /** As {@link #line} for another day. */
  String[] lineOf(String day, String command, String... more) {
    List<String> words = new ArrayList<>(List.of(command));
    if (command.equals("ingest")) {
      words.addAll(List.of("--only", "load"));
    }
    words.addAll(List.of("--date", day));
    words.addAll(settings());
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  /** A command that takes no day, with everything in the world's folder. */
  String[] words(String command, String... more) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(settings());
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  List<String> settings() {
    List<String> words = new ArrayList<>();
    for (String place : List.of("landing", "warehouse", "models", "ops", "key")) {
      words.addAll(List.of("--set", "storage." + place + "=" + root + "/" + place));
    }
    words.addAll(List.of("--set", "privacy.erasure-key-file=" + folder + "-erasure.key"));
    for (String setting :
        List.of(
            "sites-file=" + folder.resolve("sites.yaml"),
            "spark.master=local[2]",
            "spark.shuffle-partitions=2",
            "simulate.sites=2",
            "simulate.clients-per-site=16",
            "simulate.faulty-share=3",
            "simulate.partitions=2",
            "train.trees=20",
            "train.min-bad-minutes=10")) {
      words.addAll(List.of("--set", setting));
    }
    more.forEach(setting -> words.addAll(List.of("--set", setting)));
    return words;
  }
}
