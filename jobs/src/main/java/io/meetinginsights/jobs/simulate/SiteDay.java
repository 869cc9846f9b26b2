package io.meetinginsights.jobs.simulate;

import io.meetinginsights.jobs.simulate.SimulateConfig.World;
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
  /** A roam: at this second of the minute, between these access points, with this gap. */
  record Roam(long minute, double second, int from, int to, double gapMs) {
    double at() {
      return minute * 60 + second;
    }
  }

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
  private final List<List<Episode>> byAccessPoint;
  private final List<Episode> siteWide = new ArrayList<>();
  private final short[] radioClients;
  private final short[] firstOnRadio;
  private final double[][] clientErrors;
  private final double[][] accessPointErrors;

  SiteDay(SimulatedOrganisation organisation, int siteIndex, LocalDate day, World world) {
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
    this.episodes = drawEpisodes(world);
    this.byClient = new ArrayList<>(count);
    this.byAccessPoint = new ArrayList<>(site.accessPoints());
    for (int i = 0; i < count; i++) {
      byClient.add(new ArrayList<>(2));
    }
    for (int ap = 0; ap < site.accessPoints(); ap++) {
      byAccessPoint.add(new ArrayList<>());
    }
    for (Episode episode : episodes) {
      if (episode.fault().scope().isSite()) {
        siteWide.add(episode);
      } else {
        (episode.onAccessPoint() ? byAccessPoint : byClient).get(episode.target()).add(episode);
      }
    }
    this.clientErrors = new double[count][];
    this.accessPointErrors = new double[site.accessPoints()][];
    this.accessPoints = new short[count][];
    this.roams = new ArrayList<>(count);
    this.radioClients = new short[site.accessPoints() * 3 * minutes];
    this.firstOnRadio = new short[radioClients.length];
    Arrays.fill(firstOnRadio, (short) -1);
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

  /** Of the clients on a radio, the one that downloads when somebody does; -1 without any. */
  int firstOnRadio(int accessPoint, int band, long minute) {
    return firstOnRadio[radio(accessPoint, band) * minutes + (int) (minute - firstMinute)];
  }

  /** Whether an access point is starting, without its radios. */
  boolean restarts(int accessPoint, long minute) {
    for (Episode episode : byAccessPoint.get(accessPoint)) {
      if (episode.restartsIn(minute)) {
        return true;
      }
    }
    return false;
  }

  /** The last minute up to this one in which a port went down; -1 if it did not today. */
  long lastFlap(boolean onAccessPoint, int target, long minute, boolean withRestart) {
    long last = -1;
    for (Episode episode : portEpisodes(onAccessPoint, target)) {
      boolean counts = !withRestart || episode.fault() == Fault.POE_FLAP && episode.isStrong();
      long end = Math.min(minute, episode.startMinute() + episode.minutes() - 1);
      for (long m = end; counts && m >= episode.startMinute() && m > last; m--) {
        if (episode.flapsPortIn(m)) {
          last = m;
        }
      }
    }
    return last;
  }

  /** Errors a port has counted today before a minute. */
  double portErrorsBefore(boolean onAccessPoint, int target, long minute) {
    List<Episode> own = portEpisodes(onAccessPoint, target);
    if (own.isEmpty()) {
      return 0;
    }
    double[][] all = onAccessPoint ? accessPointErrors : clientErrors;
    if (all[target] == null) {
      double[] counted = new double[minutes + 1];
      for (Episode episode : own) {
        for (long m = episode.startMinute(); m < episode.startMinute() + episode.minutes(); m++) {
          int at = (int) (m - firstMinute) + 1;
          if (at < counted.length) {
            LatentMinute state = new LatentMinute();
            episode.apply(state, m);
            counted[at] += state.portErrorsPerMinute;
          }
        }
      }
      Arrays.parallelPrefix(counted, Double::sum);
      all[target] = counted;
    }
    return all[target][(int) Math.min(minutes, Math.max(0, minute - firstMinute))];
  }

  private List<Episode> portEpisodes(boolean onAccessPoint, int target) {
    return (onAccessPoint ? byAccessPoint : byClient).get(target);
  }

  /** Episodes of an access point, of all its bands or of this one, in a minute. */
  List<Episode> onRadio(int accessPoint, int band, long minute) {
    return addOnRadio(null, accessPoint, band, minute);
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
      return addOnRadio(active, accessPoint(client, minute), clients[client].band(), minute);
    }
    return active == null ? List.of() : active;
  }

  private List<Episode> addOnRadio(List<Episode> list, int accessPoint, int band, long minute) {
    List<Episode> active = list;
    for (Episode episode : byAccessPoint.get(accessPoint)) {
      if ((episode.band() == 0 || episode.band() == band) && episode.covers(minute)) {
        active = add(active, episode);
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

  private List<Episode> drawEpisodes(World world) {
    List<Episode> drawn = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      // By name: whatever other kinds there are, this one strikes where and when it did.
      long faultKey = Draws.key(Draws.key(site.key(), day.toEpochDay()), fault.id());
      double rate = world.rate(fault);
      switch (fault.scope()) {
        case CLIENT, WIRELESS_CLIENT, CALL, WIRELESS_CALL -> {
          for (int i = 0; i < clients.length; i++) {
            if (inOffice[i] && !(fault.scope().needsWifi() && clients[i].wired())) {
              drawAroundCalls(drawn, fault, Draws.key(faultKey, i), i, rate, world);
            }
          }
        }
        case PORT -> {
          for (int i = 0; i < clients.length; i++) {
            if (inOffice[i] && clients[i].wired()) {
              drawAroundCalls(drawn, fault, Draws.key(faultKey, i), i, rate, world);
            }
          }
          drawOnAccessPoints(drawn, fault, faultKey, rate, world);
        }
        case RADIO, RADIO_24, DFS_RADIO, UPLINK ->
            drawOnAccessPoints(drawn, fault, faultKey, rate, world);
        case SITE, SITE_RUSH_HOUR -> {
          for (long key : keys(Draws.key(faultKey, 9999), rate)) {
            drawn.add(
                Episode.drawn(fault, key, site.index(), -1, 0, start(fault, key), world.faults()));
          }
        }
        case ORGANISATION, FAR_PRESENTER, CONFERENCE -> {
          // Drawn with the calls: its targets are known only there.
        }
        default -> throw new IllegalStateException("no targets for " + fault);
      }
    }
    return drawn;
  }

  /** A key for each episode: as many as the whole part of the rate, one more by the rest of it. */
  static List<Long> keys(long key, double rate) {
    List<Long> keys = new ArrayList<>(1);
    for (int slot = 0; slot < rate; slot++) {
      long slotKey = slot == 0 ? key : Draws.key(key, 29, slot);
      if (Draws.chance(slotKey, 21, rate - slot)) {
        keys.add(slotKey);
      }
    }
    return keys;
  }

  private void drawOnAccessPoints(
      List<Episode> drawn, Fault fault, long faultKey, double rate, World world) {
    for (int ap = 0; ap < site.accessPoints(); ap++) {
      for (long key : keys(Draws.key(faultKey, 5000 + ap), rate)) {
        int band =
            switch (fault.scope()) {
              case RADIO -> Draws.chance(key, 20, 0.9) ? 5 : 24;
              case RADIO_24 -> 24;
              case DFS_RADIO -> 5;
              default -> 0;
            };
        if (fault.scope() != Fault.Scope.DFS_RADIO || site.isRadarChannel(ap, day)) {
          drawn.add(
              Episode.drawn(fault, key, site.index(), ap, band, start(fault, key), world.faults())
                  .atAccessPoint());
        }
      }
    }
  }

  /** Somewhere between 8:00 and 17:30, or around the hour that is the site's busiest. */
  private long start(Fault fault, long key) {
    if (fault.scope() == Fault.Scope.SITE_RUSH_HOUR) {
      return firstMinute + 10 * 60 + Draws.below(site.key(), 25, 330) + Draws.below(key, 22, 40);
    }
    return firstMinute + 8 * 60 + Draws.below(key, 22, 570);
  }

  /**
   * Faults of one client are drawn in hours in which he is in a call: elsewhere nobody sees them.
   */
  private void drawAroundCalls(
      List<Episode> drawn, Fault fault, long clientKey, int client, double rate, World world) {
    for (long key : keys(clientKey, rate)) {
      int offset = Draws.below(key, 23, 10);
      for (int hour = 0; hour < 10; hour++) {
        long start = firstMinute + (8 + (hour + offset) % 10) * 60L;
        long block = MeetingCalendar.blockOf(start + 30);
        if (MeetingCalendar.attends(clients[client], block, site.zone(), world)) {
          long begin = MeetingCalendar.blockStart(block) - 3 + Draws.below(key, 24, 8);
          Episode episode =
              Episode.drawn(fault, key, site.index(), client, 0, begin, world.faults());
          drawn.add(fault.scope().isWholeCall() ? episode.overWholeCall(block) : episode);
          break;
        }
      }
    }
  }

  private void walk(int client) {
    Client who = clients[client];
    int home = who.accessPoint();
    int other = (home + 1) % site.accessPoints();
    short[] serving = new short[minutes];
    Arrays.fill(serving, (short) home);
    accessPoints[client] = serving;
    boolean[] away = away(client);
    int current = -1;
    for (long m = arrival[client]; m < departure[client]; m++) {
      int at = (int) (m - firstMinute);
      int wanted = away[at] ? other : home;
      if (restarts(wanted, m)) {
        wanted = wanted == home ? other : home;
      }
      int hops = current < 0 ? 0 : roamsIn(client, m);
      if (hops > 0) {
        double gap = faultyGap(client, m) / hops;
        for (int hop = 0; hop < hops; hop++) {
          int next = current == home ? other : home;
          addRoam(client, m, hop, hops, current, next, gap);
          current = next;
        }
      } else if (current >= 0 && current != wanted) {
        double quick = Draws.uniform(Draws.key(who.key(), m, 44), 0, 45, 260);
        addRoam(client, m, 0, 1, current, wanted, quick);
        current = wanted;
      } else if (current < 0) {
        current = wanted;
      }
      serving[at] = (short) current;
      int slot = radio(current, who.band()) * minutes + at;
      radioClients[slot]++;
      if (firstOnRadio[slot] < 0) {
        firstOnRadio[slot] = (short) client;
      }
    }
  }

  /**
   * Minutes that a client spends at the next access point: on his own feet, or because he clings.
   */
  private boolean[] away(int client) {
    boolean[] away = new boolean[minutes];
    long key = Draws.key(clients[client].key(), day.toEpochDay(), 43);
    int excursions = Draws.below(key, 0, 3);
    int span = (int) (departure[client] - arrival[client]);
    for (int e = 0; e < excursions; e++) {
      int begin =
          (int) (arrival[client] - firstMinute) + 20 + Draws.below(key, 1 + 2 * e, span - 90);
      int length = 12 + Draws.below(key, 2 + 2 * e, 40);
      Arrays.fill(away, begin, begin + length, true);
    }
    for (Episode episode : byClient.get(client)) {
      if (episode.fault() == Fault.STICKY_CLIENT) {
        int begin = (int) (episode.startMinute() - firstMinute);
        Arrays.fill(away, Math.max(0, begin), Math.min(minutes, begin + episode.minutes()), true);
      }
    }
    return away;
  }

  private int roamsIn(int client, long minute) {
    int roams = 0;
    for (Episode episode : byClient.get(client)) {
      roams = Math.max(roams, episode.roamsIn(minute));
    }
    return roams;
  }

  private double faultyGap(int client, long minute) {
    LatentMinute state = new LatentMinute();
    for (Episode episode : byClient.get(client)) {
      if (episode.roamsIn(minute) > 0) {
        episode.apply(state, minute);
      }
    }
    return Math.max(100, state.roamGapMs);
  }

  /** Roams of a minute follow each other with room for their gaps, before the gear is polled. */
  private void addRoam(int client, long minute, int hop, int hops, int from, int to, double gap) {
    long key = Draws.key(clients[client].key(), minute, 125);
    double second = 2 + (hop + 0.5 * Draws.uniform(key, hop)) * 38 / hops;
    roams.get(client).add(new Roam(minute, second, from, to, gap));
  }
}
