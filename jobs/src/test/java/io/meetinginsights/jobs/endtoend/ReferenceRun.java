package io.meetinginsights.jobs.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.FileUtils;

/**
 * The tiny world after each of the daily commands, every one a process of its own, as an operator
 * runs them. Tests look at a state, or go on from a copy of it; nobody writes into it.
 *
 * <p>It is made once for a build, by whichever test asks first, and kept below {@code target} under
 * a hash of what makes it: the application jar, the settings, the way it is started. A state made
 * by other code cannot be found.
 */
final class ReferenceRun {

  /** The secret behind surrogate keys: worlds that are compared need the same. */
  static final String KEY = "5ecre70f5urr0g4te5-only-for-this-test";

  static final String RUN_ID = "night-1";

  /** What has been done to a world, in order. */
  enum State {
    LANDED("simulate"),
    LOADED("ingest"),
    CORRELATED("correlate"),
    TRAINED("train"),
    EXPLAINED("explain"),
    READABLE("insights");

    private final String command;

    State(String command) {
      this.command = command;
    }

    /** The command that leads to it. */
    String command() {
      return command;
    }

    /** The state that a command leads to. */
    static State after(String command) {
      return Stream.of(values())
          .filter(state -> state.command.equals(command))
          .findFirst()
          .orElseThrow();
    }

    /** The state before it. */
    State before() {
      return values()[ordinal() - 1];
    }
  }

  private ReferenceRun() {}

  /** The world in a state; not to be written into. */
  static TinyWorld at(State state) throws IOException, InterruptedException {
    return new TinyWorld(made().resolve(state.name()));
  }

  /** A world of one's own in a state. */
  static TinyWorld copyAt(State state, Path folder) throws IOException, InterruptedException {
    FileUtils.copyDirectory(at(state).folder().toFile(), folder.toFile());
    return new TinyWorld(folder);
  }

  /** What a command of the run printed. */
  static String outputOf(String command) throws IOException, InterruptedException {
    return Files.readString(made().resolve(command + ".out"));
  }

  private static Path made() throws IOException, InterruptedException {
    Path all = Path.of(System.getProperty("app.jar")).resolveSibling("reference-run");
    Files.createDirectories(all);
    Path folder = all.resolve(hash());
    // Test classes run in JVMs of their own, two at once.
    try (FileChannel lock =
            FileChannel.open(
                all.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var held = lock.lock()) {
      if (!Files.exists(folder.resolve("done"))) {
        try (Stream<Path> others = Files.list(all)) {
          for (Path other : others.filter(Files::isDirectory).toList()) {
            FileUtils.deleteDirectory(other.toFile());
          }
        }
        make(folder);
        Files.createFile(folder.resolve("done"));
      }
    }
    return folder;
  }

  private static void make(Path folder) throws IOException, InterruptedException {
    TinyWorld world = new TinyWorld(Files.createDirectories(folder.resolve("world")));
    Files.writeString(world.folder().resolve("key"), KEY + "\n");
    for (State state : State.values()) {
      long start = System.nanoTime();
      Processes.Ended ended = Processes.meetingInsights(Map.of(), line(world, state));
      Files.writeString(folder.resolve(state.command() + ".out"), ended.output());
      assertThat(ended.exitCode()).as("%s: %s", state.command(), ended.output()).isZero();
      System.out.printf( // OK: the figures a reader of the log looks for
          "reference run: %s took %.1f s%n", state.command(), (System.nanoTime() - start) / 1e9);
      if (state == State.LANDED) {
        // The simulator's lines are all in order; a night's are not.
        Files.writeString(
            world
                .folder()
                .resolve("landing/network/probes/date=" + TinyWorld.DAY + "/broken.jsonl"),
            "{\"received_at\": \"2026-03-03T10:00:00Z\", \"body\": {\"ts\": 17\n");
      }
      FileUtils.copyDirectory(world.folder().toFile(), folder.resolve(state.name()).toFile());
    }
    FileUtils.deleteDirectory(world.folder().toFile());
  }

  private static String[] line(TinyWorld world, State state) {
    return state == State.LANDED
        ? world.simulate()
        // Planned for much data, as most nights are; other runs of this world are planned for
        // little.
        : world.line(state.command(), "--run-id", RUN_ID, "--set", "spark.small-below-mb=0");
  }

  /** Of what the jar holds, not of when it was packed, of the settings and of the way to start. */
  private static String hash() throws IOException {
    StringBuilder parts = new StringBuilder(KEY);
    try (ZipFile file = new ZipFile(System.getProperty("app.jar"))) {
      parts.append(
          file.stream()
              .map(entry -> entry.getName() + ' ' + entry.getCrc() + '\n')
              .sorted()
              .collect(Collectors.joining()));
    }
    parts.append(new TinyWorld(Path.of("")).settings());
    for (String file : List.of("bin/meeting-insights", "build/jvm-options")) {
      parts.append(Files.readString(Processes.projectRoot().resolve(file)));
    }
    return DigestUtils.sha256Hex(parts.toString()).substring(0, 16);
  }
}
