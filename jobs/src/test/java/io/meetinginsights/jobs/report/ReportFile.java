package io.meetinginsights.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** The data in a report's file, as its own script reads them. */
public final class ReportFile {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ReportFile() {}

  /** A block by its id, or null. */
  public static JsonNode block(String page, String id) throws IOException {
    Matcher block =
        Pattern.compile("<script type=\"application/gzip\" id=\"" + id + "\">([^<]*)</script>")
            .matcher(page);
    if (!block.find()) {
      return null;
    }
    return JSON.readTree(
        new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(block.group(1)))));
  }
}
