package io.meetinginsights.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.errors.UpstreamError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path ops;

  private void holdBy(long pid) throws IOException {
    Path lease = ops.resolve("leases/warehouse.json");
    Files.createDirectories(lease.getParent());
    Files.writeString(
        lease,
        "{\"run_id\": \"before\", \"host\": \""
            + InetAddress.getLocalHost().getHostName()
            + "\", \"pid\": "
            + pid
            + "}");
  }

  private void take() {
    try (Lease lease = Lease.take(HADOOP, ops.toString(), "warehouse", "now")) {
      assertThat(ops.resolve("leases/warehouse.json")).content().contains("\"now\"");
    }
  }

  @Test
  void aLeaseOfAProcessThatRunsIsRespected() throws Exception {
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      holdBy(other.pid());
      assertThatThrownBy(this::take)
          .isInstanceOf(UpstreamError.class)
          .hasMessageContaining("run before")
          .hasMessageContaining("process " + other.pid());
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void aLeaseOfAProcessThatIsGoneIsTakenOver() throws Exception {
    Process other = new ProcessBuilder("true").start();
    other.waitFor();
    holdBy(other.pid());
    take();
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
      holdBy(zombie);
      take();
    } finally {
      parent.destroyForcibly();
    }
  }
}
