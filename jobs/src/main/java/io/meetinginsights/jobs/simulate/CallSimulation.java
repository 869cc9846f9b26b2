package io.meetinginsights.jobs.simulate;

import io.meetinginsights.jobs.simulate.MeetingCalendar.Attendee;
import io.meetinginsights.jobs.simulate.MeetingCalendar.Meeting;
import io.meetinginsights.jobs.simulate.MeetingCalendar.Row;
import io.meetinginsights.jobs.simulate.SimulateConfig.World;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * The minutes of a meeting: for every participant the state under him, the media that follow from
 * his own path and from the one who sends to him, and what the minute would have been without the
 * fault.
 */
final class CallSimulation {
  private static final double NOTICEABLE_GAIN = 0.1;

  /** Gains closer than this do not say which of two faults it was. */
  private static final double TIE = 0.05;

  private final LatentNetwork network;

  CallSimulation(LatentNetwork network) {
    this.network = network;
  }

  /**
   * A participant minute as it was.
   *
   * @param sender the state of the one whose voice and picture he gets; null where there is none
   */
  record Minute(
      Meeting meeting,
      int attendee,
      Row row,
      long minute,
      LatentMinute state,
      LatentMinute sender,
      MediaMinute media,
      Double score) {}

  /**
   * A fault that reaches a minute and what the score would gain without it alone.
   *
   * @param fault as it is to the participant: the trouble of the one who sends is a far one
   */
  record Gain(Episode episode, Fault fault, double score) {}

  /**
   * Why a minute was as it was.
   *
   * @param cause the largest gain, or null
   * @param scoreWithout without any fault
   * @param runnerUp the largest gain among other faults than the cause
   * @param tie whether the gains do not tell the cause from another fault
   * @param gains of every episode that reaches the minute, largest first
   * @param own episodes that reach the participant
   * @param far episodes that reach the one who sends to him, and not himself
   */
  record Truth(
      Gain cause,
      Double scoreWithout,
      double runnerUp,
      boolean tie,
      List<Gain> gains,
      List<Episode> own,
      List<Episode> far) {}

  /** Participant minutes of a UTC day in the meetings that a site hosts, with their simulation. */
  static void eachMinute(
      World world, int site, LocalDate day, BiConsumer<CallSimulation, Minute> sink) {
    LatentNetwork network = new LatentNetwork(world);
    CallSimulation calls = new CallSimulation(network);
    for (Meeting meeting : new MeetingCalendar(world, network.organisation()).touching(site, day)) {
      if (meeting.attendees().size() < 2) {
        continue;
      }
      for (int attendee = 0; attendee < meeting.attendees().size(); attendee++) {
        for (Minute minute : calls.minutes(meeting, attendee)) {
          if (Math.floorDiv(minute.minute(), 1440) == day.toEpochDay()) {
            sink.accept(calls, minute);
          }
        }
      }
    }
  }

  /** The Zoom account that all meetings are in. */
  String accountId() {
    return network.organisation().accountId();
  }

  /** Minutes of one attendee, in order. */
  List<Minute> minutes(Meeting meeting, int attendee) {
    List<Minute> minutes = new ArrayList<>();
    for (Row row : meeting.attendees().get(attendee).rows()) {
      for (long minute = row.firstMinute(); minute < row.endMinute(); minute++) {
        LatentMinute self = state(meeting, attendee, minute, episode -> true);
        int far = sender(meeting, attendee, minute);
        LatentMinute sender = far < 0 ? null : state(meeting, far, minute, episode -> true);
        MediaMinute media = MediaMinute.of(meeting, attendee, far, self, sender, minute);
        minutes.add(new Minute(meeting, attendee, row, minute, self, sender, media, media.score()));
      }
    }
    return minutes;
  }

  Truth truth(Minute m) {
    int sender = sender(m.meeting(), m.attendee(), m.minute());
    List<Episode> own = episodes(m.meeting(), m.attendee(), m.minute());
    List<Episode> far =
        sender < 0
            ? List.of()
            : episodes(m.meeting(), sender, m.minute()).stream()
                .filter(theirs -> own.stream().noneMatch(mine -> mine.key() == theirs.key()))
                .toList();
    if (m.score() == null || own.isEmpty() && far.isEmpty()) {
      return new Truth(null, m.score(), 0, false, List.of(), own, far);
    }
    List<Gain> gains = new ArrayList<>();
    for (Episode episode : own) {
      gains.add(gain(m, sender, episode, episode.fault()));
    }
    for (Episode episode : far) {
      gains.add(gain(m, sender, episode, episode.fault().asHeardFar()));
    }
    // Equal gains stay in the order of the catalogue: the same whoever asks.
    gains.sort(Comparator.comparingDouble(Gain::score).reversed());
    double scoreWithout = score(m, sender, episode -> false);
    Gain first = gains.get(0);
    if (first.score() <= NOTICEABLE_GAIN) {
      // Nothing to explain, or faults that hide each other, so that removing one helps nothing.
      boolean hidden = scoreWithout > m.score() + NOTICEABLE_GAIN;
      Gain worst = hidden ? worstAlone(m, sender, gains) : null;
      return new Truth(worst, scoreWithout, hidden ? first.score() : 0, hidden, gains, own, far);
    }
    double runnerUp =
        gains.stream()
            .filter(gain -> gain.fault() != first.fault())
            .mapToDouble(Gain::score)
            .findFirst()
            .orElse(0);
    boolean tie = runnerUp > 0 && first.score() - runnerUp < TIE;
    return new Truth(first, scoreWithout, runnerUp, tie, gains, own, far);
  }

  /** Whether the one who sends to a participant sits at his site, so that no far end shows it. */
  boolean isSenderAtSameSite(Minute m) {
    int sender = sender(m.meeting(), m.attendee(), m.minute());
    if (sender < 0) {
      return false;
    }
    Attendee who = m.meeting().attendees().get(m.attendee());
    Attendee other = m.meeting().attendees().get(sender);
    return !who.isOutside()
        && !other.isOutside()
        && who.client().site().index() == other.client().site().index();
  }

  private Gain gain(Minute m, int sender, Episode episode, Fault fault) {
    double without = score(m, sender, kept -> kept.key() != episode.key());
    return new Gain(episode, fault, without - m.score());
  }

  private Gain worstAlone(Minute m, int sender, List<Gain> gains) {
    return gains.stream()
        .min(
            Comparator.comparingDouble(
                gain -> score(m, sender, kept -> kept.key() == gain.episode().key())))
        .orElseThrow();
  }

  private double score(Minute m, int far, Predicate<Episode> kept) {
    LatentMinute self = state(m.meeting(), m.attendee(), m.minute(), kept);
    LatentMinute sender = far < 0 ? null : state(m.meeting(), far, m.minute(), kept);
    return MediaMinute.of(m.meeting(), m.attendee(), far, self, sender, m.minute()).score();
  }

  private List<Episode> episodes(Meeting meeting, int attendee, long minute) {
    Attendee who = meeting.attendees().get(attendee);
    List<Episode> onPath =
        who.isOutside()
            ? network.everywhere(minute)
            : network.reaching(
                network.siteDay(who.client().site(), minute), who.client().index(), minute);
    List<Episode> inMeeting = meeting.reaching(attendee, minute);
    if (inMeeting.isEmpty()) {
      return onPath;
    }
    List<Episode> all = new ArrayList<>(onPath);
    all.addAll(inMeeting);
    return all;
  }

  private LatentMinute state(Meeting meeting, int attendee, long minute, Predicate<Episode> kept) {
    Attendee who = meeting.attendees().get(attendee);
    LatentMinute state;
    if (who.isOutside()) {
      double rtt = Draws.uniform(who.isGuest() ? who.key() : who.client().key(), 31, 28, 75);
      state = network.outside(who.key(), rtt, minute);
    } else {
      SiteDay day = network.siteDay(who.client().site(), minute);
      state = network.clientPrimitives(day, who.client().index(), minute);
    }
    for (Episode episode : episodes(meeting, attendee, minute)) {
      if (kept.test(episode)) {
        episode.apply(state, minute);
      }
    }
    return LinkPhysics.derive(state);
  }

  /** Whose picture and voice a participant gets: the presenter's, else another one's; -1 alone. */
  private static int sender(Meeting meeting, int attendee, long minute) {
    int presenter = meeting.presenter();
    if (presenter != attendee && meeting.attendees().get(presenter).rowAt(minute) != null) {
      return presenter;
    }
    for (int i = 0; i < meeting.attendees().size(); i++) {
      if (i != attendee && meeting.attendees().get(i).rowAt(minute) != null) {
        return i;
      }
    }
    return -1;
  }
}
