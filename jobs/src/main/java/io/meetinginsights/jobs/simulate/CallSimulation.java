package io.meetinginsights.jobs.simulate;

import io.meetinginsights.jobs.simulate.MeetingCalendar.Attendee;
import io.meetinginsights.jobs.simulate.MeetingCalendar.Meeting;
import io.meetinginsights.jobs.simulate.MeetingCalendar.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The minutes of a meeting: for every participant the state under him, the media that follow from
 * his own path and from the one who sends to him, and what the minute would have been without the
 * fault.
 */
final class CallSimulation {
  private static final double NOTICEABLE_GAIN = 0.1;

  private final LatentNetwork network;

  CallSimulation(LatentNetwork network) {
    this.network = network;
  }

  /** A participant minute as it was. */
  record Minute(
      Meeting meeting,
      int attendee,
      Row row,
      long minute,
      LatentMinute state,
      MediaMinute media,
      Double score) {}

  /** Why a minute was as it was. */
  record Truth(
      Episode cause, String category, Double scoreWithout, List<Episode> active, Set<String> far) {}

  /** Minutes of one attendee, in order. */
  List<Minute> minutes(Meeting meeting, int attendee) {
    List<Minute> minutes = new ArrayList<>();
    for (Row row : meeting.attendees().get(attendee).rows()) {
      for (long minute = row.firstMinute(); minute < row.endMinute(); minute++) {
        LatentMinute self = state(meeting, attendee, minute, episode -> true);
        int far = sender(meeting, attendee, minute);
        LatentMinute sender = far < 0 ? null : state(meeting, far, minute, episode -> true);
        MediaMinute media = MediaMinute.of(meeting, attendee, far, self, sender, minute);
        minutes.add(new Minute(meeting, attendee, row, minute, self, media, media.score()));
      }
    }
    return minutes;
  }

  Truth truth(Minute m) {
    int far = sender(m.meeting(), m.attendee(), m.minute());
    List<Episode> own = episodes(m.meeting(), m.attendee(), m.minute());
    List<Episode> others = far < 0 ? List.of() : episodes(m.meeting(), far, m.minute());
    if (m.score() == null || own.isEmpty() && others.isEmpty()) {
      return new Truth(null, "none", m.score(), own, Set.of());
    }
    List<Episode> candidates = new ArrayList<>(own);
    Set<String> farFaults = new java.util.TreeSet<>();
    for (Episode episode : others) {
      if (own.stream().noneMatch(mine -> mine.key() == episode.key())) {
        candidates.add(episode);
        farFaults.add(episode.fault().id());
      }
    }
    Episode best = null;
    double bestScore = m.score() + NOTICEABLE_GAIN;
    for (Episode candidate : candidates) {
      double without = score(m, far, episode -> episode.key() != candidate.key());
      if (without > bestScore) {
        best = candidate;
        bestScore = without;
      }
    }
    double scoreWithout = score(m, far, episode -> false);
    if (best == null && scoreWithout > m.score() + NOTICEABLE_GAIN) {
      best = worstAlone(m, far, candidates);
    }
    Episode cause = best;
    String category =
        cause == null
            ? "none"
            : own.stream().anyMatch(mine -> mine.key() == cause.key())
                ? cause.fault().category().id()
                : Fault.Category.REMOTE.id();
    return new Truth(cause, category, scoreWithout, own, farFaults);
  }

  /** Of faults that hide each other, so that removing one helps nothing, the worst on its own. */
  private Episode worstAlone(Minute m, int far, List<Episode> candidates) {
    Episode worst = null;
    double worstScore = Double.MAX_VALUE;
    for (Episode candidate : candidates) {
      double alone = score(m, far, episode -> episode.key() == candidate.key());
      if (alone < worstScore) {
        worst = candidate;
        worstScore = alone;
      }
    }
    return worst;
  }

  private double score(Minute m, int far, Predicate<Episode> kept) {
    LatentMinute self = state(m.meeting(), m.attendee(), m.minute(), kept);
    LatentMinute sender = far < 0 ? null : state(m.meeting(), far, m.minute(), kept);
    return MediaMinute.of(m.meeting(), m.attendee(), far, self, sender, m.minute()).score();
  }

  private List<Episode> episodes(Meeting meeting, int attendee, long minute) {
    Attendee who = meeting.attendees().get(attendee);
    if (who.isOutside()) {
      return attendee == meeting.presenter()
          ? meeting.farEpisodes().stream().filter(episode -> episode.covers(minute)).toList()
          : List.of();
    }
    return network.siteDay(who.client().site(), minute).touching(who.client().index(), minute);
  }

  private LatentMinute state(Meeting meeting, int attendee, long minute, Predicate<Episode> kept) {
    Attendee who = meeting.attendees().get(attendee);
    if (who.isOutside()) {
      double rtt = Draws.uniform(who.isGuest() ? who.key() : who.client().key(), 31, 28, 75);
      List<Episode> episodes = attendee == meeting.presenter() ? meeting.farEpisodes() : List.of();
      return network.outside(who.key(), rtt, minute, episodes, kept);
    }
    SiteDay day = network.siteDay(who.client().site(), minute);
    return network.client(day, who.client().index(), minute, kept);
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
