package io.meetinginsights.jobs.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.config.Configuration;
import io.meetinginsights.config.Sites;
import io.meetinginsights.jobs.demo.EmulatedZoom;
import io.meetinginsights.jobs.endtoend.ReferenceRun.State;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Tables;
import io.meetinginsights.testing.WithSpark;
import io.meetinginsights.warehouse.Warehouse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Landing zone, warehouse, models, operations and the key on S3, with credentials from the
 * environment, and the jobs through spark-submit on a standalone cluster of two workers, of which
 * one is lost with all it held in the middle of load, correlate and explain: the tables are those
 * of a run on one machine with local disks, and no secret stands anywhere.
 */
@WithSpark
@Tag("s3")
@Tag("cluster")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterOnS3IT {

  private static final String ROOT = "s3a://" + S3Server.BUCKET + "/world";
  private static final String KEY_ID = "AKIAONLYFORTHISTEST7";
  private static final String SECRET = "sEcReTaCcEsS/0nLyF0rThIsTeSt+8c41d9";

  private static final Map<String, String> CREDENTIALS =
      Map.of("AWS_ACCESS_KEY_ID", KEY_ID, "AWS_SECRET_ACCESS_KEY", SECRET);

  /** At whose end a worker is lost: a stage in the middle of a job. */
  private static final List<String> LOSSES =
      List.of(
          "ingest 2026-03-03: participants in",
          "correlate 2026-03-03: match clients in",
          "explain 2026-03-03: order in");

  @TempDir static Path folder;

  private static S3Server server;
  private static FileSystem files;
  private static TinyWorld local;
  private static TinyWorld remote;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start(folder, S3Server.Threads.MANY);
    files = new org.apache.hadoop.fs.Path(ROOT).getFileSystem(S3Server.hadoop(server.endpoint()));
    Files.createDirectory(folder.resolve("events"));
    List<String> settings = new ArrayList<>(TinyWorld.INTERPRETED);
    S3Server.settings(server.endpoint())
        .forEach((key, value) -> settings.add(quoted("spark.hadoop." + key, value)));
    settings.add(quoted("spark.eventLog.enabled", "true"));
    settings.add(quoted("spark.eventLog.dir", folder.resolve("events").toUri().toString()));
    settings.add(quoted("spark.eventLog.compress", "false"));
    // The whole of each plan, which by default is cut short.
    settings.add(quoted("spark.sql.maxPlanStringLength", "2000000"));
    settings.add(quoted("spark.sql.debug.maxToStringFields", "1000"));
    remote = new TinyWorld(Files.createDirectory(folder.resolve("remote")), ROOT, settings);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** YAML would read true as a truth value, and a setting of Spark's is text. */
  private static String quoted(String key, String value) {
    return "spark.conf." + key + "=\"" + value + "\"";
  }

  @Test
  @Order(1)
  void aClusterThatLosesWorkersLeavesTheTablesOfOneMachine(SparkSession spark) throws Exception {
    org.apache.hadoop.fs.Path key = new org.apache.hadoop.fs.Path(ROOT, "key");
    try (var out = files.create(key)) {
      out.write((ReferenceRun.KEY + "\n").getBytes(StandardCharsets.UTF_8));
    }
    local = ReferenceRun.at(State.READABLE);
    files.copyFromLocalFile(
        new org.apache.hadoop.fs.Path(
            ReferenceRun.at(State.LANDED).folder().resolve("landing").toUri()),
        new org.apache.hadoop.fs.Path(ROOT, "landing"));
    Files.copy(local.folder().resolve("sites.yaml"), remote.folder().resolve("sites.yaml"));
    Processes.Ended ended = runAndLoseWorkers();
    Files.writeString(folder.resolve("remote.out"), ended.output());
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(ended.output().lines().filter(line -> line.contains("Lost executor")))
        .as("losses that the driver noticed")
        .hasSizeGreaterThanOrEqualTo(LOSSES.size());

    assertThat(warehouse(spark, ROOT).contentHashes())
        .isEqualTo(warehouse(spark, local.folder().toString()).contentHashes())
        .hasSizeGreaterThan(30);
    assertThat(files.exists(new org.apache.hadoop.fs.Path(ROOT, "ops/leases/warehouse.json")))
        .isFalse();
    org.apache.hadoop.fs.Path checkpoints = new org.apache.hadoop.fs.Path(ROOT, "ops/checkpoints");
    assertThat(files.exists(checkpoints) && files.listFiles(checkpoints, true).hasNext())
        .as("files of what was computed once")
        .isFalse();
  }

  private static Processes.Ended runAndLoseWorkers() throws IOException, InterruptedException {
    Deque<String> losses = new ArrayDeque<>(LOSSES);
    Path commands = Files.write(folder.resolve("remote-commands"), commands());
    try (SparkCluster cluster =
        SparkCluster.start(Files.createDirectory(folder.resolve("cluster")), 2, CREDENTIALS)) {
      Processes.Ended ended =
          cluster.run(
              commands,
              talkative(),
              line -> {
                if (!losses.isEmpty() && line.contains(losses.getFirst())) {
                  losses.removeFirst();
                  cluster.replaceWorker();
                }
              });
      System.out.println( // OK: the figures a reader of the log looks for
          "on the cluster: "
              + ended.output().lines().filter(line -> line.startsWith("pipeline:")).toList());
      assertThat(losses).as("stages that were not met in %s", ended.output()).isEmpty();
      return ended;
    }
  }

  /** The daily jobs and a look at what they left, for a {@link Pipeline}. */
  private static List<String> commands() {
    List<String> lines = new ArrayList<>();
    for (String job : TinyWorld.JOBS) {
      lines.add(String.join("\t", remote.line(job, "--run-id", ReferenceRun.RUN_ID)));
    }
    lines.add(String.join("\t", remote.line("status")));
    return lines;
  }

  @Test
  @Order(2)
  void noSecretStandsInALogAPlanAFileOrATable(SparkSession spark) throws Exception {
    List<String> secrets = List.of(SECRET, ReferenceRun.KEY);
    assertThat(folder.resolve("remote.out")).content().contains("pipeline: insights ended with 0");
    try (Stream<Path> events = Files.walk(folder.resolve("events"))) {
      List<Path> logs = events.filter(Files::isRegularFile).toList();
      assertThat(logs).isNotEmpty();
      List<Path> printed = new ArrayList<>(logs);
      printed.add(folder.resolve("remote.out"));
      printed.addAll(SparkCluster.logs(folder.resolve("cluster")));
      boolean hasPlans = false;
      for (Path file : printed) {
        String text = Files.readString(file);
        hasPlans = hasPlans || text.contains("MergeIntoCommand") || text.contains("physicalPlan");
        for (String secret : secrets) {
          assertThat(text.contains(secret)).as("%s in %s", secret, file).isFalse();
        }
      }
      assertThat(hasPlans).as("the event log holds plans").isTrue();
    }
    RemoteIterator<LocatedFileStatus> objects =
        files.listFiles(new org.apache.hadoop.fs.Path(ROOT), true);
    int looked = 0;
    while (objects.hasNext()) {
      FileStatus object = objects.next();
      if (!object.getPath().toString().equals(ROOT + "/key")) {
        String content = content(object);
        for (String secret : secrets) {
          assertThat(content.contains(secret)).as("%s in %s", secret, object.getPath()).isFalse();
        }
        looked++;
      }
    }
    assertThat(looked).isGreaterThan(200);
    // Parquet is compressed: what stands in a table is asked of the table.
    Warehouse warehouse = warehouse(spark, ROOT);
    for (TableSchema table : Tables.all()) {
      if (warehouse.exists(table)) {
        var rows = warehouse.read(table).select(functions.to_json(functions.struct("*")).as("row"));
        for (String secret : secrets) {
          assertThat(rows.where(functions.col("row").contains(secret)).count())
              .as("rows of %s with %s", table.qualifiedName(), secret)
              .isZero();
        }
      }
    }
  }

  @Test
  @Order(3)
  void whatReadsTablesWithoutSparkReadsThemOnS3() throws Exception {
    String site =
        Sites.read(local.folder().resolve("sites.yaml"))
            .organisations()
            .get(0)
            .sites()
            .get(0)
            .siteId();
    Path one = folder.resolve("one.html");
    Path two = folder.resolve("two.html");
    assertThat(report(local, site, one, Map.of()).exitCode()).isZero();
    Processes.Ended ended = report(remote, site, two, CREDENTIALS);
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(Files.readString(two)).isEqualTo(Files.readString(one));
  }

  private static Processes.Ended report(
      TinyWorld world, String site, Path out, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path commands =
        Files.write(
            folder.resolve("report-commands"),
            List.of(
                String.join("\t", world.line("report", "--site", site, "--out", out.toString()))));
    return Processes.pipeline(environment, commands);
  }

  @Test
  @Order(4)
  void zoomsAnswersLandOnS3AsTheyDoLocally() throws Exception {
    Counts here = fetch(folder.resolve("fetched").toString(), Map.of());
    Map<String, String> credentials = new LinkedHashMap<>(S3Server.settings(server.endpoint()));
    credentials.put("fs.s3a.access.key", KEY_ID);
    credentials.put("fs.s3a.secret.key", SECRET);
    String root = "s3a://" + S3Server.BUCKET + "/fetched";
    Counts there = fetch(root, credentials);
    // How often Zoom was asked again depends on the machine's pace.
    for (String count : List.of("meetings due", "left")) {
      assertThat(there.of(count)).as(count).isEqualTo(here.of(count));
    }
    assertThat(there.of("meetings due")).isPositive();
    RemoteIterator<LocatedFileStatus> landed =
        files.listFiles(new org.apache.hadoop.fs.Path(root), true);
    List<String> names = new ArrayList<>();
    while (landed.hasNext()) {
      names.add(landed.next().getPath().toString().substring(root.length()));
    }
    assertThat(names)
        .anyMatch(name -> name.startsWith("/landing/zoom/participants_qos/"))
        .anyMatch(name -> name.startsWith("/accounts/") && name.contains("account.enc"))
        .anyMatch(name -> name.startsWith("/ops/fetch/"))
        .noneMatch(name -> name.endsWith(".part"))
        .noneMatch(name -> name.contains("/leases/"));
    // What has been fetched is known from S3: nothing is asked again.
    assertThat(fetch(root, credentials).of("requests")).isZero();
  }

  private static Counts fetch(String root, Map<String, String> hadoop) throws IOException {
    Configuration configuration = Configuration.defaults();
    for (String place : List.of("landing", "warehouse", "models", "ops", "key")) {
      configuration = configuration.with("storage." + place + "=" + root + "/" + place);
    }
    configuration =
        configuration
            .with("accounts.store=" + root + "/accounts")
            .with("accounts.key-file=" + folder.resolve("vault-key"))
            .with("sites-file=" + local.folder().resolve("sites.yaml"));
    for (Map.Entry<String, String> setting : hadoop.entrySet()) {
      configuration =
          configuration.with(quoted("spark.hadoop." + setting.getKey(), setting.getValue()));
    }
    LocalDate day = LocalDate.parse(TinyWorld.DAY);
    return EmulatedZoom.fetch(
        configuration, local.folder().resolve("landing"), new DayRange(day, day), "fetch");
  }

  /** Everything that Spark, Delta and ours say, as somebody in search of a fault asks for. */
  private static Path talkative() throws IOException {
    return Files.writeString(
        folder.resolve("talkative.properties"),
        """
        rootLogger.level = info
        rootLogger.appenderRef.console.ref = console
        appender.console.type = Console
        appender.console.name = console
        appender.console.target = SYSTEM_ERR
        appender.console.layout.type = PatternLayout
        appender.console.layout.pattern = %d{HH:mm:ss} %-5p %c{1} %m%n
        logger.ours.name = io.meetinginsights
        logger.ours.level = debug
        """);
  }

  private static Warehouse warehouse(SparkSession spark, String root) {
    S3Server.hadoop(server.endpoint())
        .forEach(
            setting -> {
              if (setting.getKey().startsWith("fs.s3a.")
                  // Delta asks for the file system at each step.
                  && !setting.getKey().endsWith("disable.cache")) {
                spark
                    .sparkContext()
                    .hadoopConfiguration()
                    .set(setting.getKey(), setting.getValue());
              }
            });
    return new Warehouse(spark, root + "/warehouse", "test");
  }

  private static String content(FileStatus object) throws IOException {
    try (InputStream in = files.open(object.getPath())) {
      byte[] bytes = in.readAllBytes();
      if (object.getPath().getName().endsWith(".gz")) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        new GZIPInputStream(new java.io.ByteArrayInputStream(bytes)).transferTo(text);
        bytes = text.toByteArray();
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}
