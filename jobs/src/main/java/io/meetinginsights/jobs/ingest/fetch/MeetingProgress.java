package io.meetinginsights.jobs.ingest.fetch;

import io.meetinginsights.jobs.zoom.ZoomEndpoint;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;

/** What is settled about a meeting. Used by one thread at a time. */
final class MeetingProgress {

  private final String uuid;
  private String type;
  private LocalDate endDay;
  private String version;
  private final Map<ZoomEndpoint, Part> parts = new EnumMap<>(ZoomEndpoint.class);

  MeetingProgress(String uuid) {
    this.uuid = uuid;
  }

  /** How far one endpoint is. */
  static final class Part {
    private boolean isDone;
    private boolean isClosed;
    private int notReady;
    private LocalDate triedOn;
    private int page;
    private String next;
    private Instant nextAt;
    private int rows;
    private int withMinutes;
    private boolean isOnNetwork;

    boolean isDone() {
      return isDone;
    }

    /** Answered, skipped, or never to be answered. */
    boolean isSettled() {
      return isDone || isClosed;
    }

    int notReady() {
      return notReady;
    }

    int page() {
      return page;
    }

    String next() {
      return next;
    }

    Instant nextAt() {
      return nextAt;
    }

    int rows() {
      return rows;
    }

    boolean isOnNetwork() {
      return isOnNetwork;
    }

    void beginAnew() {
      page = 0;
      next = null;
      rows = 0;
      withMinutes = 0;
    }
  }

  String uuid() {
    return uuid;
  }

  String type() {
    return type;
  }

  LocalDate endDay() {
    return endDay;
  }

  String version() {
    return version;
  }

  Part part(ZoomEndpoint endpoint) {
    return parts.computeIfAbsent(endpoint, none -> new Part());
  }

  /** Takes what is settled into account, on the day whose run settled it. */
  void settle(ProgressEntry entry, LocalDate runDay) {
    if (entry.kind() == ProgressEntry.Kind.LISTED) {
      if (version != null && !version.equals(entry.version())) {
        parts.clear();
      }
      type = entry.type();
      version = entry.version();
      endDay = entry.day() == null ? runDay : LocalDate.parse(entry.day());
      return;
    }
    if (entry.version() != null && version != null && !entry.version().equals(version)) {
      return;
    }
    Part part = part(ZoomEndpoint.ofDataset(entry.dataset()));
    part.triedOn = runDay;
    switch (entry.kind()) {
      case OFF_NETWORK, PERMANENT -> part.isClosed = true;
      case NOT_READY -> part.notReady++;
      case ANSWER -> {
        if (entry.page() <= 1) {
          part.beginAnew();
        }
        part.page = entry.page();
        part.next = entry.next();
        part.nextAt = Instant.parse(entry.at());
        part.rows += entry.rows();
        part.withMinutes += entry.withMinutes();
        part.isOnNetwork |= entry.isOnNetwork();
        part.isDone = entry.next() == null;
      }
      default -> throw new IllegalStateException(entry.kind() + " is not about a meeting");
    }
  }

  /**
   * Whether call quality came before Zoom had all of it: fewer people than took part, or not a
   * single minute. It is asked for again on the next days.
   */
  boolean isThin() {
    Part quality = part(ZoomEndpoint.PARTICIPANTS_QOS);
    Part people = part(ZoomEndpoint.PARTICIPANTS);
    return quality.isDone()
        && people.isDone()
        && people.rows > 0
        && (quality.rows < people.rows || quality.withMinutes == 0);
  }

  /** The day of the run that last tried call quality. */
  LocalDate qualityTriedOn() {
    return part(ZoomEndpoint.PARTICIPANTS_QOS).triedOn;
  }

  /** Asks for call quality again. */
  void reopenQuality() {
    Part quality = part(ZoomEndpoint.PARTICIPANTS_QOS);
    quality.isDone = false;
    quality.beginAnew();
  }
}
