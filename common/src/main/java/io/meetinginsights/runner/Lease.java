package io.meetinginsights.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.errors.UpstreamError;
import io.meetinginsights.storage.PutIfAbsent;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One writer at a time: a small file made with conditional create. It is renewed while the run
 * lives and removed at its end. A lease left by a run that died is taken over at once when its
 * process is known to be gone (same host), else when it has not been renewed for {@link #LIFETIME}.
 *
 * <p>On S3 the store decides who takes, takes over or renews it, see {@link PutIfAbsent}. It guards
 * against two schedulers, not against clocks apart by more than the lifetime; a run that lost it is
 * still kept from another's commits by Delta.
 */
public final class Lease implements AutoCloseable {

  /** How long an unrenewed lease of another host is respected. */
  public static final Duration LIFETIME = Duration.ofMinutes(10);

  /** A holder that lives writes its lease at once; one that was killed in between never does. */
  private static final int LOOKS_AT_A_HALF = 6;

  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
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
  }

  /** Takes the lease, or fails with exit code 4 and the holder's name. */
  public static Lease take(Configuration hadoop, String ops, String name, String runId) {
    Path path = new Path(ops, "leases/" + name + ".json");
    try {
      FileSystem files = path.getFileSystem(hadoop);
      path = files.makeQualified(path);
      // Before it is there: whoever sees it must find that its run lives.
      boolean isNew = HELD_HERE.add(path + " " + runId);
      boolean isTaken = false;
      try {
        for (int attempt = 0; attempt < 3 && !isTaken; attempt++) {
          isTaken = take(files, path, name, runId);
        }
      } finally {
        if (isNew && !isTaken) {
          HELD_HERE.remove(path + " " + runId);
        }
      }
      if (isTaken) {
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

  private static boolean take(FileSystem files, Path path, String name, String runId)
      throws IOException {
    if (PutIfAbsent.write(files, path, content(runId))) {
      return true;
    }
    FileStatus seen = status(files, path);
    if (seen == null) {
      return false;
    }
    requireAbandoned(files, seen, name);
    if (PutIfAbsent.isConditional(files, path)) {
      return PutIfAbsent.replace(files, seen, content(runId));
    }
    files.delete(path, false);
    return false;
  }

  private static FileStatus status(FileSystem files, Path path) throws IOException {
    try {
      return files.getFileStatus(path);
    } catch (FileNotFoundException gone) {
      return null;
    }
  }

  private static void requireAbandoned(FileSystem files, FileStatus seen, String name)
      throws IOException {
    Path path = seen.getPath();
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
    Instant renewed = Instant.ofEpochMilli(seen.getModificationTime());
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

  /**
   * Null where it is not the lease it was any more, empty while, or because, it was not written
   * whole.
   */
  private static JsonNode holder(FileSystem files, Path path) throws IOException {
    try (InputStream in = files.open(path)) {
      JsonNode holder = JSON.readTree(in);
      return holder == null || !holder.isObject() ? JSON.createObjectNode() : holder;
    } catch (FileNotFoundException gone) {
      return null;
    } catch (com.fasterxml.jackson.core.JsonProcessingException
        | org.apache.hadoop.fs.ChecksumException
        | java.io.EOFException halfWritten) {
      return JSON.createObjectNode();
    } catch (IOException e) {
      if (PutIfAbsent.isChanged(e)) {
        // Whoever changed it is the holder now; what is replaced is only what was looked at.
        return null;
      }
      throw e;
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
          renew();
        }
      } catch (InterruptedException e) {
        return;
      } catch (IOException | RuntimeException e) {
        // Object stores throw both. Missing one renewal is harmless: four more come before the
        // lease runs out.
        LOG.warn("Lease {} not renewed: {}", path, e.toString());
      }
    }
  }

  /** Says that the run still lives, unless another run has taken the lease for abandoned. */
  public void renew() throws IOException {
    FileStatus seen = status(files, path);
    boolean isRenewed = seen != null && isMine();
    if (isRenewed && PutIfAbsent.isConditional(files, path)) {
      isRenewed = PutIfAbsent.replace(files, seen, content(runId));
    } else if (isRenewed) {
      try (OutputStream out = files.create(path, true)) {
        out.write(content(runId));
      }
    }
    if (!isRenewed) {
      abandon();
      LOG.error(
          "Lease {} was taken over by another run, as this one had not renewed it for {} minutes. "
              + "Commits to one table still exclude each other; run both again, one after the other",
          path,
          LIFETIME.toMinutes());
    }
  }

  /** Whether this run has it still, as far as it knows. */
  public boolean isHeld() {
    return !released;
  }

  private boolean isMine() throws IOException {
    JsonNode holder = holder(files, path);
    return holder != null
        && holder.path("run_id").asText().equals(runId)
        && holder.path("host").asText().equals(host())
        && holder.path("pid").asLong() == ProcessHandle.current().pid();
  }

  /** Lets go without removing the file, as a killed process would. */
  void abandon() {
    released = true;
    HELD_HERE.remove(path + " " + runId);
    renewal.interrupt();
  }

  @Override
  public void close() {
    boolean isHeld = !released;
    abandon();
    try {
      if (isHeld && isMine()) {
        files.delete(path, false);
      }
    } catch (IOException e) {
      LOG.warn("Lease {} not removed: {}", path, e.toString());
    }
  }
}
