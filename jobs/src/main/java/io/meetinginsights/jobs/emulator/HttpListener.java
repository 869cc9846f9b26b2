package io.meetinginsights.jobs.emulator;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small HTTP/1.1 server on loopback. The JDK's own hides the socket, and with it what an emulator
 * of faults needs: real resets, answers cut at a byte, header names in the case that Zoom uses.
 */
final class HttpListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
  private static final int LONGEST_LINE = 1 << 16;
  private static final int LARGEST_BODY = 1 << 20;
  private static final int IDLE_MILLIS = 120_000;

  private final ServerSocket server;
  private final Function<HttpRequest, HttpAnswer> handler;
  private final long stallMillis;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final ExecutorService workers =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "zoom-emulator");
            thread.setDaemon(true);
            return thread;
          });

  HttpListener(int port, long stallMillis, Function<HttpRequest, HttpAnswer> handler)
      throws IOException {
    this.handler = handler;
    this.stallMillis = stallMillis;
    this.server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
  }

  void start() {
    workers.execute(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Waits in the middle of an answer; over at once when the listener is closed. */
  void pause(long millis) {
    try {
      if (millis > 0 && closed.await(millis, TimeUnit.MILLISECONDS)) {
        LOG.debug("closed in the middle of an answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    quietly(server);
    connections.forEach(HttpListener::quietly);
    workers.shutdownNow();
    try {
      if (!workers.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("Some connections have not ended within 10 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket connection = server.accept();
        connections.add(connection);
        workers.execute(() -> serve(connection));
      } catch (IOException e) {
        if (!server.isClosed()) {
          LOG.warn("A connection could not be accepted: {}", e.getMessage());
        }
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      connection.setSoTimeout(IDLE_MILLIS);
      InputStream in = new BufferedInputStream(connection.getInputStream(), 1 << 14);
      OutputStream out = new BufferedOutputStream(connection.getOutputStream(), 1 << 16);
      boolean isOpen = true;
      while (isOpen && !isClosed()) {
        HttpRequest request = read(in);
        isOpen = request != null && answer(connection, out, request);
      }
    } catch (IOException e) {
      LOG.debug("A connection ended: {}", e.getMessage());
    } finally {
      connections.remove(connection);
    }
  }

  /** Whether the connection stays open. */
  private boolean answer(Socket connection, OutputStream out, HttpRequest request)
      throws IOException {
    HttpAnswer answer = handler.apply(request);
    switch (answer.delivery()) {
      case STALLED:
        pause(stallMillis);
        connection.setSoLinger(true, 0);
        return false;
      case RESET:
        // Closing without lingering sends a reset instead of an orderly end.
        connection.setSoLinger(true, 0);
        return false;
      case TRUNCATED:
        head(out, answer, false);
        out.write(answer.body(), 0, answer.body().length / 2);
        out.flush();
        return false;
      case WHOLE:
      default:
        boolean isKept = !"close".equalsIgnoreCase(request.headers().get("connection"));
        head(out, answer, isKept);
        if (!request.method().equals("HEAD")) {
          out.write(answer.body());
        }
        out.flush();
        return isKept;
    }
  }

  private static void head(OutputStream out, HttpAnswer answer, boolean isKept) throws IOException {
    StringBuilder head = new StringBuilder(256);
    head.append("HTTP/1.1 ").append(answer.status()).append(' ').append(reason(answer.status()));
    head.append("\r\n");
    answer.headers().forEach((name, value) -> line(head, name, value));
    line(head, "Content-Length", Integer.toString(answer.body().length));
    line(head, "Connection", isKept ? "keep-alive" : "close");
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void line(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 302 -> "Found";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 429 -> "Too Many Requests";
      case 500 -> "Internal Server Error";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      default -> "Status " + status;
    };
  }

  /** The next request; null at the end of the connection. */
  private static HttpRequest read(InputStream in) throws IOException {
    String first = readLine(in);
    if (first == null) {
      return null;
    }
    String[] parts = first.split(" ");
    if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
      throw new IOException("not an HTTP/1.1 request: " + first);
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = readLine(in); line != null && !line.isEmpty(); line = readLine(in)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
      }
    }
    int length = 0;
    try {
      length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    } catch (NumberFormatException e) {
      throw new IOException("Content-Length is no number", e);
    }
    if (length < 0 || length > LARGEST_BODY || headers.containsKey("transfer-encoding")) {
      throw new IOException("a body needs a Content-Length of at most " + LARGEST_BODY);
    }
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    int question = parts[1].indexOf('?');
    return new HttpRequest(
        parts[0],
        question < 0 ? parts[1] : parts[1].substring(0, question),
        question < 0 ? "" : parts[1].substring(question + 1),
        headers,
        body);
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(80);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        return null;
      }
      if (line.length() == LONGEST_LINE) {
        throw new IOException("a line of the request is too long");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  private static void quietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.debug("Closing: {}", e.getMessage());
    }
  }
}
