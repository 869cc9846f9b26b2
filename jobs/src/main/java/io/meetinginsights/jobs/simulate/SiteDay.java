package io.meetinginsights.jobs.simulate;

import io.meetinginsights.jobs.simulate.SimulatedOrganisation.Client;
import io.meetinginsights.jobs.simulate.SimulatedOrganisation.Site;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One site on one day of its own calendar: who is in, which access point serves whom in which
 * minute, and what is going wrong.
 */
final class SiteDay {
  /** A roam: in this minute, between these access points, with this gap. */
  record Roam(long minute, int from, int to, double gapMs) {}

  final Site site;
  final LocalDate day;
  final long firstMinute;
  final int minutes;
  final Client[] clients;
  final boolean[] inOffice;
  final List<Episode> episodes;

  /** Running sums of what the WAN link carried, down and up; filled by {@link LatentNetwork}. */
  double[][] wanBytes;

  private final long[] arrival;
  private final long[] departure;
  private final short[][] accessPoints;
  private final List<List<Roam>> roams;
  private final List<List<Episode>> byClient;
  private final List<Episode> siteWide = new ArrayList<>();
  private final short[] radioClients;

  SiteDay(SimulatedOrganisation organisation, int siteIndex, LocalDate day, SimulateConfig config) {
    this.site = organisation.site(siteIndex);
    this.day = day;
    this.firstMinute = day.atStartOfDay(site.zone()).toEpochSecond() / 60;
    this.minutes =
        (int) (day.plusDays(1).atStartOfDay(site.zone()).toEpochSecond() / 60 - firstMinute);
    int count = organisation.clientsPerSite();
    this.clients = new Client[count];
    this.inOffice = new boolean[count];
    this.arrival = new long[count];
    this.departure = new long[count];
    for (int i = 0; i < count; i++) {
      clients[i] = organisation.client(site, i);
      inOffice[i] = !clients[i].atHome(day);
      long key = Draws.key(clients[i].key(), day.toEpochDay(), 42);
      arrival[i] = firstMinute + 7 * 60 + 10 + Draws.below(key, 0, 35);
      departure[i] = firstMinute + 19 * 60 + 5 + Draws.below(key, 1, 20);
    }
    this.episodes = drawEpisodes(config);
    this.byClient = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      byClient.add(new ArrayList<>(2));
    }
    for (Episode episode : episodes) {
      if (episode.fault().scope() == Fault.Scope.SITE) {
        siteWide.add(episode);
      } else if (!episode.onAccessPoint()) {
        byClient.get(episode.target()).add(episode);
      }
    }
    this.accessPoints = new short[count][];
    this.roams = new ArrayList<>(count);
    this.radioClients = new short[site.accessPoints() * 3 * minutes];
    for (int i = 0; i < count; i++) {
      roams.add(new ArrayList<>());
      if (inOffice[i] && !clients[i].wired()) {
        walk(i);
      }
    }
  }

  boolean covers(long minute) {
    return minute >= firstMinute && minute < firstMinute + minutes;
  }

  boolean connected(int client, long minute) {
    return inOffice[client] && minute >= arrival[client] && minute < departure[client];
  }

  long arrival(int client) {
    return arrival[client];
  }

  long departure(int client) {
    return departure[client];
  }

  int accessPoint(int client, long minute) {
    return accessPoints[client][(int) (minute - firstMinute)];
  }

  List<Roam> roams(int client) {
    return roams.get(client);
  }

  int radioClients(int accessPoint, int band, long minute) {
    return radioClients[radio(accessPoint, band) * minutes + (int) (minute - firstMinute)];
  }

  /** Episodes that reach a client in a minute: its own, its radio's, its port's, the site's. */
  List<Episode> touching(int client, long minute) {
    List<Episode> active = null;
    for (Episode episode : byClient.get(client)) {
      if (episode.covers(minute)) {
        active = add(active, episode);
      }
    }
    for (Episode episode : siteWide) {
      if (episode.covers(minute)) {
        active = add(active, episode);
      }
    }
    if (!clients[client].wired()) {
      int accessPoint = accessPoint(client, minute);
      for (Episode episode : episodes) {
        if (episode.onAccessPoint()
            && episode.target() == accessPoint
            && (episode.band() == 0 || episode.band() == clients[client].band())
            && episode.covers(minute)) {
          active = add(active, episode);
        }
      }
    }
    return active == null ? List.of() : active;
  }

  List<Episode> siteWide() {
    return siteWide;
  }

  private static List<Episode> add(List<Episode> list, Episode episode) {
    List<Episode> grown = list == null ? new ArrayList<>(2) : list;
    grown.add(episode);
    return grown;
  }

  private int radio(int accessPoint, int band) {
    return accessPoint * 3 + LatentNetwork.bandIndex(band);
  }

  private List<Episode> drawEpisodes(SimulateConfig config) {
    List<Episode> drawn = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      long faultKey = Draws.key(site.key(), day.toEpochDay(), 900 + fault.ordinal());
      double rate = fault.rate() * config.faultyShare();
      switch (fault.scope()) {
        case CLIENT -> {
          for (int i = 0; i < clients.length; i++) {
            boolean needsRadio = fault.category() == Fault.Category.WIRELESS;
            if (inOffice[i] && !(needsRadio && clients[i].wired())) {
              drawAroundCall(drawn, fault, faultKey, i, rate, config);
            }
          }
        }
        case PORT -> {
          for (int i = 0; i < clients.length; i++) {
            if (inOffice[i] && clients[i].wired()) {
              drawAroundCall(drawn, fault, faultKey, i, rate, config);
            }
          }
          for (int ap = 0; ap < site.accessPoints(); ap++) {
            drawAnyTime(drawn, fault, Draws.key(faultKey, 5000 + ap), ap, 0, true, rate);
          }
        }
        case RADIO -> {
          for (int ap = 0; ap < site.accessPoints(); ap++) {
            long key = Draws.key(faultKey, 5000 + ap);
            int band = Draws.chance(key, 20, 0.9) ? 5 : 24;
            drawAnyTime(drawn, fault, key, ap, band, true, rate);
          }
        }
        case SITE -> drawAnyTime(drawn, fault, Draws.key(faultKey, 9999), -1, 0, false, rate);
        case MEETING -> {
          // Drawn with the meeting: its target is known only there.
        }
        default -> throw new IllegalStateException("no targets for " + fault);
      }
    }
    return drawn;
  }

  /** One episode at most, somewhere between 8:00 and 17:30. */
  private void drawAnyTime(
      List<Episode> drawn, Fault fault, long key, int target, int band, boolean ap, double rate) {
    if (Draws.chance(key, 21, rate)) {
      long start = firstMinute + 8 * 60 + Draws.below(key, 22, 570);
      drawn.add(Episode.drawn(fault, key, site.index(), target, band, ap, start));
    }
  }

  /**
   * Faults of one client are drawn in hours in which he is in a call: elsewhere nobody sees them.
   */
  private void drawAroundCall(
      List<Episode> drawn,
      Fault fault,
      long faultKey,
      int client,
      double rate,
      SimulateConfig config) {
    long key = Draws.key(faultKey, client);
    if (!Draws.chance(key, 21, rate)) {
      return;
    }
    int offset = Draws.below(key, 23, 10);
    for (int hour = 0; hour < 10; hour++) {
      long start = firstMinute + (8 + (hour + offset) % 10) * 60L;
      long block = MeetingCalendar.blockOf(start + 30);
      if (MeetingCalendar.attends(clients[client], block, site.zone(), config)) {
        long begin = MeetingCalendar.blockStart(block) - 3 + Draws.below(key, 24, 8);
        drawn.add(
            fault == Fault.VPN_DETOUR
                ? Episode.wholeCall(fault, key, site.index(), client, block)
                : Episode.drawn(fault, key, site.index(), client, 0, false, begin));
        return;
      }
    }
  }

  private void walk(int client) {
    Client who = clients[client];
    short[] serving = new short[minutes];
    Arrays.fill(serving, (short) who.accessPoint());
    int other = (who.accessPoint() + 1) % site.accessPoints();
    long key = Draws.key(who.key(), day.toEpochDay(), 43);
    int excursions = Draws.below(key, 0, 3);
    int span = (int) (departure[client] - arrival[client]);
    for (int e = 0; e < excursions; e++) {
      int begin =
          (int) (arrival[client] - firstMinute) + 20 + Draws.below(key, 1 + 2 * e, span - 90);
      int length = 12 + Draws.below(key, 2 + 2 * e, 40);
      for (int m = begin; m < begin + length; m++) {
        serving[m] = (short) other;
      }
    }
    for (Episode episode : byClient.get(client)) {
      if (episode.fault() == Fault.BAD_ROAM) {
        boolean away = false;
        for (long m = episode.startMinute(); m < episode.startMinute() + episode.minutes(); m++) {
          if (!connected(client, m)) {
            continue;
          }
          away ^= episode.roamsIn(m);
          int at = (int) (m - firstMinute);
          serving[at] = (short) (away ? other : who.accessPoint());
        }
      }
    }
    accessPoints[client] = serving;
    int previous = -1;
    for (long m = arrival[client]; m < departure[client]; m++) {
      int at = (int) (m - firstMinute);
      radioClients[radio(serving[at], who.band()) * minutes + at]++;
      if (previous >= 0 && serving[at] != previous) {
        roams.get(client).add(new Roam(m, previous, serving[at], gap(client, m)));
      }
      previous = serving[at];
    }
  }

  private double gap(int client, long minute) {
    long key = Draws.key(clients[client].key(), minute, 44);
    double gap = Draws.uniform(key, 0, 45, 260);
    LatentMinute state = new LatentMinute();
    state.wireless = true;
    for (Episode episode : byClient.get(client)) {
      if (episode.fault() == Fault.BAD_ROAM && episode.covers(minute)) {
        episode.fault().apply(state, episode, episode.intensity(minute), minute);
      }
    }
    return Math.max(gap, state.roamGapMs);
  }
}
