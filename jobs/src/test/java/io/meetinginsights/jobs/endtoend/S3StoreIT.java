package io.meetinginsights.jobs.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.config.StorageConfig;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.jobs.zoom.SmallFiles;
import io.meetinginsights.runner.Lease;
import io.meetinginsights.storage.ConcurrentWriters;
import io.meetinginsights.storage.ConditionalLogStore;
import io.meetinginsights.storage.PutIfAbsent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What S3 does with several writers of one name, and what the program makes of it. */
@Tag("s3")
class S3StoreIT {

  private static final String ROOT = "s3a://" + S3Server.BUCKET;

  @TempDir static java.nio.file.Path folder;

  private static S3Server server;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start(folder, S3Server.Threads.ONE);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void createWithoutOverwritingLetsTwoThroughThatBeganAtOnce() throws IOException {
    Path path = new Path(ROOT, "trap/file");
    FileSystem files = path.getFileSystem(S3Server.hadoop(server.endpoint()));
    FSDataOutputStream first = files.create(path, false);
    FSDataOutputStream second = files.create(path, false);
    first.write('1');
    second.write('2');
    first.close();
    // Nothing is thrown: this is why the lease and Delta's log do not rest on it.
    second.close();
    assertThat(read(files, path)).isEqualTo("2");
  }

  @Test
  void ofManyWritersOfOneNameExactlyOneIsTold() throws Exception {
    Configuration hadoop = S3Server.hadoop(server.endpoint());
    for (int round = 0; round < 5; round++) {
      Path path = new Path(ROOT, "race/" + round);
      FileSystem files = path.getFileSystem(hadoop);
      List<Boolean> told = atOnce(20, i -> PutIfAbsent.write(files, path, bytes("writer " + i)));
      assertThat(told).filteredOn(isFirst -> isFirst).hasSize(1);
      assertThat(read(files, path)).isEqualTo("writer " + told.indexOf(true));
    }
  }

  @Test
  void aFileIsReplacedOnlyByWhoeverLookedAtItAsItIs() throws IOException {
    Path path = new Path(ROOT, "replace/file");
    FileSystem files = path.getFileSystem(S3Server.hadoop(server.endpoint()));
    assertThat(PutIfAbsent.write(files, path, bytes("one"))).isTrue();
    FileStatus one = files.getFileStatus(path);
    assertThat(PutIfAbsent.replace(files, one, bytes("two"))).isTrue();
    assertThat(PutIfAbsent.replace(files, one, bytes("three"))).isFalse();
    assertThat(read(files, path)).isEqualTo("two");
  }

  @Test
  void aWriteWhoseAnswerWasLostIsRecognisedAsOurs() throws Exception {
    AtomicInteger lost = new AtomicInteger();
    try (S3Front front =
        new S3Front(
            server,
            (request, behind) -> {
              MockResponse answer = behind.answer(request, request.getHeaders());
              return isPut(request, "lost-answer") && lost.getAndIncrement() == 0
                  ? answer.newBuilder().onResponseStart(new SocketEffect.CloseSocket()).build()
                  : answer;
            })) {
      Path path = new Path(ROOT, "lost-answer");
      FileSystem files = path.getFileSystem(S3Server.hadoop(front.endpoint()));
      assertThat(PutIfAbsent.write(files, path, bytes("mine"))).isTrue();
      // The second request was refused: the file of the first was there.
      assertThat(lost).hasValueGreaterThan(1);
      assertThat(PutIfAbsent.write(files, path, bytes("another's"))).isFalse();
      assertThat(read(files, path)).isEqualTo("mine");
    }
  }

  @Test
  void aConflictWithARequestUnderWayIsTriedAgain() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (S3Front front =
        new S3Front(
            server,
            (request, behind) ->
                isPut(request, "conflict") && requests.getAndIncrement() == 0
                    ? error(409, "ConditionalRequestConflict")
                    : behind.answer(request, request.getHeaders()))) {
      Path path = new Path(ROOT, "conflict");
      FileSystem files = path.getFileSystem(S3Server.hadoop(front.endpoint()));
      assertThat(PutIfAbsent.write(files, path, bytes("mine"))).isTrue();
      assertThat(requests).hasValue(2);
      assertThat(read(files, path)).isEqualTo("mine");
    }
  }

  @Test
  void aStoreThatKeepsWritersApartIsTakenAndNothingIsLeftBehind() throws IOException {
    Configuration hadoop = S3Server.hadoop(server.endpoint());
    StorageConfig storage = storage(StorageConfig.Writers.SEVERAL, "probe");
    assertThatCode(() -> ConcurrentWriters.require(storage, hadoop, "run"))
        .doesNotThrowAnyException();
    Path ops = new Path(storage.ops());
    assertThat(ops.getFileSystem(hadoop).exists(new Path(ops, ".two-writers-run"))).isFalse();
  }

  @Test
  void aStoreThatTakesASecondFileOfOneNameIsRefusedUnlessThereIsOneWriter() throws Exception {
    try (S3Front front =
        new S3Front(
            server,
            (request, behind) ->
                behind.answer(
                    request,
                    request
                        .getHeaders()
                        .newBuilder()
                        .removeAll("If-None-Match")
                        .removeAll("If-Match")
                        .build()))) {
      Configuration hadoop = S3Server.hadoop(front.endpoint());
      assertThatThrownBy(
              () ->
                  ConcurrentWriters.require(
                      storage(StorageConfig.Writers.SEVERAL, "careless"), hadoop, "run"))
          .isInstanceOf(ConfigurationError.class)
          .hasMessageContaining(ROOT + "/careless/ops")
          .hasMessageContaining("took two new files of one name")
          .hasMessageContaining("storage.writers: one");
      StorageConfig one = storage(StorageConfig.Writers.ONE, "careless");
      ConcurrentWriters.apply(one, hadoop);
      ConcurrentWriters.require(one, hadoop, "run");
      try (Lease lease = Lease.take(hadoop, one.ops(), "warehouse", "run-1")) {
        assertThat(lease.isHeld()).isTrue();
      }
    }
  }

  @Test
  void aStoreThatDoesNotKnowConditionsIsRefused() throws Exception {
    try (S3Front front =
        new S3Front(
            server,
            (request, behind) ->
                request.getHeaders().get("If-None-Match") != null
                    ? error(501, "NotImplemented")
                    : behind.answer(request, request.getHeaders()))) {
      assertThatThrownBy(
              () ->
                  ConcurrentWriters.require(
                      storage(StorageConfig.Writers.SEVERAL, "old"),
                      S3Server.hadoop(front.endpoint()),
                      "run"))
          .isInstanceOf(ConfigurationError.class)
          .hasMessageContaining("does not know conditional requests")
          .hasMessageContaining("storage.writers: one");
    }
    Configuration off = S3Server.hadoop(server.endpoint());
    off.setBoolean("fs.s3a.create.conditional.enabled", false);
    assertThatThrownBy(
            () ->
                ConcurrentWriters.require(storage(StorageConfig.Writers.SEVERAL, "old"), off, "r"))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("fs.s3a.create.conditional.enabled is false");
  }

  @Test
  void ofManyRunsOneGetsTheLease() throws Exception {
    Configuration hadoop = S3Server.hadoop(server.endpoint());
    List<Object> taken = atOnce(10, i -> takeOrRefusal(hadoop, "lease", "run-" + i));
    assertThat(taken).filteredOn(Lease.class::isInstance).hasSize(1);
    assertThat(taken).filteredOn(UpstreamError.class::isInstance).hasSize(9);
    ((Lease) taken.stream().filter(Lease.class::isInstance).findFirst().orElseThrow()).close();
    assertThat(takeOrRefusal(hadoop, "lease", "next")).isInstanceOf(Lease.class);
  }

  @Test
  void ofManyRunsOneTakesAnAbandonedLeaseOver() throws Exception {
    Configuration hadoop = S3Server.hadoop(server.endpoint());
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    for (int round = 0; round < 3; round++) {
      String place = "abandoned-" + round;
      writeLease(hadoop, place, "killed", dead.pid());
      List<Object> taken = atOnce(10, i -> takeOrRefusal(hadoop, place, "run-" + i));
      assertThat(taken).as(taken.toString()).filteredOn(Lease.class::isInstance).hasSize(1);
    }
  }

  @Test
  void aRunThatLostItsLeaseLeavesTheNextOnesAlone() throws Exception {
    Configuration hadoop = S3Server.hadoop(server.endpoint());
    Lease lease = Lease.take(hadoop, ROOT + "/lost", "warehouse", "slow");
    lease.renew();
    assertThat(lease.isHeld()).isTrue();
    writeLease(hadoop, "lost", "next", ProcessHandle.current().pid());
    lease.renew();
    assertThat(lease.isHeld()).isFalse();
    lease.close();
    Path path = new Path(ROOT, "lost/leases/warehouse.json");
    assertThat(read(path.getFileSystem(hadoop), path)).contains("\"next\"");
  }

  @Test
  void deltasLogRefusesACommitThatIsThere() throws IOException {
    Configuration hadoop = S3Server.hadoop(server.endpoint());
    ConditionalLogStore log = new ConditionalLogStore(hadoop);
    Path commit = new Path(ROOT, "table/_delta_log/00000000000000000000.json");
    log.write(commit, List.of("{\"a\":1}", "{\"b\":2}").iterator(), false, hadoop);
    assertThatThrownBy(() -> log.write(commit, List.of("{}").iterator(), false, hadoop))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(read(commit.getFileSystem(hadoop), commit)).isEqualTo("{\"a\":1}\n{\"b\":2}\n");
    log.write(commit, List.of("{}").iterator(), true, hadoop);
    assertThat(read(commit.getFileSystem(hadoop), commit)).isEqualTo("{}\n");
    log.write(commit.suffix("2"), List.of("{}").iterator(), false, hadoop);
    List<String> names = new ArrayList<>();
    log.listFrom(commit, hadoop).forEachRemaining(file -> names.add(file.getPath().getName()));
    assertThat(names).containsExactly(commit.getName(), commit.getName() + "2");
  }

  @Test
  void smallFilesOfAnAccountAreNewOnce() throws IOException {
    Path path = new Path(ROOT, "accounts/one/token-000001.enc");
    FileSystem files = path.getFileSystem(S3Server.hadoop(server.endpoint()));
    assertThat(SmallFiles.addForOwner(files, path, bytes("a"))).isTrue();
    assertThat(SmallFiles.addForOwner(files, path, bytes("b"))).isFalse();
    assertThat(read(files, path)).isEqualTo("a");
    SmallFiles.replaceForOwner(files, path, bytes("c"));
    assertThat(read(files, path)).isEqualTo("c");
  }

  private static Object takeOrRefusal(Configuration hadoop, String place, String runId) {
    try {
      return Lease.take(hadoop, ROOT + "/" + place, "warehouse", runId);
    } catch (UpstreamError held) {
      return held;
    }
  }

  private static void writeLease(Configuration hadoop, String place, String runId, long pid)
      throws IOException {
    Path path = new Path(ROOT, place + "/leases/warehouse.json");
    try (OutputStream out = path.getFileSystem(hadoop).create(path, true)) {
      out.write(
          bytes(
              "{\"run_id\": \"%s\", \"host\": \"%s\", \"pid\": %d}"
                  .formatted(runId, InetAddress.getLocalHost().getHostName(), pid)));
    }
  }

  private static StorageConfig storage(StorageConfig.Writers writers, String place) {
    String root = ROOT + "/" + place;
    return new StorageConfig(
        root + "/landing",
        root + "/warehouse",
        root + "/models",
        root + "/ops",
        root + "/key",
        writers);
  }

  private static boolean isPut(RecordedRequest request, String name) {
    return request.getMethod().equals("PUT") && request.getTarget().contains("/" + name);
  }

  private static MockResponse error(int code, String name) {
    return new MockResponse.Builder()
        .code(code)
        .addHeader("Content-Type", "application/xml")
        .body("<Error><Code>" + name + "</Code><Message>asked for by a test</Message></Error>")
        .build();
  }

  private interface Numbered<T> {
    T call(int number) throws Exception;
  }

  private static <T> List<T> atOnce(int writers, Numbered<T> body) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(writers);
    ExecutorService pool = Executors.newFixedThreadPool(writers);
    try {
      List<Callable<T>> calls = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        int number = i;
        calls.add(
            () -> {
              barrier.await();
              return body.call(number);
            });
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : pool.invokeAll(calls)) {
        results.add(future.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  private static String read(FileSystem files, Path path) throws IOException {
    try (InputStream in = files.open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
