package io.meetinginsights.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.errors.UpstreamError;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The lease on a local disk; on S3: {@code S3StoreIT}. */
class LeaseTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path ops;

  @Test
  void ofManyRunsOneGetsIt() throws Exception {
    int runs = 10;
    CyclicBarrier barrier = new CyclicBarrier(runs);
    ExecutorService pool = Executors.newFixedThreadPool(runs);
    List<Callable<Boolean>> takings = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      String runId = "run-" + i;
      takings.add(
          () -> {
            barrier.await();
            try {
              take(runId);
              return true;
            } catch (UpstreamError held) {
              return false;
            }
          });
    }
    int taken = 0;
    for (Future<Boolean> taking : pool.invokeAll(takings)) {
      taken += taking.get() ? 1 : 0;
    }
    pool.shutdownNow();
    assertThat(taken).isEqualTo(1);
  }

  @Test
  void whoeverHoldsItIsNamedAndItsEndFreesIt() {
    Lease first = take("first");
    assertThatThrownBy(() -> take("second"))
        .isInstanceOf(UpstreamError.class)
        .hasMessageContaining("run first");
    first.close();
    take("second").close();
    assertThat(ops.resolve("leases/warehouse.json")).doesNotExist();
  }

  @Test
  void thatOfADeadProcessIsTakenOver() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    write("killed", dead.pid());
    assertThat(take("next").isHeld()).isTrue();
  }

  @Test
  void aRunThatLostItDoesNotTakeItBack() throws Exception {
    Lease slow = take("slow");
    slow.renew();
    assertThat(slow.isHeld()).isTrue();
    write("next", ProcessHandle.current().pid());
    slow.renew();
    assertThat(slow.isHeld()).isFalse();
    slow.close();
    assertThat(ops.resolve("leases/warehouse.json")).content().contains("next");
  }

  @Test
  void oneThatIsGoneIsNotRenewed() throws Exception {
    Lease lease = take("run");
    Files.delete(ops.resolve("leases/warehouse.json"));
    lease.renew();
    assertThat(lease.isHeld()).isFalse();
    assertThat(ops.resolve("leases/warehouse.json")).doesNotExist();
  }

  @Test
  void aLeaseOfAProcessThatRunsIsRespected() throws Exception {
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      write("before", other.pid());
      assertThatThrownBy(() -> take("now"))
          .isInstanceOf(UpstreamError.class)
          .hasMessageContaining("run before")
          .hasMessageContaining("process " + other.pid());
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aLeaseOfAKilledProcessThatNobodyWaitedForIsTakenOver() throws Exception {
    // The shell's child ends; what the shell has become never asks how.
    Process parent = new ProcessBuilder("sh", "-c", "sleep 0 & echo $!; exec sleep 60").start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      long zombie = Long.parseLong(out.readLine().strip());
      Path stat = Path.of("/proc/" + zombie + "/stat");
      for (int look = 0; look < 50 && !Files.readString(stat).contains(") Z "); look++) {
        Thread.sleep(100);
      }
      assertThat(stat).content().contains(") Z ");
      write("before", zombie);
      take("now").close();
    } finally {
      parent.destroyForcibly();
    }
  }

  private Lease take(String runId) {
    return Lease.take(HADOOP, ops.toString(), "warehouse", runId);
  }

  private void write(String runId, long pid) throws Exception {
    Path file = ops.resolve("leases/warehouse.json");
    Files.createDirectories(file.getParent());
    // Hadoop would find the content of another writer damaged.
    Files.deleteIfExists(file.resolveSibling(".warehouse.json.crc"));
    Files.writeString(
        file,
        "{\"run_id\": \"%s\", \"host\": \"%s\", \"pid\": %d}"
            .formatted(runId, InetAddress.getLocalHost().getHostName(), pid));
  }
}
