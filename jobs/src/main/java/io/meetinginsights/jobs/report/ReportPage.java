package io.meetinginsights.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meetinginsights.errors.InputLimitError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/**
 * A report as one HTML file that loads nothing: page, style, script, charting library and data.
 *
 * <p>The data stand in it as gzipped JSON in base64, one block for the site and two for each client
 * (details, rankings), opened by the page's script when they are looked at. So no name in them can
 * break out into the page; and the page's policy runs the one script it names by hash, and allows
 * no connection.
 *
 * <p>The file stays below a size: the site and the list of clients are always in it, then the
 * details of as many clients as fit, those with the most bad minutes first, then their rankings.
 * What was left out, the page says.
 */
final class ReportPage {

  /** The most a report of any site and period takes. */
  static final int MAX_BYTES = 5_000_000;

  private static final String LIBRARY = "/META-INF/resources/webjars/uplot/1.6.30/";

  /** The page's script, in the order its parts use each other. */
  private static final List<String> SCRIPTS =
      List.of(
          "dom.js",
          "data.js",
          "charts.js",
          "tables.js",
          "site.js",
          "clients.js",
          "ranking.js",
          "client.js",
          "app.js");

  /** Room for what the page says of what was left out, and for the flags of what was not. */
  private static final int NOTICES = 1024;

  private static final ObjectMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private ReportPage() {}

  /** The page with as much as fits. */
  static String of(Report.Pages pages, int maxBytes) {
    String script =
        resource(LIBRARY + "dist/uPlot.iife.min.js")
            + "\n(() => {\n\"use strict\";\n"
            + String.join("\n", SCRIPTS.stream().map(ReportPage::resource).toList())
            + "})();\n";
    String style = resource(LIBRARY + "dist/uPlot.min.css") + "\n" + resource("page.css");
    String shell =
        resource("page.html")
            .replace(
                "${policy}",
                "default-src 'none'; script-src "
                    + hash(script)
                    + "; style-src "
                    + hash(style)
                    + "; base-uri 'none'; form-action 'none'")
            .replace("${licence}", resource(LIBRARY + "LICENSE").strip())
            .replace("${style}", style)
            .replace("${script}", script);
    int room = maxBytes - shell.getBytes(StandardCharsets.UTF_8).length;
    return shell.replace("${data}", data(pages, room));
  }

  private static String data(Report.Pages pages, int roomForAll) {
    int clients = pages.report().clients().size();
    int room = roomForAll - block("site", pages.report()).length() - NOTICES;
    if (room < 0) {
      throw new InputLimitError(
          "The report of " + pages.report().site().name() + " does not fit",
          "its site page and its list of "
              + clients
              + " clients alone are "
              + -room
              + " bytes larger than a report may be",
          "make it of fewer days");
    }
    String[] details = new String[clients];
    for (int client = 0; client < clients; client++) {
      if (pages.details().get(client) != null) {
        String block = block("client-" + client, pages.details().get(client));
        if (block.length() <= room) {
          details[client] = block;
          room -= block.length();
        }
      }
    }
    String[] rankings = new String[clients];
    for (int client = 0; client < clients; client++) {
      if (details[client] != null && !pages.rankings().get(client).isEmpty()) {
        String block = block("ranking-" + client, pages.rankings().get(client));
        if (block.length() <= room) {
          rankings[client] = block;
          room -= block.length();
        }
      }
    }
    List<Report.Client> held = new ArrayList<>();
    StringBuilder blocks = new StringBuilder();
    for (int client = 0; client < clients; client++) {
      held.add(
          pages
              .report()
              .clients()
              .get(client)
              .holding(details[client] != null, rankings[client] != null));
      blocks.append(details[client] == null ? "" : details[client]);
      blocks.append(rankings[client] == null ? "" : rankings[client]);
    }
    return block("site", pages.report().holding(held, leftOut(pages, details, rankings))) + blocks;
  }

  private static List<String> leftOut(Report.Pages pages, String[] details, String[] rankings) {
    int clients = details.length;
    long detailed = Arrays.stream(details).filter(Objects::nonNull).count();
    long ranked = Arrays.stream(rankings).filter(Objects::nonNull).count();
    long toRank = pages.rankings().stream().filter(ofClient -> !ofClient.isEmpty()).count();
    List<String> notices = new ArrayList<>();
    if (detailed < clients) {
      notices.add(
          "To stay a file that can be sent, it holds the pages of "
              + detailed
              + " of the "
              + clients
              + " clients, those with the most bad minutes.");
    }
    if (ranked < toRank) {
      notices.add(
          "To stay a file that can be sent, it holds the ranking graphs of "
              + ranked
              + " clients, those with the most bad minutes; a report of fewer days has room for"
              + " more.");
    }
    return notices;
  }

  private static String block(String id, Object content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(JSON.writeValueAsBytes(content));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Block " + id + " of a report is no JSON", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "<script type=\"application/gzip\" id=\""
        + id
        + "\">"
        + Base64.getEncoder().encodeToString(packed.toByteArray())
        + "</script>\n";
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream stream = ReportPage.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is not packaged with the report");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }
}
