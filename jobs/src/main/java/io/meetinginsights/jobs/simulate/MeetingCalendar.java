package io.meetinginsights.jobs.simulate;

import io.meetinginsights.jobs.simulate.SimulateConfig.World;
import io.meetinginsights.jobs.simulate.SimulatedOrganisation.Client;
import io.meetinginsights.jobs.simulate.SimulatedOrganisation.Site;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/**
 * Who meets whom and when. Time is cut into blocks of an hour that begin at half past (UTC), so
 * that the last block of a day crosses midnight; in a block a person is in one meeting at most. In
 * each block every site has one partner, and some people of both meet across.
 */
final class MeetingCalendar {
  private static final double[] HOUR_WEIGHTS = {0.7, 1.2, 1.3, 1.2, 0.5, 0.9, 1.3, 1.2, 1.0, 0.7};
  private static final int[] OFFSETS = {0, 0, 0, 5, 10, 15, 25};
  private static final int[] DURATIONS = {15, 25, 30, 30, 45, 50};
  private static final String[] TOPICS = {
    "Weekly sync",
    "Design review",
    "Customer call",
    "Stand-up",
    "Planning",
    "One to one",
    "Incident review",
    "Budget",
    "Interview",
    "All hands"
  };

  private final World world;
  private final SimulatedOrganisation organisation;

  MeetingCalendar(World world, SimulatedOrganisation organisation) {
    this.world = world;
    this.organisation = organisation;
  }

  /** One join: a person who comes back has two. Times in seconds since the epoch. */
  record Row(String userId, String participantUuid, long join, long leave, boolean dropped) {
    /** The first minute that lies wholly in the row. */
    long firstMinute() {
      return Math.floorDiv(join + 59, 60);
    }

    /** The minute after the last one that lies wholly in the row. */
    long endMinute() {
      return Math.floorDiv(leave, 60);
    }

    boolean has(long minute) {
      return minute >= firstMinute() && minute < endMinute();
    }
  }

  /** Somebody in a meeting: one of ours, or a guest ({@code client} null). */
  record Attendee(Client client, long key, boolean atHome, List<Row> rows) {
    boolean isGuest() {
      return client == null;
    }

    boolean isOutside() {
      return client == null || atHome;
    }

    Row rowAt(long minute) {
      for (Row row : rows) {
        if (row.has(minute)) {
          return row;
        }
      }
      return null;
    }
  }

  record Meeting(
      String uuid,
      long id,
      long key,
      int hostSite,
      long start,
      long end,
      String topic,
      int presenter,
      List<Attendee> attendees,
      List<Episode> episodes) {
    LocalDate endDay() {
      return Instant.ofEpochSecond(end).atZone(java.time.ZoneOffset.UTC).toLocalDate();
    }

    /** Episodes drawn with the meeting that reach an attendee in a minute. */
    List<Episode> reaching(int attendee, long minute) {
      if (episodes.isEmpty()) {
        return episodes;
      }
      return episodes.stream()
          .filter(
              episode ->
                  episode.covers(minute)
                      && (attendee == presenter
                          || episode.fault().scope() == Fault.Scope.CONFERENCE))
          .toList();
    }

    Attendee host() {
      return attendees.get(0);
    }

    int rows() {
      return attendees.stream().mapToInt(attendee -> attendee.rows().size()).sum();
    }
  }

  static long blockOf(long minute) {
    return Math.floorDiv(minute - 30, 60);
  }

  static long blockStart(long block) {
    return block * 60 + 30;
  }

  static boolean attends(Client client, long block, ZoneId zone, World world) {
    return Draws.uniform(Draws.key(client.key(), block, 71), 0) < attendance(block, zone, world);
  }

  /** Meetings hosted at a site that share at least a second with a UTC day. */
  List<Meeting> touching(int site, LocalDate day) {
    long first = blockOf(day.toEpochDay() * 1440);
    List<Meeting> meetings = new ArrayList<>();
    for (long block = first; block <= first + 24; block++) {
      for (Meeting meeting : hosted(site, block)) {
        if (meeting.end() > day.toEpochDay() * 86400
            && meeting.start() < (day.toEpochDay() + 1) * 86400) {
          meetings.add(meeting);
        }
      }
    }
    return meetings;
  }

  /** Meetings hosted at a site that end on a UTC day. */
  List<Meeting> ending(int site, LocalDate day) {
    return touching(site, day).stream().filter(meeting -> meeting.endDay().equals(day)).toList();
  }

  private List<Meeting> hosted(int siteIndex, long block) {
    Site site = organisation.site(siteIndex);
    int partner = partner(siteIndex, block);
    List<Client> local = new ArrayList<>();
    List<Client> across = new ArrayList<>();
    split(site, block, partner != siteIndex, local, across);
    List<Meeting> meetings = new ArrayList<>();
    long key = Draws.key(site.key(), block, 72);
    group(meetings, local, key, siteIndex, block);
    if (partner != siteIndex && siteIndex < partner) {
      split(organisation.site(partner), block, true, new ArrayList<>(), across);
      group(meetings, across, Draws.key(key, 73), siteIndex, block);
    }
    return meetings;
  }

  /** An involution: the partner's partner is oneself. */
  private int partner(int site, long block) {
    int turn = Draws.below(Draws.key(organisation.seed(), block, 74), 0, organisation.sites());
    return Math.floorMod(turn - site, organisation.sites());
  }

  private void split(
      Site site, long block, boolean hasPartner, List<Client> local, List<Client> across) {
    double attendance = attendance(block, site.zone(), world);
    if (attendance <= 0) {
      return;
    }
    for (int i = 0; i < organisation.clientsPerSite(); i++) {
      long key = Draws.key(Draws.key(site.key(), 77, i), block, 71);
      if (Draws.uniform(key, 0) < attendance) {
        Client client = organisation.client(site, i);
        (hasPartner && Draws.chance(key, 1, 0.22) ? across : local).add(client);
      }
    }
  }

  private void group(
      List<Meeting> meetings, List<Client> people, long key, int hostSite, long block) {
    people.sort(
        Comparator.comparingLong((Client client) -> Draws.key(client.key(), block, 75))
            .thenComparingLong(Client::key));
    int at = 0;
    for (int g = 0; at < people.size(); g++) {
      long meetingKey = Draws.key(key, g);
      double draw = Draws.uniform(meetingKey, 0);
      int size =
          draw < 0.03
              ? 1
              : draw < 0.23 ? 2 : draw < 0.48 ? 3 : draw < 0.7 ? 4 : draw < 0.86 ? 5 : 7;
      int end = Math.min(people.size(), at + size);
      meetings.add(meeting(people.subList(at, end), meetingKey, hostSite, block));
      at = end;
    }
  }

  private Meeting meeting(List<Client> people, long key, int hostSite, long block) {
    int offset = OFFSETS[Draws.below(key, 1, OFFSETS.length)];
    int duration = Math.min(58 - offset, DURATIONS[Draws.below(key, 2, DURATIONS.length)]);
    long start = (blockStart(block) + offset) * 60 + Draws.below(key, 3, 60);
    long end = start + duration * 60L + Draws.below(key, 4, 50);
    List<Attendee> attendees = new ArrayList<>();
    for (Client client : people) {
      long attendeeKey = Draws.key(key, client.key());
      LocalDate localDay = Instant.ofEpochSecond(start).atZone(client.site().zone()).toLocalDate();
      attendees.add(
          new Attendee(
              client,
              attendeeKey,
              client.atHome(localDay),
              rows(attendeeKey, start, end, attendees.isEmpty())));
    }
    int guests = Draws.chance(key, 5, 0.2) ? 1 + Draws.below(key, 6, 2) : 0;
    for (int g = 0; g < guests; g++) {
      long guestKey = Draws.key(key, 8800 + g);
      attendees.add(new Attendee(null, guestKey, false, rows(guestKey, start, end, false)));
    }
    int presenter = presenter(attendees, key);
    return new Meeting(
        uuid(key),
        80_000_000_000L + (Draws.mix(key + 5) >>> 1) % 19_999_999_999L,
        key,
        hostSite,
        start,
        end,
        TOPICS[Draws.below(key, 7, TOPICS.length)],
        presenter,
        attendees,
        episodes(attendees.get(presenter), attendees.size(), key, start, end));
  }

  private static int presenter(List<Attendee> attendees, long key) {
    if (Draws.chance(key, 8, 0.5)) {
      for (int i = 0; i < attendees.size(); i++) {
        if (attendees.get(i).isOutside()) {
          return i;
        }
      }
    }
    return Draws.below(key, 9, attendees.size());
  }

  private List<Episode> episodes(
      Attendee presenter, int attendees, long meetingKey, long start, long end) {
    if (attendees < 2) {
      return List.of();
    }
    List<Episode> drawn = new ArrayList<>(1);
    for (Fault fault : Fault.values()) {
      boolean strikes =
          fault.scope() == Fault.Scope.CONFERENCE
              || fault.scope() == Fault.Scope.FAR_PRESENTER && presenter.isOutside();
      if (strikes) {
        for (long key : SiteDay.keys(Draws.key(meetingKey, fault.id()), world.rate(fault))) {
          long begin = start / 60 + (long) (Draws.uniform(key, 22) * (end - start) / 60 / 3);
          drawn.add(Episode.drawn(fault, key, -1, -1, 0, begin, world.faults()));
        }
      }
    }
    return drawn;
  }

  private static List<Row> rows(long key, long start, long end, boolean isHost) {
    long join = isHost ? start : start + Draws.below(key, 0, 75);
    long leave = isHost ? end : end - Draws.below(key, 1, 40);
    List<Row> rows = new ArrayList<>(2);
    if (leave - join > 600 && Draws.chance(key, 2, 0.015)) {
      long gone = join + 180 + Draws.below(key, 3, (int) (leave - join - 420));
      rows.add(row(key, 0, join, gone, true));
      rows.add(row(key, 1, gone + 20 + Draws.below(key, 4, 120), leave, false));
    } else {
      rows.add(row(key, 0, join, leave, false));
    }
    return rows;
  }

  private static Row row(long key, int number, long join, long leave, boolean dropped) {
    return new Row(
        Long.toString(16_700_000 + (Draws.mix(key + number) >>> 1) % 900_000_000L),
        SimulatedOrganisation.uuid(Draws.key(key, 90 + number)).toUpperCase(java.util.Locale.ROOT),
        join,
        leave,
        dropped);
  }

  /** Base64 of 16 bytes; one in 40 begins with a slash and one in 40 holds two in a row. */
  private static String uuid(long key) {
    byte[] bytes = SimulatedOrganisation.bytes(Draws.key(key, 76));
    int special = Draws.below(key, 10, 40);
    if (special == 0) {
      bytes[0] = (byte) 0xFF;
    } else if (special == 1) {
      bytes[6] = (byte) 0xFF;
      bytes[7] = (byte) 0xFF;
      bytes[8] = (byte) 0xFF;
    }
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static double attendance(long block, ZoneId zone, World world) {
    ZonedDateTime local = Instant.ofEpochSecond(blockStart(block) * 60).atZone(zone);
    int hour = local.getHour() - 8;
    if (hour < 0 || hour >= HOUR_WEIGHTS.length) {
      return 0;
    }
    return Math.min(0.97, world.meetingsPerClientPerDay() / 10 * HOUR_WEIGHTS[hour]);
  }
}
