package io.meetinginsights.jobs.ingest.fetch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meetinginsights.jobs.accounts.AccountStore;
import io.meetinginsights.jobs.zoom.AnswerSummary;
import io.meetinginsights.jobs.zoom.SmallFiles;
import io.meetinginsights.jobs.zoom.ZoomEndpoint;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What earlier runs have settled, from the progress files of some days. The landing files are the
 * truth and progress files their index: of a landing file without one, left by a run that was
 * killed between the two, the index is made from its lines.
 */
final class FetchProgress {

  private static final Logger LOG = LoggerFactory.getLogger(FetchProgress.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Names this program gives; files that came another way are not its progress. */
  private static final String OURS = "\\d{8}T\\d{9}-\\d{6}-.+\\.jsonl\\.gz";

  private final Map<String, MeetingProgress> meetings = new HashMap<>();
  private final Set<LocalDate> listedDays = new HashSet<>();
  private final Set<LocalDate> userDays = new HashSet<>();

  /** Reads the days up to one, so many back. */
  static FetchProgress load(
      Configuration hadoop,
      String landingRoot,
      Path folder,
      String accountId,
      LocalDate day,
      int daysBack,
      EgressAddresses egress)
      throws IOException {
    FetchProgress progress = new FetchProgress();
    FileSystem files = folder.getFileSystem(hadoop);
    record Named(String order, LocalDate day, Path path) {}
    List<Named> named = new ArrayList<>();
    for (LocalDate one = day.minusDays(daysBack); !one.isAfter(day); one = one.plusDays(1)) {
      repair(hadoop, landingRoot, folder, accountId, one, egress);
      FileStatus[] found = files.globStatus(new Path(folder, "date=" + one + "/*~*.jsonl"));
      for (FileStatus status : found == null ? new FileStatus[0] : found) {
        String name = status.getPath().getName();
        named.add(new Named(name.substring(name.indexOf('~') + 1), one, status.getPath()));
      }
    }
    named.sort(Comparator.comparing(Named::order));
    for (Named one : named) {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(files.open(one.path()), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          progress.settle(JSON.readValue(line, ProgressEntry.class), one.day());
        }
      }
    }
    return progress;
  }

  /** Takes something settled into account. */
  void settle(ProgressEntry entry, LocalDate runDay) {
    switch (entry.kind()) {
      case LISTING -> listedDays.add(LocalDate.parse(entry.day()));
      case USERS -> userDays.add(LocalDate.parse(entry.day()));
      default -> meetings.computeIfAbsent(entry.uuid(), MeetingProgress::new).settle(entry, runDay);
    }
  }

  boolean isListed(LocalDate day) {
    return listedDays.contains(day);
  }

  boolean hasUsers(LocalDate day) {
    return userDays.contains(day);
  }

  /** Meetings that stood in a listing, in the order of their end. */
  List<MeetingProgress> meetings() {
    return meetings.values().stream()
        .filter(meeting -> meeting.type() != null)
        .sorted(Comparator.comparing(MeetingProgress::endDay).thenComparing(MeetingProgress::uuid))
        .toList();
  }

  private static void repair(
      Configuration hadoop,
      String landingRoot,
      Path folder,
      String accountId,
      LocalDate day,
      EgressAddresses egress)
      throws IOException {
    Path landing = new Path(landingRoot, "zoom");
    FileSystem landingFiles = landing.getFileSystem(hadoop);
    FileSystem opsFiles = folder.getFileSystem(hadoop);
    FileStatus[] landed =
        landingFiles.globStatus(
            new Path(
                landing,
                "*/date="
                    + day
                    + "/account="
                    + AccountStore.folderName(accountId)
                    + "/*.jsonl.gz"));
    for (FileStatus status : landed == null ? new FileStatus[0] : landed) {
      String name = status.getPath().getName();
      if (!name.matches(OURS)) {
        continue;
      }
      String dataset = status.getPath().getParent().getParent().getParent().getName();
      String stem = name.substring(0, name.length() - ".jsonl.gz".length());
      Path index = new Path(folder, "date=" + day + "/" + dataset + "~" + stem + ".jsonl");
      if (!opsFiles.exists(index)) {
        LOG.info("Progress of {} is made from its lines: the run that wrote it was ended", name);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (ProgressEntry entry : entries(landingFiles, status.getPath(), dataset, day, egress)) {
          lines.writeBytes(JSON.writeValueAsBytes(entry));
          lines.write('\n');
        }
        SmallFiles.replace(opsFiles, index, lines.toByteArray());
      }
    }
  }

  private static List<ProgressEntry> entries(
      FileSystem files, Path path, String dataset, LocalDate day, EgressAddresses egress)
      throws IOException {
    List<ProgressEntry> entries = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(files.open(path), 1 << 16), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode envelope;
        try {
          envelope = JSON.readTree(line);
        } catch (JsonProcessingException notOurs) {
          throw new IOException(path + " holds a line that is no JSON", notOurs);
        }
        AnswerSummary summary = AnswerSummary.read(JSON.writeValueAsBytes(envelope.path("body")));
        JsonNode params = envelope.path("params");
        switch (ZoomEndpoint.ofDataset(dataset)) {
          case MEETINGS -> entries.addAll(listed(summary, params.path("type").asText()));
          case USERS -> {
            // Together in one file: said once, below.
          }
          default ->
              entries.add(
                  answer(
                      params.path("meetingId").asText(),
                      null,
                      dataset,
                      params.path("page").asInt(1),
                      summary,
                      envelope.path("received_at").asText(),
                      egress));
        }
      }
    }
    if (dataset.equals(ZoomEndpoint.MEETINGS.dataset())) {
      entries.add(ProgressEntry.whole(ProgressEntry.Kind.LISTING, day.toString()));
    } else if (dataset.equals(ZoomEndpoint.USERS.dataset())) {
      entries.add(ProgressEntry.whole(ProgressEntry.Kind.USERS, day.toString()));
    }
    return entries;
  }

  /** What a page of a listing settles. */
  static List<ProgressEntry> listed(AnswerSummary summary, String type) {
    return summary.meetings().stream()
        .map(
            meeting ->
                ProgressEntry.listed(
                    meeting.uuid(),
                    type,
                    meeting.endDay() == null ? null : meeting.endDay().toString(),
                    meeting.version()))
        .toList();
  }

  /** What a page about a meeting settles. */
  static ProgressEntry answer(
      String uuid,
      String version,
      String dataset,
      int page,
      AnswerSummary summary,
      String at,
      EgressAddresses egress) {
    return new ProgressEntry(
        ProgressEntry.Kind.ANSWER,
        uuid,
        null,
        null,
        version,
        dataset,
        page,
        summary.nextPageToken().isEmpty() ? null : summary.nextPageToken(),
        at,
        summary.rows(),
        summary.withMinutes(),
        egress.hasAny(summary.addresses()),
        0);
  }
}
