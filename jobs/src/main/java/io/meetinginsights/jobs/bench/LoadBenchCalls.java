package io.meetinginsights.jobs.bench;

import io.meetinginsights.jobs.bench.LoadBenchFiles.Shape;
import java.io.IOException;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * Zoom's answers of {@link LoadBenchData}: meetings of {@value #PEOPLE} people and 20 to 60
 * minutes, a sample a minute and participant, a second one in each fiftieth minute. Of ten
 * participants one is a web client, whose numbers stand where Zoom has those of its web gateway,
 * and one is on a wire; in three of four meetings the first one shares a screen.
 */
final class LoadBenchCalls {

  static final String ACCOUNT = "bench-account";

  /** Minutes of a meeting, on average. */
  static final int MINUTES = 40;

  static final int PEOPLE = 6;
  private static final int PAGE_OF_USERS = 2000;
  private static final int PAGE_OF_MEETINGS = 300;
  private static final long RECEIVED_AT = LoadBenchData.START_S + 3 * 86_400 + 6 * 3_600;

  private static final Shape ENVELOPE =
      Shape.of(
          """
          {'received_at':'?','account_id':'bench-account','request':'GET ?','params':{'type':'past','page_size':'?'?},'body':
          """);
  private static final Shape MEETING =
      Shape.of(
          """
          {'uuid':'?','id':?,'topic':'Weekly sync','host':'?','email':'?','user_type':'Licensed','dept':'',
          'start_time':'?','end_time':'?','duration':'?:00','participants':?,'has_pstn':false,'has_voip':true,
          'has_3rd_party_audio':false,'has_video':true,'has_screen_share':true,'has_recording':false,
          'has_sip':false,'has_archiving':false,'audio_quality':'','video_quality':'','screen_share_quality':''}
          """);
  private static final Shape USER =
      Shape.of(
          """
          {'id':'zoom-user-?','first_name':'User','last_name':'?','display_name':'User ?','email':'?','type':2,
          'status':'active','dept':'Department ?','timezone':'Europe/Berlin','verified':1,
          'created_at':'2024-02-01T08:00:00Z','last_client_version':'6.2.5 (48876)'}
          """);
  private static final Shape PARTICIPANT =
      Shape.of(
          """
          {'user_id':'?','participant_uuid':'?','user_name':'User ?','join_time':'?','leave_time':'?',
          'connection_type':'UDP','video_connection_type':'UDP','as_connection_type':'UDP','id':'zoom-user-?',
          'email':'?','device':'?','ip_address':'?','location':'Berlin (DE)','network_type':'?','mac_addr':'?',
          'pc_name':'?','domain':'example.com','harddisk_id':'','data_center':'Germany (FR Top)',
          'full_data_center':'Germany (FR Top);','version':'6.2.5 (48876)','os':'macOS','os_version':'14.5',
          'internal_ip_addresses':['?'],'participant_user_id':'zoom-user-?','role':'?','status':'in_meeting',
          'leave_reason':'User ? left the meeting.','camera':'HD Camera','microphone':'Microphone Array',
          'speaker':'Speakers','audio_quality':'','video_quality':'','screen_share_quality':''
          """);
  private static final Shape AUDIO =
      Shape.of(
          """
          ,'?':{'bitrate':'? kbps','latency':'? ms','jitter':'? ms','avg_loss':'?%','max_loss':'?%'}
          """);
  private static final Shape NO_AUDIO =
      Shape.of(",'?':{'bitrate':'','latency':'','jitter':'','avg_loss':'','max_loss':''}");
  private static final Shape PICTURE =
      Shape.of(
          """
          ,'?':{'bitrate':'? kbps','latency':'? ms','jitter':'? ms','avg_loss':'?%','max_loss':'?%',
          'resolution':'?','frame_rate':'? fps'}
          """);
  private static final Shape NO_PICTURE =
      Shape.of(
          """
          ,'?':{'bitrate':'','latency':'','jitter':'','avg_loss':'','max_loss':'','resolution':'','frame_rate':''}
          """);
  private static final Shape CPU =
      Shape.of(
          """
          ,'cpu_usage':{'zoom_min_cpu_usage':'?%','zoom_avg_cpu_usage':'?%','zoom_max_cpu_usage':'?%','system_max_cpu_usage':'?%'}
          """);
  private static final Shape NO_CPU =
      Shape.of(
          """
          ,'cpu_usage':{'zoom_min_cpu_usage':'','zoom_avg_cpu_usage':'','zoom_max_cpu_usage':'','system_max_cpu_usage':''},
          'cpu_pressure_level':{'system_min_cpu_pressure_level':'normal','system_avg_cpu_pressure_level':'normal',
          'system_max_cpu_pressure_level':'normal'}
          """);
  private static final Shape SIGNAL =
      Shape.of(",'wifi_rssi':{'max_rssi':?,'avg_rssi':?,'min_rssi':?,'rssi_unit':'dBm'}");
  private static final Shape RATING =
      Shape.of("{'date_time':'?','email':'?','quality':'?','user_id':'zoom-user-?','comment':''}");

  private final LoadBenchFiles files;
  private final LoadBenchData.Place place;
  private final SplittableRandom random;
  private final StringBuilder line = new StringBuilder();

  /** One participant of one meeting. */
  private record Join(
      int client, String userId, long joinedAt, long leftAt, boolean isWeb, boolean isWired) {}

  LoadBenchCalls(LoadBenchFiles files, LoadBenchData.Place place, long seed) {
    this.files = files;
    this.place = place;
    this.random = new SplittableRandom(seed);
  }

  /** The account's users, one for each client. */
  void users() throws IOException {
    for (int first = 0; first < place.clients(); first += PAGE_OF_USERS) {
      int until = Math.min(place.clients(), first + PAGE_OF_USERS);
      begin("/users", PAGE_OF_USERS, "");
      line.append("{\"next_page_token\":\"\",\"users\":[");
      for (int client = first; client < until; client++) {
        comma(client > first);
        USER.write(line, client, client, client, eMail(client), client % 7);
      }
      line.append("]}");
      end("users");
    }
  }

  /** The meetings of these numbers: listed, and their participants, samples and ratings. */
  void meetings(int from, int until) throws IOException {
    StringBuilder listed = new StringBuilder();
    int pending = 0;
    for (int meeting = from; meeting < until; meeting++) {
      int minutes = MINUTES - 20 + random.nextInt(41);
      long startedAt =
          LoadBenchData.START_S + 60L * (10 + random.nextInt(24 * 60 - 20 - minutes)) + 5;
      if (pending > 0) {
        listed.append(',');
      }
      MEETING.write(
          listed,
          uuid(meeting),
          90_000_000_000L + meeting,
          "User " + client(meeting, 0),
          eMail(client(meeting, 0)),
          Instant.ofEpochSecond(startedAt),
          Instant.ofEpochSecond(startedAt + 60L * minutes),
          minutes,
          PEOPLE);
      pending++;
      if (pending == PAGE_OF_MEETINGS || meeting == until - 1) {
        begin(
            "/metrics/meetings",
            PAGE_OF_MEETINGS,
            ",\"from\":\"%1$s\",\"to\":\"%1$s\"".formatted(LoadBenchData.DAY));
        line.append("{\"next_page_token\":\"\",\"meetings\":[").append(listed).append("]}");
        end("meetings");
        listed.setLength(0);
        pending = 0;
      }
      Join[] joins = new Join[PEOPLE];
      for (int nth = 0; nth < PEOPLE; nth++) {
        long joinedAt = startedAt + random.nextInt(50);
        joins[nth] =
            new Join(
                client(meeting, nth),
                Long.toString(100_000_000L + (long) meeting * PEOPLE + nth),
                joinedAt,
                joinedAt + 60L * minutes,
                (meeting + nth) % 10 == 9,
                (meeting + nth) % 10 == 8);
      }
      participants(meeting, joins);
      quality(meeting, joins);
      ratings(meeting, joins);
    }
  }

  private int client(int meeting, int nth) {
    return (int) (((long) meeting * PEOPLE + nth) * 7 % place.clients());
  }

  private void participants(int meeting, Join... joins) throws IOException {
    begin("/metrics/meetings/{meetingId}/participants", 300, meetingId(meeting));
    line.append("{\"next_page_token\":\"\",\"participants\":[");
    for (int nth = 0; nth < joins.length; nth++) {
      comma(nth > 0);
      participant(meeting, nth, joins[nth]);
      line.append('}');
    }
    line.append("]}");
    end("participants");
  }

  private void participant(int meeting, int nth, Join join) {
    int client = join.client();
    String mac = place.clientMac(client);
    PARTICIPANT.write(
        line,
        join.userId(),
        "%08X-0000-4000-8000-%012X".formatted(meeting, nth),
        client,
        Instant.ofEpochSecond(join.joinedAt()),
        Instant.ofEpochSecond(join.leftAt()),
        client,
        eMail(client),
        join.isWeb() ? "Web Browser Chrome 129" : "Mac",
        LoadBenchData.egress(place.siteOf(client), 0),
        join.isWired() ? "Wired" : "Wifi",
        join.isWeb() ? "" : mac,
        join.isWeb() ? "" : LoadBenchData.hostName(client),
        place.clientAddress(client),
        client,
        nth == 0 ? "host" : "attendee",
        client);
  }

  private void quality(int meeting, Join... joins) throws IOException {
    begin("/metrics/meetings/{meetingId}/participants/qos", 10, meetingId(meeting));
    line.append("{\"next_page_token\":\"\",\"participants\":[");
    for (int nth = 0; nth < joins.length; nth++) {
      comma(nth > 0);
      Join join = joins[nth];
      participant(meeting, nth, join);
      line.append(",\"user_qos\":[");
      long first = join.joinedAt() / 60 * 60 + 60;
      for (long at = first; at <= join.leftAt(); at += 60) {
        comma(at > first);
        sample(meeting, nth, join, at);
        if ((at / 60 + nth) % 50 == 0) {
          comma(true);
          sample(meeting, nth, join, at + 30);
        }
      }
      line.append("]}");
    }
    line.append("]}");
    end("participants_qos");
  }

  private void sample(int meeting, int nth, Join join, long at) {
    line.append("{\"date_time\":\"").append(Instant.ofEpochSecond(at)).append('"');
    if (join.isWeb()) {
      NO_AUDIO.write(line, "audio_input");
      NO_AUDIO.write(line, "audio_output");
      audio("audio_device_from_rwg");
      audio("audio_device_to_rwg");
      NO_PICTURE.write(line, "video_input");
      NO_PICTURE.write(line, "video_output");
      picture("video_device_from_rwg");
      picture("video_device_to_rwg");
    } else {
      audio("audio_input");
      audio("audio_output");
      picture("video_input");
      picture("video_output");
    }
    if (meeting % 4 != 0) {
      boolean isSharing = nth == 0;
      String from = join.isWeb() ? "as_device_from_rwg" : "as_input";
      String to = join.isWeb() ? "as_device_to_rwg" : "as_output";
      picture(isSharing ? from : to);
      NO_PICTURE.write(line, isSharing ? to : from);
    }
    if (join.isWeb()) {
      NO_CPU.write(line);
    } else {
      int cpu = random.nextInt(40);
      CPU.write(line, cpu, cpu + 2, cpu + 9, cpu + 15 + random.nextInt(30));
      if (!join.isWired()) {
        int rssi = 45 + random.nextInt(35);
        SIGNAL.write(line, 2 - rssi, -rssi, -rssi - 3);
      }
    }
    line.append('}');
  }

  private void audio(String name) {
    int loss = loss();
    AUDIO.write(
        line,
        name,
        LoadBenchData.decimal(2500 + random.nextInt(4000), 2),
        20 + random.nextInt(200),
        random.nextInt(40),
        LoadBenchData.decimal(loss, 2),
        LoadBenchData.decimal(loss + random.nextInt(20), 2));
  }

  private void picture(String name) {
    int loss = loss();
    PICTURE.write(
        line,
        name,
        300 + random.nextInt(1500),
        20 + random.nextInt(200),
        random.nextInt(40),
        LoadBenchData.decimal(loss, 2),
        LoadBenchData.decimal(loss + random.nextInt(20), 2),
        random.nextInt(3) == 0 ? "640*360" : "1280*720",
        15 + random.nextInt(15));
  }

  /** In hundredths of a per cent: mostly next to none. */
  private int loss() {
    return random.nextInt(10) == 0 ? random.nextInt(500) : random.nextInt(8);
  }

  private void ratings(int meeting, Join... joins) throws IOException {
    begin("/metrics/meetings/{meetingId}/participants/satisfaction", 300, meetingId(meeting));
    line.append("{\"next_page_token\":\"\",\"page_size\":300,\"participants\":[");
    if (meeting % 3 == 0) {
      Join join = joins[0];
      RATING.write(
          line,
          Instant.ofEpochSecond(join.leftAt() + 5),
          eMail(join.client()),
          meeting % 15 == 0 ? "NOT GOOD" : "GOOD",
          join.client());
    }
    line.append("]}");
    end("satisfaction");
  }

  private static String eMail(int client) {
    return "user-" + client + "@example.com";
  }

  private static String uuid(int meeting) {
    return "bench%010dmeeting==".formatted(meeting);
  }

  private static String meetingId(int meeting) {
    return ",\"meetingId\":\"" + uuid(meeting) + "\"";
  }

  private void begin(String path, int pageSize, String params) {
    line.setLength(0);
    ENVELOPE.write(line, Instant.ofEpochSecond(RECEIVED_AT), path, pageSize, params);
  }

  private void end(String dataset) throws IOException {
    line.append('}');
    files.append("zoom/" + dataset + "/date=" + LoadBenchData.DAY + "/account=" + ACCOUNT, line);
  }

  private void comma(boolean isNeeded) {
    if (isNeeded) {
      line.append(',');
    }
  }
}
