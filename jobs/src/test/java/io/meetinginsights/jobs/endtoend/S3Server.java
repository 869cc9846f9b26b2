package io.meetinginsights.jobs.endtoend;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;

/**
 * An S3 server (Adobe's S3Mock) as a process of its own on a free port, with the bucket {@code
 * lake}.
 *
 * <p>It looks whether a name is free and then stores, in two steps: of 20 writers of one name up to
 * four succeed. {@link Threads#ONE} makes the two one step, as S3 promises, by answering one
 * request after the other. Whoever keeps an answer half read then stops everybody: it is for small
 * files.
 */
final class S3Server implements AutoCloseable {

  static final String BUCKET = "lake";

  /** How many requests it answers at a time. */
  enum Threads {
    MANY,
    ONE
  }

  private final Process process;
  private final String endpoint;

  private S3Server(Process process, String endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** Starts it; what it stores stands below the folder, objects as the files {@code binaryData}. */
  static S3Server start(Path folder, Threads threads) throws IOException, InterruptedException {
    int port = freePort();
    Files.createDirectories(folder.resolve("objects"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-jar", jar()));
    // Its main connector, which these settings are of, would speak TLS.
    command.addAll(List.of("--server.port=" + port, "--server.ssl.enabled=false"));
    command.addAll(List.of("--server.address=127.0.0.1", "--http.port=0"));
    if (threads == Threads.ONE) {
      command.addAll(
          List.of(
              "--spring.threads.virtual.enabled=false",
              "--server.tomcat.threads.max=1",
              "--server.tomcat.threads.min-spare=1"));
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("s3.log").toFile());
    builder.environment().put("COM_ADOBE_TESTING_S3MOCK_STORE_INITIAL_BUCKETS", BUCKET);
    builder
        .environment()
        .put("COM_ADOBE_TESTING_S3MOCK_STORE_ROOT", folder.resolve("objects").toString());
    builder.environment().put("COM_ADOBE_TESTING_S3MOCK_STORE_RETAIN_FILES_ON_EXIT", "true");
    S3Server server = new S3Server(builder.start(), "http://127.0.0.1:" + port);
    for (int second = 0; second < 90 && server.process.isAlive(); second++) {
      if (server.answers()) {
        return server;
      }
      Thread.sleep(1000);
    }
    server.close();
    throw new AssertionError(
        "no S3 server after 90 s: " + Files.readString(folder.resolve("s3.log")));
  }

  private static String jar() {
    String jar = System.getProperty("s3mock.jar");
    if (jar == null || !Files.exists(Path.of(jar))) {
      throw new AssertionError("the S3 server is not there: run make s3-test, which fetches it");
    }
    return jar;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean answers() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(endpoint + "/" + BUCKET).toURL().openConnection();
      connection.setRequestMethod("HEAD");
      return connection.getResponseCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  String endpoint() {
    return endpoint;
  }

  /** What S3A needs to find a server on this machine; no credentials. */
  static Map<String, String> settings(String endpoint) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("fs.s3a.endpoint", endpoint);
    settings.put("fs.s3a.endpoint.region", "eu-central-1");
    settings.put("fs.s3a.path.style.access", "true");
    settings.put("fs.s3a.connection.ssl.enabled", "false");
    return settings;
  }

  /** Hadoop's settings with credentials, for a test that looks into the server itself. */
  static Configuration hadoop(String endpoint) {
    Configuration hadoop = new Configuration(false);
    hadoop.addResource("core-default.xml");
    settings(endpoint).forEach(hadoop::set);
    hadoop.set("fs.s3a.access.key", "a-test");
    hadoop.set("fs.s3a.secret.key", "looks-itself");
    // File systems are kept by address and user: each test has servers of its own.
    hadoop.set("fs.s3a.impl.disable.cache", "true");
    return hadoop;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
