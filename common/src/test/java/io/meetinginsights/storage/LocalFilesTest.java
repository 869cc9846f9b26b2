package io.meetinginsights.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.testing.StartedProcesses;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Our local file system beside Hadoop's own, and what it must not start: processes. */
@DisabledOnOs(OS.WINDOWS)
class LocalFilesTest {

  private static final int COMMITS = 400;

  @TempDir Path folder;

  private static Configuration hadoop() {
    Configuration hadoop = new Configuration();
    LocalFiles.use(hadoop);
    return hadoop;
  }

  private static LocalFileSystem ours() throws IOException {
    return FileSystem.getLocal(hadoop());
  }

  private static FileContext context() throws IOException {
    return FileContext.getFileContext(URI.create("file:///"), hadoop());
  }

  private org.apache.hadoop.fs.Path at(String name) {
    return new org.apache.hadoop.fs.Path(folder.resolve(name).toUri());
  }

  @Test
  void itTakesThePlaceOfAFileSystemThatHadoopHasKept() throws IOException {
    assertThat(FileSystem.getLocal(new Configuration())).isInstanceOf(LocalFileSystem.class);
    Configuration hadoop = new Configuration();
    LocalFiles.use(hadoop);
    assertThat(new org.apache.hadoop.fs.Path("file:///").getFileSystem(hadoop))
        .isInstanceOf(LocalFiles.class);
  }

  /** The same steps in two folders, one by Hadoop's own file system; every status must agree. */
  @Test
  void everyStatusIsWhatHadoopsOwnFileSystemSays() throws IOException {
    LocalFileSystem hadoops = new LocalFileSystem();
    hadoops.initialize(URI.create("file:///"), new Configuration());
    List<String> expected = steps(hadoops, "hadoops");
    assertThat(steps(ours(), "ours")).isEqualTo(expected).hasSizeGreaterThan(10);
  }

  private List<String> steps(FileSystem files, String name) throws IOException {
    files.mkdirs(at(name + "/a folder/in it"), new FsPermission("751"));
    files.mkdirs(at(name + "/shared"));
    files.setPermission(at(name + "/shared"), new FsPermission("1777"));
    for (String file : List.of("/a folder/daily.json", "/shared/b", "/shared/c")) {
      try (OutputStream out = files.create(at(name + file))) {
        out.write(file.getBytes(StandardCharsets.UTF_8));
      }
    }
    files.setPermission(at(name + "/shared/b"), new FsPermission("600"));
    files.setOwner(at(name + "/shared/b"), System.getProperty("user.name"), null);
    files.rename(at(name + "/shared/c"), at(name + "/shared/d"));
    files.delete(at(name + "/a folder/in it"), true);
    List<String> told = new ArrayList<>();
    for (String path : List.of("", "/a folder", "/shared", "/shared/b")) {
      for (FileStatus status : files.listStatus(at(name + path))) {
        told.add(told(status));
      }
      told.add(told(files.getFileStatus(at(name + path))));
      told.add("not followed: " + told(files.getFileLinkStatus(at(name + path))));
    }
    told.replaceAll(line -> line.replace(folder + "/" + name, "…"));
    told.sort(null);
    return told;
  }

  private static String told(FileStatus status) {
    return String.join(
        " ",
        status.getPath().toString(),
        Long.toString(status.isDirectory() ? 0 : status.getLen()),
        status.getPermission().toString(),
        status.getOwner(),
        status.getGroup(),
        Long.toString(status.getBlockSize()),
        status.isDirectory() ? "folder" : "file");
  }

  @Test
  void permissionsAreThoseOfTheDisk() throws IOException {
    Path file = Files.createFile(folder.resolve("key"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    FileStatus status = ours().getFileStatus(at("key"));
    assertThat(status.getPermission()).isEqualTo(new FsPermission("640"));
    assertThat(status.getOwner()).isEqualTo(Files.getOwner(file).getName());
    ours().setPermission(at("key"), new FsPermission("600"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (OutputStream out = FileSystem.create(ours(), at("secret"), new FsPermission("400"))) {
      out.write(1);
    }
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secret"))))
        .isEqualTo("r--------");
  }

  @Test
  void whatIsNotThereIsNotFound() throws IOException {
    Files.createFile(folder.resolve("a-file"));
    assertThatThrownBy(() -> ours().getFileStatus(at("a-file/below/it")))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("a-file/below/it");
    assertThatThrownBy(() -> ours().getFileStatus(at("nothing")))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("nothing");
    assertThatThrownBy(() -> ours().setPermission(at("nothing"), new FsPermission("600")))
        .isInstanceOf(FileNotFoundException.class);
    assertThatThrownBy(() -> ours().listStatus(at("nothing")))
        .isInstanceOf(FileNotFoundException.class);
    assertThatThrownBy(() -> context().rename(at("nothing"), at("else")))
        .isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void aLinkIsFollowedOrToldFromWhatItLeadsTo() throws IOException {
    Files.writeString(folder.resolve("file"), "five!");
    Files.createSymbolicLink(folder.resolve("whole"), folder.resolve("file"));
    assertThat(ours().getFileStatus(at("whole")).getLen()).isEqualTo(5);
    assertThat(ours().getFileLinkStatus(at("whole")).getSymlink()).isEqualTo(at("file"));
    Files.createSymbolicLink(folder.resolve("link"), Path.of("gone"));
    FileStatus status = ours().getFileLinkStatus(at("link"));
    assertThat(status.isSymlink()).isTrue();
    assertThat(status.getSymlink()).isEqualTo(at("gone"));
    assertThatThrownBy(() -> ours().getFileStatus(at("link")))
        .isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void aRenameReplacesOnlyWhenAsked() throws IOException {
    write("one");
    write("two");
    assertThatThrownBy(() -> context().rename(at("one"), at("two")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(read("two")).isEqualTo("two");
    context().rename(at("one"), at("two"), Options.Rename.OVERWRITE);
    assertThat(read("two")).isEqualTo("one");
    assertThat(folder.resolve("one")).doesNotExist();
    assertThat(folder.resolve(".one.crc")).doesNotExist();
    context().mkdir(at("folder"), FsPermission.getDirDefault(), false);
    context().rename(at("folder"), at("moved"));
    assertThat(folder.resolve("moved")).isDirectory();
  }

  private void write(String name) throws IOException {
    try (OutputStream out =
        context()
            .create(
                at(name),
                EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE),
                Options.CreateOpts.createParent())) {
      out.write(name.getBytes(StandardCharsets.UTF_8));
    }
  }

  private String read(String name) throws IOException {
    try (var in = context().open(at(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void noProcessIsStarted() throws IOException {
    FileSystem hadoops = new LocalFileSystem();
    hadoops.initialize(URI.create("file:///"), new Configuration());
    assertThat(
            StartedProcesses.during(() -> hadoops.setPermission(at(""), new FsPermission("700"))))
        .as("what Hadoop's own starts is seen")
        .isNotEmpty();
    assertThat(
            StartedProcesses.during(
                () -> {
                  steps(ours(), "steps");
                  aRenameReplacesOnlyWhenAsked();
                }))
        .isEmpty();
  }

  /** What Delta does with a commit: written under another name, then renamed if none is there. */
  static final class Committer {

    private Committer() {}

    public static void main(String[] words) throws Exception {
      Path log = Path.of(words[0]);
      String name = words[1];
      FileContext context = context();
      Files.createFile(log.resolveSibling("ready-" + name));
      while (!Files.exists(log.resolveSibling("go"))) {
        Thread.onSpinWait();
      }
      List<String> won = new ArrayList<>();
      int lost = 0;
      for (int version = 0; won.size() < COMMITS; version++) {
        org.apache.hadoop.fs.Path written =
            new org.apache.hadoop.fs.Path(log.resolve("." + name + "-" + version).toUri());
        try (OutputStream out =
            context.create(
                written, EnumSet.of(CreateFlag.CREATE), Options.CreateOpts.createParent())) {
          out.write(name.getBytes(StandardCharsets.UTF_8));
        }
        try {
          context.rename(
              written, new org.apache.hadoop.fs.Path(log.resolve("v" + version).toUri()));
          won.add("v" + version);
        } catch (FileAlreadyExistsException other) {
          context.delete(written, false);
          lost++;
        }
      }
      Files.writeString(log.resolveSibling("lost-" + name), Integer.toString(lost));
      Files.write(log.resolveSibling("won-" + name), won);
    }
  }

  @Test
  void ofTwoProcessesThatCommitTheSameVersionOneDoes() throws Exception {
    Path log = Files.createDirectory(folder.resolve("log"));
    List<Process> committers = new ArrayList<>();
    try {
      for (String name : List.of("a", "b")) {
        committers.add(start(log, name));
      }
      for (String name : List.of("a", "b")) {
        await(folder.resolve("ready-" + name), committers);
      }
      Files.createFile(folder.resolve("go"));
      for (Process committer : committers) {
        assertThat(committer.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(committer.exitValue()).as(output()).isZero();
      }
    } finally {
      committers.forEach(Process::destroyForcibly);
    }
    Set<String> versions = new HashSet<>();
    int lost = 0;
    for (String name : List.of("a", "b")) {
      for (String version : Files.readAllLines(folder.resolve("won-" + name))) {
        assertThat(versions.add(version)).as("%s is won by one alone", version).isTrue();
        assertThat(log.resolve(version)).hasContent(name);
      }
      lost += Integer.parseInt(Files.readString(folder.resolve("lost-" + name)));
    }
    assertThat(versions).hasSize(2 * COMMITS);
    assertThat(lost).as("how often the two have met").isGreaterThan(COMMITS / 4);
  }

  private Process start(Path log, String name) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Committer.class.getName(),
            log.toString(),
            name)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(name + ".out").toFile())
        .start();
  }

  private void await(Path file, List<Process> committers) throws Exception {
    for (int i = 0; i < 600 && !Files.exists(file); i++) {
      assertThat(committers).as(output()).allMatch(Process::isAlive);
      Thread.sleep(50);
    }
    assertThat(file).exists();
  }

  private String output() {
    try (Stream<Path> files = Files.list(folder)) {
      StringBuilder output = new StringBuilder();
      for (Path file : files.filter(path -> path.toString().endsWith(".out")).toList()) {
        output.append(Files.readString(file));
      }
      return output.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
