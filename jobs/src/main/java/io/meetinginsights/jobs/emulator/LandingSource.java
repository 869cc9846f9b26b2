package io.meetinginsights.jobs.emulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meetinginsights.errors.ConfigurationError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;

/**
 * What stands under {@code landing/zoom/<dataset>/date=D/account=A/*.jsonl.gz}. At the start every
 * file is read once and the elements of all lists go, compressed one by one, into a temporary file;
 * in memory stays where each of them is. Where something landed several times the newest counts.
 */
final class LandingSource implements ZoomSource {
  private static final JsonFactory FACTORY = new ObjectMapper().getFactory();
  private static final List<String> DATASETS =
      List.of("meetings", "users", "participants", "participants_qos", "satisfaction");

  private final Path spoolFile;
  private final FileChannel spool;
  private long spooled;
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);

  private final Map<String, Held> held = new LinkedHashMap<>();
  private final Map<String, Map<String, ListedUser>> users = new HashMap<>();
  private final TreeSet<String> accounts = new TreeSet<>();
  private final List<PastMeeting> meetings = new ArrayList<>();
  private final List<Held> heldByIndex = new ArrayList<>();

  LandingSource(Path landing) throws IOException {
    Path zoom = landing.resolve("zoom");
    if (!Files.isDirectory(zoom)) {
      throw new ConfigurationError(
          "There is nothing to serve under " + landing,
          "it has no folder zoom with landing files",
          "write some with simulate --date DAY, or set zoom-emulator.source=synthetic");
    }
    spoolFile = Files.createTempFile("zoom-emulator", ".spool");
    spool = FileChannel.open(spoolFile, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      for (String dataset : DATASETS) {
        for (Path file : files(zoom.resolve(dataset))) {
          readFile(dataset, file);
        }
      }
      settle();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The temporary file, which goes when this is closed. */
  Path spoolFile() {
    return spoolFile;
  }

  @Override
  public List<String> accounts() {
    return List.copyOf(accounts);
  }

  @Override
  public List<PastMeeting> meetings() {
    return meetings;
  }

  @Override
  public byte[] listing(PastMeeting meeting) {
    return heldByIndex.get(meeting.index()).listing;
  }

  @Override
  public int size(PastMeeting meeting, MeetingList list) {
    Elements elements = heldByIndex.get(meeting.index()).lists.get(list);
    return elements == null ? -1 : elements.size;
  }

  @Override
  public byte[] element(PastMeeting meeting, MeetingList list, int index) throws IOException {
    Elements elements = heldByIndex.get(meeting.index()).lists.get(list);
    ByteBuffer packed = ByteBuffer.allocate(elements.packed[index]);
    long at = elements.offsets[index];
    while (packed.hasRemaining()) {
      if (spool.read(packed, at + packed.position()) < 0) {
        throw new IOException("the spool file " + spoolFile + " ends too early");
      }
    }
    byte[] json = new byte[elements.plain[index]];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed.array());
      int filled = 0;
      while (filled < json.length) {
        int more = inflater.inflate(json, filled, json.length - filled);
        if (more == 0) {
          throw new IOException("the spool file " + spoolFile + " is damaged");
        }
        filled += more;
      }
      return json;
    } catch (DataFormatException e) {
      throw new IOException("the spool file " + spoolFile + " is damaged", e);
    } finally {
      inflater.end();
    }
  }

  @Override
  public List<ListedUser> users(String account) {
    return List.copyOf(users.getOrDefault(account, Map.of()).values());
  }

  @Override
  public void close() throws IOException {
    deflater.end();
    spool.close();
    Files.deleteIfExists(spoolFile);
  }

  private static List<Path> files(Path dataset) throws IOException {
    if (!Files.isDirectory(dataset)) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(dataset, 3)) {
      return found
          .filter(file -> file.getFileName().toString().endsWith(".jsonl.gz"))
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    }
  }

  private void readFile(String dataset, Path file) throws IOException {
    int number = 0;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
      LineReader lines = new LineReader(in);
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        number++;
        if (line.length > 0) {
          take(dataset, Line.parse(line));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationError(
          "The landing file " + file + " cannot be served",
          "line " + Math.max(1, number) + ": " + e.getMessage(),
          "move that file away, or write the day anew with simulate",
          e);
    }
  }

  private void take(String dataset, Line line) throws IOException {
    accounts.add(line.account);
    switch (dataset) {
      case "meetings" -> takeMeetings(line);
      case "users" -> takeUsers(line);
      case "participants" -> takeList(line, MeetingList.PARTICIPANTS);
      case "participants_qos" -> takeList(line, MeetingList.QOS);
      case "satisfaction" -> takeList(line, MeetingList.SATISFACTION);
      default -> throw new IllegalArgumentException("no such dataset: " + dataset);
    }
  }

  private void takeMeetings(Line line) throws IOException {
    for (int i = 0; i < line.from.size(); i++) {
      byte[] json = line.element(i);
      JsonNode meeting = line.tree(i);
      Held found = held(line.account, meeting.path("uuid").asText());
      if (found.listing != null && line.receivedAt.compareTo(found.listedAt) < 0) {
        continue;
      }
      found.listing = json;
      found.listedAt = line.receivedAt;
      found.number = meeting.path("id").asText();
      found.isSingle = "pastOne".equals(line.params.get("type"));
      // Zoom has been seen to leave both empty: then the day that was asked for stands in.
      Instant day = instant(line.params.getOrDefault("from", "") + "T00:00:00Z", Instant.EPOCH);
      found.start = instant(meeting.path("start_time").asText(), day);
      found.end = instant(meeting.path("end_time").asText(), found.start);
    }
  }

  private void takeUsers(Line line) throws IOException {
    Map<String, ListedUser> known =
        users.computeIfAbsent(line.account, none -> new LinkedHashMap<>());
    for (int i = 0; i < line.from.size(); i++) {
      JsonNode user = line.tree(i);
      String id = user.path("id").asText();
      String email = user.path("email").asText();
      String status = user.path("status").asText("active");
      known.put(id.isEmpty() ? email : id, new ListedUser(id, email, status, line.element(i)));
    }
  }

  private void takeList(Line line, MeetingList list) throws IOException {
    Held found = held(line.account, line.params.getOrDefault("meetingId", ""));
    Elements elements = found.lists.get(list);
    boolean isFirstPage = line.params.getOrDefault("next_page_token", "").isEmpty();
    if (elements == null || (isFirstPage && line.receivedAt.compareTo(elements.firstAt) > 0)) {
      elements = new Elements(line.receivedAt);
      found.lists.put(list, elements);
    } else if (line.receivedAt.compareTo(elements.firstAt) < 0) {
      return;
    }
    for (int i = 0; i < line.from.size(); i++) {
      byte[] json = line.element(i);
      elements.add(spooled, write(json), json.length);
    }
  }

  private Held held(String account, String uuid) {
    if (uuid.isEmpty()) {
      throw new IllegalArgumentException("it does not say which meeting it is about");
    }
    return held.computeIfAbsent(account + " " + uuid, none -> new Held(account, uuid));
  }

  private int write(byte[] json) throws IOException {
    deflater.reset();
    deflater.setInput(json);
    deflater.finish();
    byte[] packed = new byte[json.length + 64];
    int length = 0;
    while (!deflater.finished()) {
      if (length == packed.length) {
        packed = Arrays.copyOf(packed, packed.length * 2);
      }
      length += deflater.deflate(packed, length, packed.length - length);
    }
    ByteBuffer buffer = ByteBuffer.wrap(packed, 0, length);
    long at = spooled;
    while (buffer.hasRemaining()) {
      at += spool.write(buffer, at);
    }
    spooled += length;
    return length;
  }

  /** Meetings that no listing has are not Zoom's to know: they are left out. */
  private void settle() {
    for (Held meeting : held.values()) {
      if (meeting.listing != null) {
        meetings.add(
            new PastMeeting(
                meetings.size(),
                meeting.account,
                meeting.uuid,
                meeting.number,
                meeting.isSingle,
                meeting.start,
                meeting.end));
        heldByIndex.add(meeting);
        meeting.lists.values().forEach(Elements::trim);
      }
    }
    held.clear();
  }

  private static Instant instant(String text, Instant otherwise) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return otherwise;
    }
  }

  private static final class Held {
    private final String account;
    private final String uuid;
    private final Map<MeetingList, Elements> lists = new EnumMap<>(MeetingList.class);
    private byte[] listing;
    private String listedAt;
    private String number;
    private boolean isSingle;
    private Instant start;
    private Instant end;

    private Held(String account, String uuid) {
      this.account = account;
      this.uuid = uuid;
    }
  }

  /** Where the elements of one list lie in the spool file. */
  private static final class Elements {
    private final String firstAt;
    private long[] offsets = new long[8];
    private int[] packed = new int[8];
    private int[] plain = new int[8];
    private int size;

    private Elements(String firstAt) {
      this.firstAt = firstAt;
    }

    private void add(long offset, int packedLength, int plainLength) {
      if (size == offsets.length) {
        resize(size * 2);
      }
      offsets[size] = offset;
      packed[size] = packedLength;
      plain[size++] = plainLength;
    }

    private void trim() {
      resize(size);
    }

    private void resize(int to) {
      offsets = Arrays.copyOf(offsets, to);
      packed = Arrays.copyOf(packed, to);
      plain = Arrays.copyOf(plain, to);
    }
  }

  /** A landed line; the elements of its list stay text. */
  private static final class Line {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private final byte[] text;
    private final Map<String, String> params = new HashMap<>();
    private final List<Integer> from = new ArrayList<>();
    private final List<Integer> to = new ArrayList<>();
    private String account = "";
    private String receivedAt = "";

    private Line(byte[] text) {
      this.text = text;
    }

    private static Line parse(byte[] text) throws IOException {
      Line line = new Line(text);
      try (JsonParser json = FACTORY.createParser(text)) {
        if (json.nextToken() != JsonToken.START_OBJECT) {
          throw new IllegalArgumentException("it is not a JSON object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          JsonToken value = json.nextToken();
          if (name.equals("params") && value == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
              String param = json.currentName();
              json.nextToken();
              line.params.put(param, json.getValueAsString(""));
              json.skipChildren();
            }
          } else if (name.equals("body") && value == JsonToken.START_OBJECT) {
            line.body(json);
          } else if (name.equals("account_id")) {
            line.account = json.getValueAsString("");
          } else if (name.equals("received_at")) {
            line.receivedAt = json.getValueAsString("");
          } else {
            json.skipChildren();
          }
        }
      }
      if (line.account.isEmpty()) {
        throw new IllegalArgumentException("it has no account_id");
      }
      return line;
    }

    private void body(JsonParser json) throws IOException {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        boolean isList =
            name.equals("meetings") || name.equals("participants") || name.equals("users");
        if (isList && value == JsonToken.START_ARRAY) {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            from.add((int) json.currentTokenLocation().getByteOffset());
            json.skipChildren();
            to.add((int) json.currentLocation().getByteOffset());
          }
        } else {
          json.skipChildren();
        }
      }
    }

    private byte[] element(int index) {
      return Arrays.copyOfRange(text, from.get(index), to.get(index));
    }

    private JsonNode tree(int index) {
      try {
        return MAPPER.readTree(text, from.get(index), to.get(index) - from.get(index));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Lines as bytes; the platform's readers would decode megabytes of text for nothing. */
  private static final class LineReader {
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;

    private LineReader(InputStream in) {
      this.in = in;
    }

    private byte[] next() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      boolean isAnything = false;
      while (true) {
        if (at == end) {
          at = 0;
          end = Math.max(0, in.read(buffer));
          if (end == 0) {
            return isAnything ? line.toByteArray() : null;
          }
        }
        isAnything = true;
        int feed = at;
        while (feed < end && buffer[feed] != '\n') {
          feed++;
        }
        line.write(buffer, at, feed - at);
        at = feed < end ? feed + 1 : end;
        if (feed < end) {
          return line.toByteArray();
        }
      }
    }
  }
}
