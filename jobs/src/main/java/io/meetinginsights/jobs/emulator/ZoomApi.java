package io.meetinginsights.jobs.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meetinginsights.jobs.emulator.ZoomEmulatorConfig.AccountConfig;
import io.meetinginsights.jobs.emulator.ZoomEmulatorConfig.LateAnswer;
import io.meetinginsights.jobs.emulator.ZoomEmulatorConfig.OversizedPages;
import io.meetinginsights.jobs.emulator.ZoomSource.ListedUser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Zoom's API answers about the accounts of a source at a time: listings, meetings, their
 * participants, call quality and ratings, users. Knows nothing of tokens, quotas and faults of
 * single requests. Meetings that still run on the emulator's clock do not exist yet for it, so that
 * the live listing is always empty.
 */
final class ZoomApi {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** "A minute or two" after its end a meeting is past. */
  private static final Duration READY_AFTER = Duration.ofMinutes(2);

  private static final Set<String> TYPES = Set.of("past", "pastOne", "live");
  private static final Set<String> QOS_TYPES = Set.of("past", "live");
  private static final Pattern DATE =
      Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:[ T](\\d{1,2}):(\\d{1,2}):(\\d{1,2}))?");
  private static final DateTimeFormatter PADDED =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  /** An answer, and the fault by meeting that shaped it, or null. */
  record Answered(HttpAnswer answer, Fault fault) {}

  private final ZoomSource source;
  private final AccountConfig account;
  private final FaultPlan faults;
  private final LateAnswer lateAnswer;

  /** The newest first, as the dashboard lists them. */
  private final List<PastMeeting> byStart;

  private final Map<String, PastMeeting> byUuid = new HashMap<>();
  private final Map<String, PastMeeting> latestByNumber = new HashMap<>();

  ZoomApi(ZoomSource source, AccountConfig account, FaultPlan faults, LateAnswer lateAnswer) {
    this.source = source;
    this.account = account;
    this.faults = faults;
    this.lateAnswer = lateAnswer;
    this.byStart = new ArrayList<>(source.meetings());
    byStart.sort(
        Comparator.comparing(PastMeeting::start).reversed().thenComparing(PastMeeting::uuid));
    for (PastMeeting meeting : byStart) {
      byUuid.put(meeting.account() + " " + meeting.uuid(), meeting);
      latestByNumber.putIfAbsent(meeting.account() + " " + meeting.number(), meeting);
    }
  }

  Answered answer(ApiRequest request, String accountId, Instant now) {
    if (request.endpoint().isDashboard() && !account.dashboard()) {
      return plain(
          request.endpoint() == Endpoint.SATISFACTION
              ? ApiError.noDashboardForSatisfaction()
              : ApiError.noDashboard());
    }
    try {
      return switch (request.endpoint()) {
        case MEETINGS -> meetings(request, accountId, now);
        case MEETING -> meeting(request, accountId, now);
        case PARTICIPANTS -> list(request, MeetingList.PARTICIPANTS, accountId, now);
        case QOS -> list(request, MeetingList.QOS, accountId, now);
        case SATISFACTION -> list(request, MeetingList.SATISFACTION, accountId, now);
        case USERS -> plain(users(request, accountId, now));
        case USER -> plain(user(request.variable(), accountId));
        case ACCOUNT -> plain(account(request.variable(), accountId));
      };
    } catch (Refused e) {
      return plain(e.answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answered meetings(ApiRequest request, String accountId, Instant now)
      throws Refused, IOException {
    String type = type(request, TYPES);
    Range range = Range.of(request.parameter("from"), request.parameter("to"), now);
    Page page = Page.of(request, accountId, account.oversizedPages(), now);
    boolean byEnd = type.equals("past") && request.parameter("query_date_type").equals("end_time");
    if (byEnd && !account.endTimeQuery()) {
      throw new Refused(ApiError.noQueryByEndTime());
    }
    List<PastMeeting> found = new ArrayList<>();
    for (PastMeeting meeting : byStart) {
      if (meeting.account().equals(accountId)
          && !type.equals("live")
          && meeting.isSingle() == type.equals("pastOne")
          && isPast(meeting, now)
          && range.has(byEnd ? meeting.end() : meeting.start())) {
        found.add(meeting);
      }
    }
    Fault fault = null;
    List<byte[]> elements = new ArrayList<>();
    for (PastMeeting meeting : page.of(found)) {
      byte[] json = source.listing(meeting);
      if (faults.isBeforeChange(meeting, now)) {
        json = withOneLess(json);
        fault = Fault.CHANGED_MEETING;
      }
      elements.add(json);
    }
    ObjectNode head = MAPPER.createObjectNode();
    head.put("from", range.fromText()).put("to", range.toText());
    page.describe(head, found.size());
    return new Answered(body(head, "meetings", elements), fault);
  }

  private Answered meeting(ApiRequest request, String accountId, Instant now)
      throws Refused, IOException {
    PastMeeting meeting = find(request, type(request, TYPES), accountId, now);
    ObjectNode detail = (ObjectNode) MAPPER.readTree(source.listing(meeting));
    boolean isBefore = faults.isBeforeChange(meeting, now);
    int participants = detail.path("participants").asInt() - (isBefore ? 1 : 0);
    detail.put("participants", participants).put("in_room_participants", participants);
    detail.remove(
        List.of(
            "audio_quality",
            "video_quality",
            "screen_share_quality",
            "session_key",
            "tracking_fields"));
    return new Answered(
        HttpAnswer.json(200, detail.toString()), isBefore ? Fault.CHANGED_MEETING : null);
  }

  private Answered list(ApiRequest request, MeetingList list, String accountId, Instant now)
      throws Refused, IOException {
    String type = type(request, list == MeetingList.QOS ? QOS_TYPES : TYPES);
    Page page = Page.of(request, accountId, account.oversizedPages(), now);
    PastMeeting meeting = find(request, type, accountId, now);
    boolean isLate = list == MeetingList.QOS && faults.isQosLate(meeting, now);
    if (isLate && lateAnswer == LateAnswer.NOT_FOUND) {
      return new Answered(ApiError.detailNotAvailable(), Fault.LATE_QOS);
    }
    int size = isLate ? 0 : source.size(meeting, list);
    if (size < 0) {
      if (list != MeetingList.SATISFACTION) {
        throw new Refused(ApiError.detailNotAvailable());
      }
      size = 0;
    }
    boolean isBefore =
        list != MeetingList.SATISFACTION && size > 1 && faults.isBeforeChange(meeting, now);
    if (isBefore) {
      size--;
    }
    List<byte[]> elements = new ArrayList<>();
    for (int i = page.from(); i < page.to(size); i++) {
      elements.add(source.element(meeting, list, i));
    }
    ObjectNode head = MAPPER.createObjectNode();
    if (list == MeetingList.SATISFACTION) {
      head.put("next_page_token", page.next(size)).put("page_size", page.size());
    } else {
      page.describe(head, size);
      head.put("meeting_number", meeting.number());
    }
    return new Answered(
        body(head, "participants", elements),
        isLate ? Fault.LATE_QOS : isBefore ? Fault.CHANGED_MEETING : null);
  }

  private HttpAnswer users(ApiRequest request, String accountId, Instant now) throws Refused {
    String status = request.parameters().getOrDefault("status", "active");
    if (!Set.of("active", "inactive", "pending").contains(status)) {
      throw new Refused(ApiError.field("status", "Invalid field."));
    }
    Page page = Page.of(request, accountId, account.oversizedPages(), now);
    List<byte[]> found =
        source.users(accountId).stream()
            .filter(user -> user.status().equals(status))
            .map(ListedUser::json)
            .toList();
    ObjectNode head = MAPPER.createObjectNode();
    page.describe(head, found.size());
    head.put("page_number", 1 + page.from() / page.size());
    return body(head, "users", page.of(found));
  }

  private HttpAnswer user(String id, String accountId) throws Refused, IOException {
    ListedUser found = null;
    for (ListedUser user : source.users(accountId)) {
      boolean isAsked =
          id.equals("me")
              ? user.status().equals("active")
              : id.equals(user.id()) || id.equalsIgnoreCase(user.email());
      if (isAsked) {
        found = user;
        break;
      }
    }
    if (found == null && !id.equals("me")) {
      throw new Refused(ApiError.noUser(id));
    }
    // An account without users in its data still has someone who linked it.
    ObjectNode user =
        found == null
            ? MAPPER
                .createObjectNode()
                .put("id", "emulated-administrator")
                .put("first_name", "Account")
                .put("last_name", "Administrator")
                .put("display_name", "Account Administrator")
                .put("email", "administrator@example.com")
                .put("type", 2)
                .put("status", "active")
                .put("timezone", "UTC")
                .put("verified", 1)
            : (ObjectNode) MAPPER.readTree(found.json());
    user.put("role_name", id.equals("me") ? "Owner" : "Member")
        .put("account_id", accountId)
        .put("account_number", number(accountId))
        .put("company", company(accountId))
        .put("vanity_url", vanityUrl(accountId));
    return HttpAnswer.json(200, user.toString());
  }

  private HttpAnswer account(String id, String accountId) throws Refused {
    if (!id.equals("me") && !id.equals(accountId)) {
      throw new Refused(ApiError.noAccount(id));
    }
    String owner =
        source.users(accountId).stream()
            .filter(user -> user.status().equals("active"))
            .map(ListedUser::email)
            .findFirst()
            .orElse("administrator@example.com");
    return HttpAnswer.json(
        200,
        MAPPER
            .createObjectNode()
            .put("id", accountId)
            .put("account_name", company(accountId))
            .put("account_number", number(accountId))
            .put("account_type", "Business")
            .put("owner_email", owner)
            .put("vanity_url", vanityUrl(accountId))
            .put("created_at", "2024-02-01T08:00:00Z")
            .toString());
  }

  private static long number(String accountId) {
    return 10_000_000L + Math.floorMod(Chance.key(0, accountId), 10_000_000L);
  }

  private static String company(String accountId) {
    return "Company of " + accountId;
  }

  private static String vanityUrl(String accountId) {
    return "https://a" + number(accountId) + ".zoom.example.com";
  }

  private PastMeeting find(ApiRequest request, String type, String accountId, Instant now)
      throws Refused {
    String key = accountId + " " + request.variable();
    PastMeeting meeting = byUuid.getOrDefault(key, latestByNumber.get(key));
    if (meeting == null || !isPast(meeting, now) || type.equals("live")) {
      throw new Refused(ApiError.notEnded());
    }
    if (meeting.end().isBefore(now.atOffset(ZoneOffset.UTC).minusYears(1).toInstant())) {
      throw new Refused(ApiError.tooOld());
    }
    boolean isOfType = meeting.isSingle() == type.equals("pastOne");
    if (!isOfType && request.endpoint() != Endpoint.QOS) {
      throw new Refused(ApiError.notEnded());
    }
    return meeting;
  }

  private static boolean isPast(PastMeeting meeting, Instant now) {
    return !meeting.end().plus(READY_AFTER).isAfter(now);
  }

  private static String type(ApiRequest request, Set<String> allowed) throws Refused {
    String type = request.parameters().getOrDefault("type", "live");
    if (!allowed.contains(type)) {
      throw new Refused(ApiError.field("type", "Invalid field."));
    }
    return type;
  }

  private static byte[] withOneLess(byte[] json) throws IOException {
    ObjectNode meeting = (ObjectNode) MAPPER.readTree(json);
    JsonNode participants = meeting.path("participants");
    return participants.asInt() > 1
        ? MAPPER.writeValueAsBytes(meeting.put("participants", participants.asInt() - 1))
        : json;
  }

  private static HttpAnswer body(ObjectNode head, String name, List<byte[]> elements) {
    int length = 256;
    for (byte[] element : elements) {
      length += element.length + 1;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length);
    String open = head.toString();
    out.writeBytes(
        (open.substring(0, open.length() - 1) + ",\"" + name + "\":[")
            .getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < elements.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      out.writeBytes(elements.get(i));
    }
    out.write(']');
    out.write('}');
    return HttpAnswer.json(200, out.toByteArray());
  }

  private static Answered plain(HttpAnswer answer) {
    return new Answered(answer, null);
  }

  /** A request that ends in an error of Zoom's. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient HttpAnswer answer;

    private Refused(HttpAnswer answer) {
      super(null, null, false, false);
      this.answer = answer;
    }
  }

  /** Which elements of a list are asked for. */
  private record Page(String listing, Instant now, int from, int size) {

    private static Page of(
        ApiRequest request, String accountId, OversizedPages oversized, Instant now)
        throws Refused {
      int maximum = request.endpoint().pageMaximum();
      int size = request.endpoint().pageDefault();
      String asked = request.parameter("page_size");
      if (!asked.isEmpty()) {
        try {
          size = Integer.parseInt(asked);
        } catch (NumberFormatException e) {
          throw new Refused(ApiError.field("page_size", "Invalid field."));
        }
      }
      if (size > maximum && oversized == OversizedPages.CLAMP) {
        size = maximum;
      }
      if (size < 1 || size > maximum) {
        throw new Refused(ApiError.field("page_size", "Invalid field."));
      }
      String listing = accountId + " " + request.listing();
      if (!request.isPaging()) {
        return new Page(listing, now, 0, size);
      }
      OptionalInt from = PageTokens.offset(request.pageToken(), listing, now);
      if (from.isEmpty()) {
        throw new Refused(ApiError.pageToken());
      }
      return new Page(listing, now, from.getAsInt(), size);
    }

    private int to(int total) {
      return Math.min(total, from + size);
    }

    private <T> List<T> of(List<T> all) {
      return all.subList(Math.min(from, all.size()), to(all.size()));
    }

    private String next(int total) {
      return from + size < total ? PageTokens.issue(listing, from + size, now) : "";
    }

    private void describe(ObjectNode head, int total) {
      head.put("next_page_token", next(total))
          .put("page_count", (total + size - 1) / size)
          .put("page_size", size)
          .put("total_records", total);
    }
  }

  /** The days that are asked for, from the first second to the last. */
  private record Range(LocalDateTime from, LocalDateTime to, String fromText, String toText) {

    private static Range of(String from, String to, Instant now) throws Refused {
      LocalDateTime first = time("from", from, "00:00:00");
      LocalDateTime last = time("to", to, "23:59:59");
      if (first.isAfter(last)) {
        throw new Refused(ApiError.field("from", "The start date is after the end date."));
      }
      if (last.toLocalDate().isAfter(first.toLocalDate().plusMonths(1))) {
        throw new Refused(ApiError.field("from", "The date range should only be one month."));
      }
      LocalDate oldest = LocalDate.ofInstant(now, ZoneOffset.UTC).minusMonths(6);
      if (first.toLocalDate().isBefore(oldest)) {
        throw new Refused(
            ApiError.field("from", "The month should fall within the last six months."));
      }
      return new Range(first, last, first.toLocalDate().toString(), last.toLocalDate().toString());
    }

    private boolean has(Instant time) {
      LocalDateTime at = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
      return !at.isBefore(from) && at.isBefore(to.plusSeconds(1));
    }

    /** A time that is not padded with zeros is taken for its whole day, without a word. */
    private static LocalDateTime time(String field, String text, String otherwise) throws Refused {
      Matcher parts = DATE.matcher(text);
      if (!parts.matches()) {
        throw new Refused(ApiError.field(field, "Invalid field."));
      }
      try {
        boolean isPadded = text.length() == "yyyy-MM-dd HH:mm:ss".length();
        if (parts.group(4) != null && isPadded) {
          return LocalDateTime.parse(text.replace('T', ' '), PADDED);
        }
        LocalDate date =
            LocalDate.of(
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)));
        return LocalDateTime.parse(date + "T" + otherwise);
      } catch (DateTimeException e) {
        throw new Refused(ApiError.field(field, "Invalid field."));
      }
    }
  }
}
