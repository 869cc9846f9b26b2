package io.meetinginsights.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.UpstreamError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * One writer at a time: a small file made with conditional create. It is renewed while the run
 * lives and removed at its end. A lease left by a run that died is taken over at once when its
 * process is known to be gone (same host), else when it has not been renewed for {@link #LIFETIME}.
 *
 * <p>It guards against two schedulers, not against clocks apart by more than the lifetime.
 */
public final class Lease implements AutoCloseable {

  /** How long an unrenewed lease of another host is respected. */
  public static final Duration LIFETIME = Duration.ofMinutes(10);

  /** A holder that lives writes its lease at once; one that was killed in between never does. */
  private static final int LOOKS_AT_A_HALF = 6;

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Runs of this process that hold a lease: our own process id alone does not say whether its run
   * still lives.
   */
  private static final java.util.Set<String> HELD_HERE =
      java.util.concurrent.ConcurrentHashMap.newKeySet();

  private final FileSystem files;
  private final Path path;
  private final String runId;
  private final Thread renewal;
  private volatile boolean released;

  private Lease(FileSystem files, Path path, String runId) {
    this.files = files;
    this.path = path;
    this.runId = runId;
    this.renewal = new Thread(this::keepRenewed, "lease " + path.getName());
    this.renewal.setDaemon(true);
    this.renewal.start();
    HELD_HERE.add(path + " " + runId);
  }

  /** Takes the lease, or fails with exit code 4 and the holder's name. */
  public static Lease take(Configuration hadoop, String ops, String name, String runId) {
    Path path = new Path(ops, "leases/" + name + ".json");
    try {
      FileSystem files = path.getFileSystem(hadoop);
      for (int attempt = 0; attempt < 3; attempt++) {
        try (OutputStream out = files.create(path, false)) {
          out.write(content(runId));
        } catch (FileAlreadyExistsException held) {
          requireAbandoned(files, path, name);
          files.delete(path, false);
          continue;
        }
        return new Lease(files, path, runId);
      }
      throw new UpstreamError(
          "The lease " + name + " is contended",
          "another run took it three times in between",
          "run again later; one scheduler should own a warehouse");
    } catch (IOException e) {
      throw new ConfigurationError(
          "The lease file " + path + " cannot be written",
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "give storage.ops a place this user may write to",
          e);
    }
  }

  private static void requireAbandoned(FileSystem files, Path path, String name)
      throws IOException {
    JsonNode holder = holder(files, path);
    for (int look = 0; holder != null && holder.isEmpty() && look < LOOKS_AT_A_HALF; look++) {
      // On a file system a lease is there a moment before its content is.
      pause();
      holder = holder(files, path);
    }
    if (holder == null || holder.isEmpty()) {
      return;
    }
    boolean sameHost = host().equals(holder.path("host").asText());
    long pid = holder.path("pid").asLong(-1);
    if (sameHost && !isRunning(pid)) {
      return;
    }
    if (sameHost
        && pid == ProcessHandle.current().pid()
        && !HELD_HERE.contains(path + " " + holder.path("run_id").asText())) {
      return;
    }
    Instant renewed = Instant.ofEpochMilli(files.getFileStatus(path).getModificationTime());
    if (renewed
        .plus(LIFETIME)
        .isBefore(Instant.now())) { // OK: leases are about now, not about data
      return;
    }
    throw new UpstreamError(
        "Another run holds the " + name + " lease",
        "run "
            + holder.path("run_id").asText("unknown")
            + " on "
            + holder.path("host").asText("an unknown host")
            + ", process "
            + pid
            + ", renewed it at "
            + renewed,
        "wait for that run; if it is dead, remove "
            + path
            + " or wait "
            + LIFETIME.toMinutes()
            + " minutes");
  }

  /**
   * Not so if it has ended and nobody has asked how: in a container whose first process is no init,
   * a killed driver that lost its parent stays so for good.
   */
  private static boolean isRunning(long pid) {
    if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
      return false;
    }
    try {
      String stat = java.nio.file.Files.readString(java.nio.file.Path.of("/proc/" + pid + "/stat"));
      // The state follows the name, which may hold anything, in brackets.
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException notLinux) {
      return true;
    }
  }

  /** Null where there is no lease any more, empty while, or because, it was not written whole. */
  private static JsonNode holder(FileSystem files, Path path) throws IOException {
    try (InputStream in = files.open(path)) {
      JsonNode holder = JSON.readTree(in);
      return holder == null || !holder.isObject() ? JSON.createObjectNode() : holder;
    } catch (java.io.FileNotFoundException gone) {
      return null;
    } catch (com.fasterxml.jackson.core.JsonProcessingException
        | org.apache.hadoop.fs.ChecksumException
        | java.io.EOFException halfWritten) {
      return JSON.createObjectNode();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("interrupted while looking at a lease");
    }
  }

  private static byte[] content(String runId) throws IOException {
    return JSON.writeValueAsString(
            JSON.createObjectNode()
                .put("run_id", runId)
                .put("host", host())
                .put("pid", ProcessHandle.current().pid())
                .put(
                    "renewed_at",
                    Instant.now().toString())) // OK: leases are about now, not about data
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (java.net.UnknownHostException e) {
      return "localhost";
    }
  }

  private void keepRenewed() {
    while (!released) {
      try {
        Thread.sleep(LIFETIME.dividedBy(5).toMillis());
        if (!released) {
          try (OutputStream out = files.create(path, true)) {
            out.write(content(runId));
          }
        }
      } catch (InterruptedException e) {
        return;
      } catch (IOException e) {
        // Missing one renewal is harmless: four more come before the lease runs out.
        org.slf4j.LoggerFactory.getLogger(Lease.class)
            .warn("Lease {} not renewed: {}", path, e.toString());
      }
    }
  }

  /** Lets go without removing the file, as a killed process would. */
  void abandon() {
    released = true;
    HELD_HERE.remove(path + " " + runId);
    renewal.interrupt();
  }

  @Override
  public void close() {
    abandon();
    try {
      files.delete(path, false);
    } catch (IOException e) {
      org.slf4j.LoggerFactory.getLogger(Lease.class)
          .warn("Lease {} not removed: {}", path, e.toString());
    }
  }
}
