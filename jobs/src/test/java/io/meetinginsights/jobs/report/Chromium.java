package io.meetinginsights.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/**
 * The system's Chromium, headless, driven over its DevTools protocol: real clicks, real keys, the
 * sizes and colours a reader chooses, and everything that the page complains of.
 */
final class Chromium implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path profile;
  private final OkHttpClient client = new OkHttpClient.Builder().readTimeout(PATIENCE).build();
  private final BlockingQueue<JsonNode> answers = new ArrayBlockingQueue<>(1);
  private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
  private final WebSocket socket;
  private int calls;

  /** Where it is installed. */
  static Optional<Path> installed() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
        .flatMap(
            name -> Stream.of(path.split(java.io.File.pathSeparator)).map(f -> Path.of(f, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  Chromium(Path program, Path profile) throws Exception {
    this.profile = profile;
    this.process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    this.socket =
        client.newWebSocket(
            new Request.Builder().url(pageAddress()).build(),
            new WebSocketListener() {
              @Override
              public void onMessage(WebSocket webSocket, String text) {
                try {
                  JsonNode message = JSON.readTree(text);
                  (message.has("id") ? answers : events).add(message);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              }
            });
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", Map.of());
    }
  }

  private String pageAddress() throws Exception {
    Path port = profile.resolve("DevToolsActivePort");
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      if (!process.isAlive()) {
        throw new IllegalStateException("Chromium ended with " + process.exitValue());
      }
      if (Files.exists(port) && !Files.readString(port).isBlank()) {
        String list =
            "http://127.0.0.1:" + Files.readString(port).lines().findFirst().get() + "/json/list";
        try (Response response =
            client.newCall(new Request.Builder().url(list).build()).execute()) {
          for (JsonNode target : JSON.readTree(response.body().string())) {
            if (target.path("type").asText().equals("page")) {
              return target.path("webSocketDebuggerUrl").asText();
            }
          }
        }
      }
      Thread.sleep(50);
    }
    throw new IllegalStateException("Chromium did not open its DevTools port");
  }

  JsonNode call(String method, Map<String, ?> parameters) {
    try {
      int id = ++calls;
      socket.send(
          JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)));
      JsonNode answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (answer == null || answer.path("id").asInt() != id || answer.has("error")) {
        throw new IllegalStateException(method + " was answered with " + answer);
      }
      return answer.path("result");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Opens a file anew and waits until the page has drawn itself. */
  void open(Path page) {
    call("Page.navigate", Map.of("url", "about:blank"));
    call("Page.navigate", Map.of("url", page.toUri().toString()));
    await("document.querySelector('main')?.dataset.shown === 'site'");
  }

  /** Goes to a page of the report. */
  void go(String hash, String shown) {
    js("document.querySelector('main').dataset.shown = ''; location.hash = '" + hash + "'");
    await("document.querySelector('main').dataset.shown === '" + shown + "'");
  }

  /** The value of an expression. */
  JsonNode js(String expression) {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + result.path("exceptionDetails"));
    }
    return result.path("result").path("value");
  }

  String text(String selector) {
    return js("document.querySelector(" + quoted(selector) + ").innerText").asText();
  }

  List<String> texts(String selector) {
    List<String> texts = new ArrayList<>();
    js("[...document.querySelectorAll(" + quoted(selector) + ")].map(e => e.innerText.trim())")
        .forEach(text -> texts.add(text.asText()));
    return texts;
  }

  int count(String selector) {
    return js("document.querySelectorAll(" + quoted(selector) + ").length").asInt();
  }

  void await(String condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!js("Boolean(" + condition + ")").asBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("It never came to be: " + condition);
      }
    }
  }

  /**
   * A click of the mouse in the middle of an element, which has to be where the mouse can reach.
   */
  void click(String selector) {
    JsonNode place =
        js(
            "(() => { const e = document.querySelector("
                + quoted(selector)
                + "); e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
                + " const x = r.left + r.width / 2, y = r.top + r.height / 2;"
                + " const hit = document.elementFromPoint(x, y);"
                + " return {x, y, hit: e === hit || e.contains(hit)}; })()");
    if (!place.path("hit").asBoolean()) {
      throw new IllegalStateException("Nothing to click at " + selector + ": " + place);
    }
    click(place.path("x").asDouble(), place.path("y").asDouble());
  }

  void click(double x, double y) {
    mouse("mouseMoved", x, y, 0);
    // uPlot looks where the mouse is once a frame.
    js("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    mouse("mousePressed", x, y, 1);
    mouse("mouseReleased", x, y, 1);
  }

  private void mouse(String type, double x, double y, int clicks) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("type", type);
    event.put("x", x);
    event.put("y", y);
    event.put("button", clicks == 0 ? "none" : "left");
    event.put("clickCount", clicks);
    call("Input.dispatchMouseEvent", event);
  }

  /** A key of the keyboard, such as ArrowRight, Enter, Tab or Escape. */
  void key(String key) {
    int code =
        Map.of(
                "ArrowLeft",
                37,
                "ArrowUp",
                38,
                "ArrowRight",
                39,
                "ArrowDown",
                40,
                "Enter",
                13,
                "Tab",
                9,
                "Escape",
                27,
                " ",
                32)
            .get(key);
    Map<String, Object> down = new LinkedHashMap<>();
    down.put("type", "keyDown");
    down.put("key", key);
    down.put("windowsVirtualKeyCode", code);
    if (key.equals("Enter")) {
      down.put("text", "\r");
    } else if (key.equals(" ")) {
      down.put("text", " ");
    }
    call("Input.dispatchKeyEvent", down);
    call(
        "Input.dispatchKeyEvent",
        Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code));
  }

  void type(String text) {
    call("Input.insertText", Map.of("text", text));
  }

  /** A window of this size, in CSS pixels; half the width is what a zoom of 200 % leaves. */
  void size(int width, int height) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    js("new Promise(done => setTimeout(done, 150))");
  }

  void prefers(String scheme) {
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** The whole page as a picture. */
  void screenshot(Path png, int width) throws IOException {
    double height =
        call("Page.getLayoutMetrics", Map.of()).path("cssContentSize").path("height").asDouble();
    JsonNode shot =
        call(
            "Page.captureScreenshot",
            Map.of(
                "format",
                "png",
                "captureBeyondViewport",
                true,
                "clip",
                Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1)));
    Files.createDirectories(png.getParent());
    Files.write(png, Base64.getDecoder().decode(shot.path("data").asText()));
  }

  /** Errors, refusals by the page's policy, and every address but the file's that was asked for. */
  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    for (JsonNode event = events.poll(); event != null; event = events.poll()) {
      String method = event.path("method").asText();
      String url = event.path("params").path("request").path("url").asText();
      if (method.equals("Runtime.exceptionThrown")
          || method.equals("Log.entryAdded")
          || method.equals("Runtime.consoleAPICalled")
          || method.equals("Network.requestWillBeSent")
              && !url.startsWith("file:")
              && !url.equals("about:blank")) {
        complaints.add(event.toString());
      }
    }
    return complaints;
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  @Override
  public void close() {
    socket.cancel();
    client.dispatcher().executorService().shutdown();
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
