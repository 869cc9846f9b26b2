package io.meetinginsights.jobs.simulate;

import io.meetinginsights.jobs.simulate.CallSimulation.Minute;
import io.meetinginsights.jobs.simulate.IdentityShares.HardCase;
import io.meetinginsights.jobs.simulate.MediaMinute.Stream;
import io.meetinginsights.jobs.simulate.MeetingCalendar.Attendee;
import io.meetinginsights.jobs.simulate.MeetingCalendar.Meeting;
import io.meetinginsights.jobs.simulate.MeetingCalendar.Row;
import io.meetinginsights.jobs.simulate.SimulateConfig.InputDirection;
import io.meetinginsights.jobs.simulate.SimulateConfig.World;
import io.meetinginsights.jobs.simulate.SimulatedOrganisation.City;
import io.meetinginsights.jobs.simulate.SimulatedOrganisation.Client;
import io.meetinginsights.jobs.simulate.SimulatedOrganisation.Identity;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Answers of Zoom's Dashboard API as the account would get them: unit strings, {@code ""} for what
 * was not in use, keys left out for some rows, nothing that identifies a guest.
 */
final class ZoomBodies {
  private static final int LIST_PAGE = 300;
  private static final int QOS_PAGE = 10;
  private static final String VERSION = "6.2.5 (48876)";

  private final World world;
  private final LatentNetwork network;
  private final SimulatedOrganisation organisation;
  private final MeetingCalendar calendar;
  private final CallSimulation calls;
  private final LandingFiles files;
  private final JsonLine json = new JsonLine();

  ZoomBodies(World world, LatentNetwork network, LandingFiles files) {
    this.world = world;
    this.network = network;
    this.organisation = network.organisation();
    this.calendar = new MeetingCalendar(world, organisation);
    this.calls = new CallSimulation(network);
    this.files = files;
  }

  /**
   * What one site hosts: participants, their quality, their ratings; and its share of the users.
   */
  void writeHosted(int site, LocalDate day) throws IOException {
    for (Meeting meeting : calendar.ending(site, day)) {
      writeParticipants(meeting, day);
      if (meeting.attendees().size() > 1) {
        writeQuality(meeting, day);
        writeSatisfaction(meeting, day);
      }
    }
    writeUsers(site, day);
  }

  /** The account's two listings of a day: meetings of several people, meetings of one. */
  void writeListings(LocalDate day) throws IOException {
    writeListing(day, "past");
    writeListing(day, "pastOne");
  }

  private void writeListing(LocalDate day, String type) throws IOException {
    int total = 0;
    for (int site = 0; site < organisation.sites(); site++) {
      total += listed(site, day, type).size();
    }
    int pages = pages(total, LIST_PAGE);
    List<Meeting> page = new ArrayList<>();
    int number = 0;
    for (int site = 0; site < organisation.sites(); site++) {
      for (Meeting meeting : listed(site, day, type)) {
        page.add(meeting);
        if (page.size() == LIST_PAGE) {
          writeListingPage(page, day, type, number++, pages, total);
          page.clear();
        }
      }
    }
    if (!page.isEmpty() || number == 0) {
      writeListingPage(page, day, type, number, pages, total);
    }
  }

  private List<Meeting> listed(int site, LocalDate day, String type) {
    return calendar.ending(site, day).stream()
        .filter(meeting -> type.equals("past") == meeting.attendees().size() > 1)
        .toList();
  }

  private void writeListingPage(
      List<Meeting> meetings, LocalDate day, String type, int number, int pages, int total)
      throws IOException {
    long listing = Draws.key(Draws.key(organisation.seed(), day.toEpochDay()), type);
    Map<String, String> params = new TreeMap<>();
    params.put("type", type);
    params.put("from", day.toString());
    params.put("to", day.toString());
    params.put("query_date_type", "end_time");
    params.put("page_size", Integer.toString(LIST_PAGE));
    begin("GET /metrics/meetings", params, day, listing, number);
    json.object("body").put("from", day.toString()).put("to", day.toString());
    paging(listing, number, pages, LIST_PAGE, total);
    json.array("meetings");
    for (Meeting meeting : meetings) {
      writeMeeting(meeting);
    }
    json.endArray().endObject();
    end("meetings", day);
  }

  private void writeMeeting(Meeting meeting) {
    Client host = meeting.host().client();
    boolean shared = Draws.chance(meeting.key(), 33, 0.4);
    json.object()
        .put("uuid", meeting.uuid())
        .put("id", meeting.id())
        .put("topic", meeting.topic())
        .put("host", host.displayName())
        .put("email", host.email())
        .put("user_type", "Licensed")
        .put("dept", Draws.chance(host.key(), 35, 0.3) ? "" : "Department " + (host.index() % 7))
        .put("start_time", time(meeting.start()))
        .put("end_time", time(meeting.end()))
        .put("duration", duration(meeting.end() - meeting.start()))
        .put("participants", meeting.rows())
        .put("has_pstn", false)
        .put("has_voip", true)
        .put("has_3rd_party_audio", false)
        .put("has_video", true)
        .put("has_screen_share", shared)
        .put("has_recording", false)
        .put("has_sip", false)
        .put("has_archiving", false)
        .put("audio_quality", "")
        .put("video_quality", "")
        .put("screen_share_quality", "")
        .put("avg_jointime_cost", Draws.uniform(meeting.key(), 36, 1.5, 6), 2)
        .endObject();
  }

  private void writeParticipants(Meeting meeting, LocalDate day) throws IOException {
    long key = Draws.key(meeting.key(), 101);
    Map<String, String> params = new TreeMap<>();
    params.put("meetingId", meeting.uuid());
    params.put("type", meeting.attendees().size() > 1 ? "past" : "pastOne");
    params.put("page_size", Integer.toString(LIST_PAGE));
    int rows = meeting.rows();
    begin("GET /metrics/meetings/{meetingId}/participants", params, day, key, 0);
    json.object("body");
    paging(key, 0, 1, LIST_PAGE, rows);
    json.put("meeting_number", Long.toString(meeting.id())).array("participants");
    for (int a = 0; a < meeting.attendees().size(); a++) {
      Attendee attendee = meeting.attendees().get(a);
      for (Row row : attendee.rows()) {
        json.object();
        writeWho(attendee, row);
        json.put("participant_user_id", attendee.isGuest() ? "" : attendee.client().zoomId())
            .put("role", a == 0 ? "host" : "attendee")
            .put("status", "in_meeting")
            .put("leave_reason", leaveReason(meeting, attendee, row, a))
            .put("camera", attendee.isGuest() ? "" : "FaceTime HD Camera")
            .put("microphone", attendee.isGuest() ? "" : "Microphone Array")
            .put("speaker", attendee.isGuest() ? "" : "Speakers")
            .put("audio_quality", "")
            .put("video_quality", "")
            .put("screen_share_quality", "")
            .endObject();
      }
    }
    json.endArray().endObject();
    end("participants", day);
  }

  private static String leaveReason(Meeting meeting, Attendee attendee, Row row, int number) {
    String name = name(attendee);
    if (row.dropped()) {
      return name + " got disconnected from the meeting. Reason: Network connection error.";
    }
    return number == 0 || row.leave() < meeting.end()
        ? name + " left the meeting."
        : name + " left the meeting. Reason: Host ended the meeting.";
  }

  private void writeQuality(Meeting meeting, LocalDate day) throws IOException {
    int rows = meeting.rows();
    int pages = pages(rows, QOS_PAGE);
    long key = Draws.key(meeting.key(), 102);
    int written = 0;
    for (int a = 0; a < meeting.attendees().size(); a++) {
      Attendee attendee = meeting.attendees().get(a);
      List<Minute> minutes = calls.minutes(meeting, a);
      for (Row row : attendee.rows()) {
        if (written % QOS_PAGE == 0) {
          if (written > 0) {
            json.endArray().endObject();
            end("participants_qos", day);
          }
          beginQuality(meeting, day, key, written / QOS_PAGE, pages, rows);
        }
        writeQualityRow(meeting, attendee, row, minutes);
        written++;
      }
    }
    json.endArray().endObject();
    end("participants_qos", day);
  }

  private void beginQuality(
      Meeting meeting, LocalDate day, long key, int page, int pages, int rows) {
    Map<String, String> params = new TreeMap<>();
    params.put("meetingId", meeting.uuid());
    params.put("type", "past");
    params.put("page_size", Integer.toString(QOS_PAGE));
    begin("GET /metrics/meetings/{meetingId}/participants/qos", params, day, key, page);
    json.object("body");
    paging(key, page, pages, QOS_PAGE, rows);
    json.put("meeting_number", Long.toString(meeting.id())).array("participants");
  }

  private void writeQualityRow(Meeting meeting, Attendee attendee, Row row, List<Minute> minutes) {
    json.object();
    writeWho(attendee, row);
    long worst = 5;
    json.array("user_qos");
    for (Minute minute : minutes) {
      if (minute.row() == row) {
        writeMinute(meeting, attendee, minute);
        if (minute.score() != null) {
          worst = Math.min(worst, (long) Math.floor(minute.score()));
        }
      }
    }
    json.endArray();
    json.put("health", worst >= 3 ? "Good" : worst == 2 ? "Warning" : "Critical").endObject();
  }

  private void writeMinute(Meeting meeting, Attendee attendee, Minute minute) {
    MediaMinute media = minute.media();
    boolean web = !attendee.isGuest() && attendee.client().identity() == Identity.WEB;
    boolean sentIsInput = world.audioInputIs() == InputDirection.SENT;
    json.object().put("date_time", time(minute.minute() * 60));
    Stream[] sent = {media.audioSent(), media.videoSent(), media.shareSent()};
    Stream[] received = {media.audioReceived(), media.videoReceived(), media.shareReceived()};
    String[] names = {"audio", "video", "as"};
    boolean leavesOutShare = Draws.chance(attendee.key(), 37, 0.3);
    for (int i = 0; i < names.length; i++) {
      boolean idle = sent[i] == null && received[i] == null;
      if (i == 2 && idle && leavesOutShare) {
        continue;
      }
      writeStream(names[i] + "_input", web ? null : sentIsInput ? sent[i] : received[i], i > 0);
      writeStream(names[i] + "_output", web ? null : sentIsInput ? received[i] : sent[i], i > 0);
      if (web && !idle) {
        writeStream(names[i] + "_device_from_rwg", sent[i], i > 0);
        writeStream(names[i] + "_device_to_rwg", received[i], i > 0);
      }
    }
    writeDevice(attendee, minute, web);
    json.endObject();
  }

  private void writeStream(String name, Stream stream, boolean pictures) {
    json.object(name);
    if (stream == null) {
      json.put("bitrate", "")
          .put("latency", "")
          .put("jitter", "")
          .put("avg_loss", "")
          .put("max_loss", "");
      if (pictures) {
        json.put("resolution", "").put("frame_rate", "");
      }
    } else {
      json.put(
              "bitrate",
              JsonLine.decimal(stream.bitrateKbps(), stream.bitrateKbps() < 100 ? 2 : 0) + " kbps")
          .put("latency", Math.round(stream.latencyMs()) + " ms")
          .put("jitter", Math.round(stream.jitterMs()) + " ms")
          .put("avg_loss", JsonLine.decimal(stream.lossPct(), 2) + "%")
          .put("max_loss", JsonLine.decimal(stream.maxLossPct(), 2) + "%");
      if (pictures) {
        long frames = Math.round(stream.frameRate());
        json.put("resolution", stream.width() + "*" + stream.height())
            .put("frame_rate", frames == 0 ? "" : frames + " fps");
      }
    }
    json.endObject();
  }

  private void writeDevice(Attendee attendee, Minute minute, boolean web) {
    LatentMinute state = minute.state();
    json.object("cpu_usage");
    long zoom = Math.round(state.zoomCpuPct);
    if (web) {
      json.put("zoom_min_cpu_usage", "")
          .put("zoom_avg_cpu_usage", "")
          .put("zoom_max_cpu_usage", "")
          .put("system_max_cpu_usage", "");
    } else {
      json.put("zoom_min_cpu_usage", Math.max(0, zoom - 3) + "%")
          .put("zoom_avg_cpu_usage", zoom + "%")
          .put("zoom_max_cpu_usage", Math.min(100, zoom + 6) + "%")
          .put("system_max_cpu_usage", Math.round(Math.min(100, state.systemCpuPct)) + "%");
    }
    json.endObject();
    if (web) {
      String level =
          state.systemCpuPct > 92 ? "critical" : state.systemCpuPct > 80 ? "serious" : "normal";
      json.object("cpu_pressure_level")
          .put("system_min_cpu_pressure_level", "normal")
          .put("system_avg_cpu_pressure_level", level)
          .put("system_max_cpu_pressure_level", level)
          .endObject();
    }
    if (!attendee.isGuest() && !web && wifi(attendee)) {
      double rssi =
          attendee.isOutside()
              ? -52 + 6 * Draws.normal(Draws.key(attendee.key(), minute.minute() / 5), 38)
              : state.rssiDown;
      long average = Math.round(Draws.clamp(rssi, -95, -25));
      json.object("wifi_rssi")
          .put("max_rssi", average + 2)
          .put("avg_rssi", average)
          .put("min_rssi", average - 3)
          .put("rssi_unit", "dBm")
          .endObject();
    }
  }

  private static boolean wifi(Attendee attendee) {
    return !attendee.client().wired();
  }

  /** The keys that participants and their quality have in common. */
  private void writeWho(Attendee attendee, Row row) {
    Client client = attendee.client();
    json.put("user_id", row.userId())
        .put("participant_uuid", row.participantUuid())
        .put("user_name", name(attendee))
        .put("join_time", time(row.join()))
        .put("leave_time", time(row.leave()))
        .put("connection_type", "UDP")
        .put("video_connection_type", "UDP")
        .put("as_connection_type", "UDP");
    if (client == null) {
      json.put("id", "")
          .put("email", "")
          .put("device", "Windows")
          .put("ip_address", "198.51.100." + (20 + Draws.below(attendee.key(), 39, 200)))
          .put("location", "Example City")
          .put("network_type", "Wifi")
          .put("mac_addr", "")
          .put("pc_name", "")
          .put("domain", "")
          .put("harddisk_id", "")
          .put("data_center", "")
          .put("full_data_center", "")
          .put("version", "");
      return;
    }
    City city = client.site().city();
    json.put("id", client.zoomId())
        .put("email", client.email())
        .put("device", device(client))
        .put("ip_address", publicIp(attendee, row))
        .put("location", client.homeCity() + " (" + city.country() + ")")
        .put("network_type", client.wired() ? "Wired" : "Wifi")
        .put("mac_addr", client.identity() == Identity.MAC ? zoomMac(client) : "")
        .put("pc_name", pcName(client))
        .put("domain", client.identity() == Identity.WEB ? "" : SimulatedOrganisation.DOMAIN)
        .put("harddisk_id", "")
        .put("data_center", city.dataCenter())
        .put("full_data_center", city.dataCenter() + ";")
        .put("version", client.identity() == Identity.WEB ? "" : VERSION)
        .put("os", client.operatingSystem().split(" ")[0])
        .put("os_version", client.operatingSystem().split(" ")[1]);
    if (client.identity() == Identity.WEB) {
      json.put("browser_name", "Chrome").put("browser_version", "129").put("client", "Web client");
    }
    if (client.identity() == Identity.MAC || client.identity() == Identity.IP_ONLY) {
      List<String> addresses = new ArrayList<>(2);
      if (client.hardCase() == HardCase.VPN || tunnel(attendee, row) != null) {
        addresses.add("172.16.200." + (1 + client.index() % 250));
      }
      if (attendee.atHome()) {
        addresses.add(client.homeIp());
      } else {
        if (client.hardCase() == HardCase.DOCKED) {
          addresses.add(client.otherIp());
        }
        addresses.add(client.ip(row.firstMinute()));
      }
      json.put("internal_ip_addresses", addresses);
    }
  }

  private String publicIp(Attendee attendee, Row row) {
    if (attendee.client().hardCase() == HardCase.VPN) {
      return attendee.client().site().farConcentrator().egressIp();
    }
    if (attendee.atHome()) {
      return attendee.client().homePublicIp();
    }
    Episode tunnel = tunnel(attendee, row);
    return tunnel == null
        ? attendee.client().site().egressIp()
        : attendee.client().site().farConcentrator().egressIp();
  }

  private Episode tunnel(Attendee attendee, Row row) {
    if (attendee.isOutside()) {
      return null;
    }
    SiteDay day = network.siteDay(attendee.client().site(), row.firstMinute());
    for (Episode episode : day.touching(attendee.client().index(), row.firstMinute())) {
      if (episode.fault() == Fault.VPN_DETOUR) {
        return episode;
      }
    }
    return null;
  }

  /** Of two MACs of a device Zoom tells one or the other. */
  private static String toldMac(Client client) {
    boolean hasOther =
        client.hardCase() == HardCase.DOCKED || client.hardCase() == HardCase.RANDOM_MAC;
    return hasOther && Draws.chance(client.key(), 52, 0.5) ? client.otherMac() : client.mac();
  }

  static String zoomMac(Client client) {
    String mac = toldMac(client);
    int form = Draws.below(client.key(), 40, 10);
    if (form < 3) {
      return mac.replaceAll("(..)(?!$)", "$1:").toUpperCase(Locale.ROOT);
    }
    String dashed = mac.substring(0, 4) + "-" + mac.substring(4, 8) + "-" + mac.substring(8);
    return form == 3 ? " " + dashed : dashed;
  }

  private static String pcName(Client client) {
    return switch (client.identity()) {
      case MAC, HOST_ONLY -> client.hostname();
      case MOBILE -> client.firstName() + "'s phone";
      case IP_ONLY, WEB -> "";
    };
  }

  private static String device(Client client) {
    return switch (client.identity()) {
      case WEB -> "Web Browser Chrome 129";
      case MOBILE -> client.operatingSystem().startsWith("iOS") ? "iOS" : "Android";
      default -> client.operatingSystem().startsWith("W") ? "Windows" : "Mac";
    };
  }

  private static String name(Attendee attendee) {
    return attendee.isGuest()
        ? "Guest " + (1 + Math.floorMod(attendee.key(), 900))
        : attendee.client().displayName();
  }

  /** Few rate a call, and more of those whose call was bad. */
  private void writeSatisfaction(Meeting meeting, LocalDate day) throws IOException {
    long key = Draws.key(meeting.key(), 103);
    Map<String, String> params = new TreeMap<>();
    params.put("meetingId", meeting.uuid());
    params.put("type", "past");
    params.put("page_size", Integer.toString(LIST_PAGE));
    begin("GET /metrics/meetings/{meetingId}/participants/satisfaction", params, day, key, 0);
    json.object("body")
        .put("next_page_token", "")
        .put("page_size", LIST_PAGE)
        .array("participants");
    for (int a = 0; a < meeting.attendees().size(); a++) {
      Attendee attendee = meeting.attendees().get(a);
      if (attendee.isGuest() || !Draws.chance(attendee.key(), 45, 0.12)) {
        continue;
      }
      double sum = 0;
      int scored = 0;
      for (Minute minute : calls.minutes(meeting, a)) {
        if (minute.score() != null) {
          sum += minute.score();
          scored++;
        }
      }
      double mean = scored == 0 ? 4 : sum / scored;
      double reply = mean >= 4 ? 0.25 : mean >= 3 ? 0.5 : 0.9;
      if (Draws.chance(attendee.key(), 46, reply)) {
        double felt = mean + 0.3 + 0.8 * Draws.normal(attendee.key(), 47);
        json.object()
            .put("date_time", time(meeting.end() + 20))
            .put("email", attendee.client().email())
            .put("quality", felt >= 3 ? "GOOD" : "NOT GOOD")
            .put("user_id", attendee.client().zoomId())
            .put("comment", felt < 2.2 ? "Sound kept breaking up." : "")
            .endObject();
      }
    }
    json.endArray().endObject();
    end("satisfaction", day);
  }

  /** Pages of the account's users; each page is written with the site its first user works at. */
  private void writeUsers(int site, LocalDate day) throws IOException {
    int perSite = organisation.clientsPerSite();
    int total = organisation.sites() * perSite;
    int pages = pages(total, LIST_PAGE);
    long key = Draws.key(Draws.key(organisation.seed(), day.toEpochDay()), "users");
    for (int page = 0; page < pages; page++) {
      int first = page * LIST_PAGE;
      if (first / perSite != site) {
        continue;
      }
      Map<String, String> params = new TreeMap<>();
      params.put("status", "active");
      params.put("page_size", Integer.toString(LIST_PAGE));
      begin("GET /users", params, day, key, page);
      json.object("body");
      paging(key, page, pages, LIST_PAGE, total);
      json.array("users");
      for (int number = first; number < Math.min(total, first + LIST_PAGE); number++) {
        Client client = organisation.client(number / perSite, number % perSite);
        json.object()
            .put("id", client.zoomId())
            .put("first_name", client.firstName())
            .put("last_name", client.lastName())
            .put("display_name", client.displayName())
            .put("email", client.email())
            .put("type", 2)
            .put("status", "active")
            .put("dept", "Department " + client.index() % 7)
            .put("timezone", client.site().city().zone())
            .put("verified", 1)
            .put("created_at", "2024-02-01T08:00:00Z")
            .put("last_client_version", VERSION)
            .endObject();
      }
      json.endArray().endObject();
      end("users", day);
    }
  }

  private void begin(
      String request, Map<String, String> params, LocalDate day, long key, int page) {
    // The fetch of a day runs after midnight; when within it, is drawn.
    long received = (day.toEpochDay() + 1) * 86400 + 1800 + Draws.below(key, 48, 3600) + page;
    json.object()
        .put("received_at", time(received))
        .put("org_id", organisation.id())
        .put("account_id", organisation.accountId())
        .put("request", request)
        .object("params");
    params.forEach(json::put);
    if (page > 0) {
      json.put("next_page_token", pageToken(key, page));
    }
    json.endObject();
  }

  private void end(String dataset, LocalDate day) throws IOException {
    json.endObject();
    files.append(
        "zoom/" + dataset,
        "zoom/" + dataset + "/date=" + day + "/account=" + organisation.accountId(),
        json.take());
  }

  private void paging(long key, int page, int pages, int size, int total) {
    json.put("next_page_token", page + 1 < pages ? pageToken(key, page + 1) : "")
        .put("page_count", pages)
        .put("page_size", size)
        .put("total_records", total);
  }

  private static String pageToken(long key, int page) {
    return SimulatedOrganisation.token(Draws.key(key, page, 104));
  }

  private static int pages(int records, int size) {
    return Math.max(1, (records + size - 1) / size);
  }

  static String time(long epochSecond) {
    return Instant.ofEpochSecond(epochSecond).atOffset(ZoneOffset.UTC).toInstant().toString();
  }

  private static String duration(long seconds) {
    return seconds >= 3600
        ? String.format(
            Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
        : String.format(Locale.ROOT, "%02d:%02d", seconds / 60, seconds % 60);
  }
}
