package io.meetinginsights.jobs.simulate;

import io.meetinginsights.jobs.simulate.SimulateConfig.World;
import io.meetinginsights.jobs.simulate.SimulatedOrganisation.Client;
import io.meetinginsights.jobs.simulate.SimulatedOrganisation.Site;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The latent state of any client, radio or WAN link in any minute, computed when asked for. Keeps
 * the plans of the site-days last used; not shared between tasks.
 */
final class LatentNetwork {
  private static final int KEPT_SITE_DAYS = 24;

  private final World world;
  private final SimulatedOrganisation organisation;
  private final Map<Long, SiteDay> siteDays =
      new LinkedHashMap<>(32, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, SiteDay> eldest) {
          return size() > KEPT_SITE_DAYS;
        }
      };

  private final Map<Long, List<Episode>> everywhere = new HashMap<>();

  LatentNetwork(World world) {
    this.world = world;
    this.organisation = new SimulatedOrganisation(world);
  }

  static int bandIndex(int band) {
    return band == 24 ? 0 : band == 5 ? 1 : 2;
  }

  SimulatedOrganisation organisation() {
    return organisation;
  }

  SiteDay siteDay(int site, LocalDate day) {
    return siteDays.computeIfAbsent(
        site * 1_000_000L + day.toEpochDay(),
        unused -> new SiteDay(organisation, site, day, world));
  }

  SiteDay siteDay(Site site, long minute) {
    return siteDay(
        site.index(), Instant.ofEpochSecond(minute * 60).atZone(site.zone()).toLocalDate());
  }

  /** A client on the network, with all that reaches it. */
  LatentMinute client(SiteDay day, int index, long minute) {
    LatentMinute state = clientPrimitives(day, index, minute);
    for (Episode episode : reaching(day, index, minute)) {
      episode.apply(state, minute);
    }
    return LinkPhysics.derive(state);
  }

  /** A client on the network before anything goes wrong. */
  LatentMinute clientPrimitives(SiteDay day, int index, long minute) {
    Client client = day.clients[index];
    LatentMinute state = new LatentMinute();
    wanPrimitives(state, day, minute);
    if (!client.wired()) {
      int accessPoint = day.accessPoint(index, minute);
      radioPrimitives(state, day, accessPoint, client.band(), minute);
      signalPrimitives(state, day, client, minute);
    }
    devicePrimitives(state, client.key(), minute, 0.0032);
    return state;
  }

  /** Episodes that reach the calls of a client: those of its path, and those of the service. */
  List<Episode> reaching(SiteDay day, int index, long minute) {
    List<Episode> onPath = day.touching(index, minute);
    List<Episode> everywhere = everywhere(minute);
    if (everywhere.isEmpty()) {
      return onPath;
    }
    List<Episode> all = new ArrayList<>(onPath);
    all.addAll(everywhere);
    return all;
  }

  /** Episodes of the conference service in a minute: whichever task asks, they are the same. */
  List<Episode> everywhere(long minute) {
    List<Episode> today =
        everywhere.computeIfAbsent(Math.floorDiv(minute, 1440), this::drawEverywhere);
    List<Episode> active = List.of();
    for (Episode episode : today) {
      if (episode.covers(minute)) {
        active = new ArrayList<>(active);
        active.add(episode);
      }
    }
    return active;
  }

  private List<Episode> drawEverywhere(long utcDay) {
    List<Episode> drawn = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      if (fault.scope() == Fault.Scope.ORGANISATION) {
        long faultKey = Draws.key(Draws.key(organisation.seed(), utcDay), fault.id());
        for (long key : SiteDay.keys(faultKey, world.rate(fault))) {
          // Between 7:00 and 20:00 UTC: sites of most continents are at work.
          long start = utcDay * 1440 + 420 + Draws.below(key, 22, 780);
          drawn.add(Episode.drawn(fault, key, -1, -1, 0, start, world.faults()));
        }
      }
    }
    return drawn;
  }

  LatentMinute radio(SiteDay day, int accessPoint, int band, long minute) {
    LatentMinute state = new LatentMinute();
    wanPrimitives(state, day, minute);
    radioPrimitives(state, day, accessPoint, band, minute);
    for (Episode episode : day.onRadio(accessPoint, band, minute)) {
      episode.apply(state, minute);
    }
    return LinkPhysics.derive(state);
  }

  LatentMinute wan(SiteDay day, long minute) {
    LatentMinute state = new LatentMinute();
    wanPrimitives(state, day, minute);
    for (Episode episode : day.siteWide()) {
      if (episode.covers(minute)) {
        episode.apply(state, minute);
      }
    }
    return LinkPhysics.derive(state);
  }

  /** Somebody at home or outside, before anything goes wrong: a line worse than an office's. */
  LatentMinute outside(long key, double rttMs, long minute) {
    LatentMinute state = new LatentMinute();
    long minuteKey = Draws.key(key, minute, 61);
    state.wanRttMs = rttMs * Draws.logNormal(minuteKey, 0, 1, 0.12);
    state.wanJitterMs = Draws.logNormal(minuteKey, 1, 3.2, 0.5);
    state.wanLossUp = Draws.logNormal(minuteKey, 2, 0.06, 1.0);
    state.wanLossDown = Draws.logNormal(minuteKey, 3, 0.05, 1.0);
    devicePrimitives(state, key, minute, 0.006);
    return state;
  }

  /** Errors counted so far at an access point's or a wired client's port since the week began. */
  long portErrors(SiteDay today, boolean onAccessPoint, int target, long minute) {
    double errors = 0;
    for (LocalDate day = monday(today); !day.isAfter(today.day); day = day.plusDays(1)) {
      errors +=
          siteDay(today.site.index(), day).portErrorsBefore(onAccessPoint, target, minute + 1);
    }
    return Math.round(errors);
  }

  /** When the port last went down: the week's maintenance, if it has not since. */
  long lastFlap(SiteDay today, boolean onAccessPoint, int target, long minute) {
    return last(today, onAccessPoint, target, minute, false);
  }

  /** When an access point last lost its power. */
  long lastPowerCut(SiteDay today, int accessPoint, long minute) {
    return last(today, true, accessPoint, minute, true);
  }

  private long last(SiteDay today, boolean onAccessPoint, int target, long minute, boolean power) {
    for (LocalDate day = today.day; !day.isBefore(monday(today)); day = day.minusDays(1)) {
      long flap = siteDay(today.site.index(), day).lastFlap(onAccessPoint, target, minute, power);
      if (flap >= 0) {
        return flap;
      }
    }
    return counterStart(today) - 120;
  }

  private static LocalDate monday(SiteDay today) {
    return today.day.minusDays(today.day.getDayOfWeek().getValue() - 1L);
  }

  /** Bytes through the WAN port since the week began: the sum of what it carried each minute. */
  long wanBytes(SiteDay today, long minute, boolean download) {
    double bytes = wanCarried(today, download)[(int) (minute + 1 - today.firstMinute)];
    for (LocalDate day = monday(today); day.isBefore(today.day); day = day.plusDays(1)) {
      SiteDay past = siteDay(today.site.index(), day);
      bytes += wanCarried(past, download)[past.minutes];
    }
    return Math.round(bytes);
  }

  private double[] wanCarried(SiteDay day, boolean download) {
    if (day.wanBytes == null) {
      double[][] carried = new double[2][day.minutes + 1];
      for (int m = 0; m < day.minutes; m++) {
        LatentMinute wan = wan(day, day.firstMinute + m);
        carried[0][m + 1] = carried[0][m] + wan.utilDown * day.site.downMbps() * 7.5e6;
        carried[1][m + 1] = carried[1][m] + wan.utilUp * day.site.upMbps() * 7.5e6;
      }
      day.wanBytes = carried;
    }
    return day.wanBytes[download ? 0 : 1];
  }

  /** Start of the site's week: counters of its gear begin there, after the weekly maintenance. */
  static long counterStart(SiteDay day) {
    return monday(day).atStartOfDay(day.site.zone()).toEpochSecond() / 60;
  }

  /** Bytes a port or radio has carried since the week began, at a mean rate by the hour. */
  static long carriedBytes(SiteDay day, long key, double busyBytesPerMinute, long minute) {
    long start = counterStart(day);
    long end = minute + 1;
    double total = 0;
    for (long d = 0; start + d * 1440 < end; d++) {
      double inDay = Math.min(1440, end - start - d * 1440);
      double working = Draws.clamp(inDay - 8 * 60, 0, 600);
      double factor = Draws.uniform(Draws.key(key, start + d), 0, 0.8, 1.2);
      total += factor * busyBytesPerMinute * (working + 0.05 * (inDay - working));
    }
    return Math.round(total);
  }

  private void wanPrimitives(LatentMinute state, SiteDay day, long minute) {
    Site site = day.site;
    long slow = Draws.key(site.key(), minute / 10, 51);
    long fast = Draws.key(site.key(), minute, 52);
    double busy = occupancy(day, minute);
    state.offeredDown =
        Draws.clamp(
            (0.06 + 0.3 * busy)
                * Draws.logNormal(slow, 0, 1, 0.22)
                * Draws.logNormal(fast, 1, 1, 0.1),
            0.01,
            0.8);
    state.offeredUp =
        Draws.clamp(
            (0.05 + 0.25 * busy)
                * Draws.logNormal(slow, 2, 1, 0.22)
                * Draws.logNormal(fast, 3, 1, 0.1),
            0.01,
            0.8);
    state.wanRttMs =
        site.rttMs() * Draws.logNormal(slow, 4, 1, 0.05) * Draws.logNormal(fast, 5, 1, 0.04);
    state.wanJitterMs = Draws.logNormal(fast, 6, 1.6, 0.35);
    state.wanLossDown = Draws.logNormal(fast, 7, 0.015, 0.8);
    state.wanLossUp = Draws.logNormal(fast, 8, 0.015, 0.8);
    state.gatewayNoisePct = Draws.uniform(fast, 9, 0, 6);
  }

  private static void radioPrimitives(
      LatentMinute state, SiteDay day, int accessPoint, int band, long minute) {
    state.wireless = true;
    state.band = band;
    long radio = Draws.key(day.site.key(), 53, accessPoint * 3L + bandIndex(band));
    long slow = Draws.key(radio, minute / 10);
    long fast = Draws.key(radio, minute, 54);
    double a = band == 24 ? 1.7 : band == 5 ? 1.2 : 1.08;
    double b = band == 24 ? 6.5 : band == 5 ? 9.0 : 14.5;
    double share =
        0.45 * Draws.bounded(Draws.uniform(radio, 0), a, b)
            + 0.55 * Draws.bounded(Draws.uniform(slow, 0), a, b);
    double util =
        100 * share * (0.35 + 0.75 * occupancy(day, minute)) * Draws.logNormal(fast, 0, 1, 0.12);
    util = Draws.clamp(util, 0.5, 88);
    state.utilOtherBss = 0.45 * util;
    state.utilTx = 0.26 * util;
    state.utilRxInBss = 0.14 * util;
    state.utilUnknown = 0.08 * util;
    state.utilNonWifi = 0.07 * util;
    state.noise = -93 + (band == 24 ? 2 : 0) + 0.7 * Draws.normal(fast, 1);
    state.channelWidthMhz = band == 24 ? 20 : band == 5 ? 40 : 80;
    state.txPowerDbm = band == 24 ? 8 : 14;
    state.radioClients = day.radioClients(accessPoint, band, minute);
    state.airNoise = Draws.logNormal(fast, 2, 1, 0.35);
    state.retryNoise = Draws.logNormal(fast, 3, 1, 0.12);
  }

  private static void signalPrimitives(
      LatentMinute state, SiteDay day, Client client, long minute) {
    long slow = Draws.key(client.key(), minute / 8, 55);
    long fast = Draws.key(client.key(), minute, 56);
    state.rssi =
        Draws.clamp(
            client.rssi()
                + (client.band() == 24 ? 4 : 0)
                + 2.2 * Draws.normal(slow, 0)
                + 1.1 * Draws.normal(fast, 0),
            -90,
            -30);
    state.rssiDown = Draws.clamp(state.rssi + 3 + 1.2 * Draws.normal(fast, 1), -90, -28);
    state.maxRateMbps = client.maxRateMbps();
    state.airNoise *= Draws.logNormal(fast, 2, 1, 0.3);
    for (SiteDay.Roam roam : day.roams(client.index())) {
      if (roam.minute() == minute) {
        // The gap of a faulty roam is the fault's own; without it the roam is a quick one.
        state.roamGapMs = Math.min(260, roam.gapMs());
      }
    }
  }

  private static void devicePrimitives(
      LatentMinute state, long key, long minute, double naturalRate) {
    long slow = Draws.key(key, minute / 10, 57);
    long fast = Draws.key(key, minute, 58);
    state.systemCpuPct =
        Draws.clamp(34 + 9 * Draws.normal(slow, 0) + 5 * Draws.normal(fast, 0), 6, 82);
    state.zoomCpuPct =
        Draws.clamp(11 + 3 * Draws.normal(slow, 1) + 1.5 * Draws.normal(fast, 1), 2, 28);
    state.naturalJitterMs = Draws.logNormal(fast, 2, 1.5, 0.7);
    if (Draws.chance(fast, 3, naturalRate)) {
      state.naturalLossUpPct = Draws.uniform(fast, 4, 7, 22);
    }
    if (Draws.chance(fast, 5, naturalRate)) {
      state.naturalLossDownPct = Draws.uniform(fast, 6, 7, 22);
    }
    if (Draws.chance(fast, 7, naturalRate)) {
      state.naturalJitterMs += Draws.uniform(fast, 8, 60, 160);
    }
  }

  private static double occupancy(SiteDay day, long minute) {
    double hour = (minute - day.firstMinute) / 60.0;
    if (hour < 7 || hour > 19.5) {
      return 0.04;
    }
    double shape = 1 - Math.abs(hour - 13) / 9;
    return Draws.clamp(shape, 0.1, 1);
  }

  /** The local days of a site that share minutes with a UTC day. */
  List<SiteDay> overlapping(int site, LocalDate utcDay) {
    List<SiteDay> days = new ArrayList<>(2);
    long first = utcDay.toEpochDay() * 1440;
    for (int shift = -1; shift <= 1; shift++) {
      SiteDay day = siteDay(site, utcDay.plusDays(shift));
      if (day.firstMinute < first + 1440 && day.firstMinute + day.minutes > first) {
        days.add(day);
      }
    }
    return days;
  }
}
