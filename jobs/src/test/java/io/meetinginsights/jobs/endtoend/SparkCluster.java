package io.meetinginsights.jobs.endtoend;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.meetinginsights.jobs.cli.MeetingInsights;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Spark standalone cluster on this machine: a master and workers of one core, each a process of
 * its own, whose executors are processes too. Its Spark is the build's jars laid out as a
 * distribution, without Delta, XGBoost or an object store: those are handed over with each job.
 */
final class SparkCluster implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Path home;
  private final int port;
  private final int webPort;
  private final Process master;
  private final Map<String, String> environment;
  private final List<Process> workers = new ArrayList<>();

  private SparkCluster(Path folder, Path home, Map<String, String> environment) throws IOException {
    this.folder = folder;
    this.home = home;
    this.environment = environment;
    this.port = S3Server.freePort();
    this.webPort = S3Server.freePort();
    this.master =
        daemon(
            "master",
            "org.apache.spark.deploy.master.Master",
            "--port",
            Integer.toString(port),
            "--webui-port",
            Integer.toString(webPort));
  }

  /**
   * Starts a master and workers, and waits until they know each other. All processes, the driver's
   * too, have these variables in their environment, as the machines of a cluster have a role.
   */
  static SparkCluster start(Path folder, int workers, Map<String, String> environment)
      throws IOException, InterruptedException {
    SparkCluster cluster = new SparkCluster(folder, home(folder.resolve("spark")), environment);
    try {
      for (int i = 0; i < workers; i++) {
        cluster.addWorker();
      }
      cluster.awaitWorkers(workers);
      return cluster;
    } catch (IOException | InterruptedException | AssertionError e) {
      cluster.close();
      throw e;
    }
  }

  /** A folder as SPARK_HOME names one: the jars, and settings for the log. */
  private static Path home(Path home) throws IOException {
    Path jars = Files.createDirectories(home.resolve("jars"));
    for (String jar : jars(false)) {
      Path link = jars.resolve(Path.of(jar).getFileName());
      if (!Files.exists(link)) {
        Files.createSymbolicLink(link, Path.of(jar));
      }
    }
    Files.createDirectories(home.resolve("conf"));
    Files.copy(
        Processes.projectRoot().resolve("build/log4j2-test.properties"),
        home.resolve("conf/log4j2.properties"));
    return home;
  }

  /** The jars that are handed over with a job, or those that are Spark's. */
  private static List<String> jars(boolean isHandedOver) throws IOException {
    return Arrays.stream(
            Files.readString(Path.of(System.getProperty("app.classpath")))
                .trim()
                .split(File.pathSeparator))
        .filter(jar -> isHandedOver(jar) == isHandedOver)
        .toList();
  }

  private static boolean isHandedOver(String jar) {
    String name = Path.of(jar).getFileName().toString();
    return Stream.of(
                "delta-",
                "xgboost4j",
                "hadoop-aws",
                "unitycatalog",
                "picocli",
                "okhttp",
                "okio",
                "kotlin")
            .anyMatch(name::startsWith)
        || jar.replace('\\', '/').contains("/software/amazon/");
  }

  /** Spark's own SparkSubmit with the application jar and these words, on this machine. */
  static List<String> submit(String... words) throws IOException {
    return submit(
        Processes.projectRoot().resolve("conf/log4j2.properties"),
        jars(true),
        List.of("--master", "local[2]"),
        MeetingInsights.class,
        words);
  }

  private static List<String> submit(
      Path logging, List<String> jars, List<String> options, Class<?> main, String... words)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.add("-Xmx2g");
    command.add("@" + Processes.projectRoot().resolve("build/jvm-options"));
    command.add("-Dlog4j2.configurationFile=" + logging);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, jars(false))));
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(options);
    command.addAll(List.of("--jars", String.join(",", jars)));
    command.addAll(
        List.of("--conf", "spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension"));
    command.addAll(List.of("--class", main.getName(), System.getProperty("app.jar")));
    command.addAll(List.of(words));
    return command;
  }

  /**
   * The commands in a file, one after the other in one driver on the cluster, see {@link Pipeline};
   * {@code lines} is told each line the driver prints while it runs.
   */
  Processes.Ended run(Path commands, Path logging, Consumer<String> lines)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(List.of("--master", "spark://" + LOOPBACK + ":" + port));
    for (String setting :
        List.of(
            "spark.executor.memory=1g",
            "spark.executor.cores=1",
            // As conf/spark-defaults.conf has it: with the vector kernel, as on one machine.
            "spark.executor.extraJavaOptions=-Duser.timezone=UTC --add-modules=jdk.incubator.vector "
                + String.join(" ", Processes.QUICK),
            "spark.driver.host=" + LOOPBACK,
            "spark.driver.bindAddress=" + LOOPBACK,
            // Otherwise the job starts on whichever executor comes first.
            "spark.scheduler.minRegisteredResourcesRatio=1.0")) {
      options.addAll(List.of("--conf", setting));
    }
    List<String> jars = new ArrayList<>(jars(true));
    jars.add(jarOf(Pipeline.class).toString());
    List<String> command = submit(logging, jars, options, Pipeline.class, commands.toString());
    command.addAll(1, Processes.QUICK);
    ProcessBuilder builder = environment(new ProcessBuilder(command)).redirectErrorStream(true);
    Process driver = builder.start();
    StringBuilder output = new StringBuilder();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        output.append(line).append('\n');
        lines.accept(line);
      }
      if (!driver.waitFor(1, TimeUnit.MINUTES)) {
        throw new AssertionError("still running: " + output);
      }
      return new Processes.Ended(driver.exitValue(), output.toString());
    } finally {
      driver.destroyForcibly();
    }
  }

  /** A jar of one class: what Spark hands over with a job are jars. */
  private Path jarOf(Class<?> one) throws IOException {
    Path jar = folder.resolve(one.getSimpleName() + ".jar");
    String entry = one.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream in = one.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new JarEntry(entry));
      in.transferTo(out);
    }
    return jar;
  }

  /** Loses a worker, as {@link #killWorker} does, and adds another. */
  void replaceWorker() {
    killWorker();
    try {
      addWorker();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What master, workers and executors of a cluster in a folder have logged. */
  static List<Path> logs(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(
              file ->
                  file.toString().endsWith(".log")
                      || List.of("stdout", "stderr").contains(file.getFileName().toString()))
          .toList();
    }
  }

  /** Ends a worker and its executors at once, as the loss of a machine does. */
  private void killWorker() {
    Process worker = workers.remove(0);
    List<ProcessHandle> executors = worker.descendants().toList();
    worker.destroyForcibly();
    executors.forEach(ProcessHandle::destroyForcibly);
    if (executors.isEmpty()) {
      throw new AssertionError("the worker that was killed ran no executor");
    }
  }

  private void addWorker() throws IOException {
    int number = workers.size();
    workers.add(
        daemon(
            "worker-" + number + "-" + System.nanoTime(),
            "org.apache.spark.deploy.worker.Worker",
            "--cores",
            "1",
            "--memory",
            "1g",
            "--webui-port",
            "0",
            "--work-dir",
            folder.resolve("work-" + number).toString(),
            "spark://" + LOOPBACK + ":" + port));
  }

  private void awaitWorkers(int expected) throws InterruptedException, IOException {
    long alive = -1;
    for (int i = 0; i < 300; i++) {
      try {
        alive =
            JSON.readTree(URI.create("http://" + LOOPBACK + ":" + webPort + "/json/").toURL())
                .path("aliveworkers")
                .asLong();
      } catch (IOException notYet) {
        alive = -1;
      }
      if (alive == expected) {
        return;
      }
      Thread.sleep(200);
    }
    try (Stream<Path> logs = Files.list(folder)) {
      throw new AssertionError(
          alive
              + " workers instead of "
              + expected
              + " after a minute: "
              + logs.filter(log -> log.toString().endsWith(".log"))
                  .map(SparkCluster::read)
                  .collect(Collectors.joining("\n")));
    }
  }

  private static String read(Path path) {
    try {
      return path + ":\n" + Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process daemon(String name, String main, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC"));
    command.add("@" + Processes.projectRoot().resolve("build/jvm-options"));
    command.addAll(List.of("-cp", home.resolve("conf") + File.pathSeparator + home + "/jars/*"));
    command.addAll(List.of(main, "--host", LOOPBACK));
    command.addAll(List.of(words));
    ProcessBuilder builder = environment(new ProcessBuilder(command)).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve(name + ".log").toFile());
    return builder.start();
  }

  private ProcessBuilder environment(ProcessBuilder builder) {
    builder.environment().putAll(environment);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_LOCAL_IP", LOOPBACK);
    // As load-spark-env.sh sets it; without it a worker looks for a build of Spark's own.
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  @Override
  public void close() {
    for (Process process : Stream.concat(workers.stream(), Stream.of(master)).toList()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
