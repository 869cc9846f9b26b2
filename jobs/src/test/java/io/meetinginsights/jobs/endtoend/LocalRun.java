package io.meetinginsights.jobs.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.FileUtils;

/**
 * The tiny world through the daily jobs on this machine's disks: what a run elsewhere is compared
 * with. It is made once for an application jar and kept in {@code target}, so that a test run again
 * finds it. Nobody writes into it.
 */
final class LocalRun {

  /** Surrogate keys depend on it: a run that is compared needs the same. */
  static final String KEY = "5ecre70f5urr0g4te5-only-for-this-test";

  private LocalRun() {}

  /** The world of this build, made now if it is not there. */
  static TinyWorld ofThisBuild() throws IOException, InterruptedException {
    Path jar = Path.of(System.getProperty("app.jar"));
    Path folder = jar.resolveSibling("local-run").resolve(sum(jar));
    TinyWorld world = world(folder.resolve("world"));
    Path done = folder.resolve("done");
    if (!Files.exists(done)) {
      // Those of other builds too.
      FileUtils.deleteDirectory(folder.getParent().toFile());
      Files.createDirectories(world.folder());
      Files.writeString(world.folder().resolve("key"), KEY + "\n");
      Path commands = Files.write(folder.resolve("commands"), commands(world));
      Processes.Ended ended = Processes.pipeline(Map.of(), commands);
      print(commands, ended);
      assertThat(ended.exitCode()).as(ended.output()).isZero();
      Files.writeString(done, ended.output());
    }
    return world;
  }

  private static TinyWorld world(Path folder) {
    return new TinyWorld(folder, folder.toString(), TinyWorld.INTERPRETED);
  }

  /** Simulate, the daily jobs and a look at what they left, for a {@link Pipeline}. */
  static List<String> commands(TinyWorld world) {
    List<String> lines = new ArrayList<>();
    lines.add(String.join("\t", world.simulate()));
    for (String job : TinyWorld.JOBS) {
      lines.add(String.join("\t", world.line(job, "--run-id", "night")));
    }
    lines.add(String.join("\t", world.line("status")));
    return lines;
  }

  /** How long each command took: figures a reader of the log looks for. */
  static void print(Path commands, Processes.Ended ended) {
    System.out.println( // OK: figures
        commands.getFileName()
            + ": "
            + ended.output().lines().filter(line -> line.startsWith("pipeline:")).toList());
  }

  /** Of what the jar holds, not of when it was packed, and of the settings. */
  private static String sum(Path jar) throws IOException {
    try (ZipFile file = new ZipFile(jar.toFile())) {
      String entries =
          file.stream()
              .map(entry -> entry.getName() + ' ' + entry.getCrc() + '\n')
              .sorted()
              .collect(Collectors.joining());
      return DigestUtils.sha256Hex(entries + world(Path.of("")).settings()).substring(0, 16);
    }
  }
}
