package io.meetinginsights.jobs.simulate;

import io.meetinginsights.jobs.simulate.MeetingCalendar.Meeting;

/** The media of a participant in a minute, before Zoom rounds them; null where not in use. */
record MediaMinute(
    Stream audioSent,
    Stream audioReceived,
    Stream videoSent,
    Stream videoReceived,
    Stream shareSent,
    Stream shareReceived) {

  /** Share of a far sender's trouble that the service cannot repair before it passes it on. */
  private static final double UNREPAIRED = 0.35;

  record Stream(
      double bitrateKbps,
      double latencyMs,
      double jitterMs,
      double lossPct,
      double maxLossPct,
      double frameRate,
      double expectedFrameRate,
      int width,
      int height) {}

  static MediaMinute of(
      Meeting meeting, int attendee, int far, LatentMinute self, LatentMinute sender, long minute) {
    long key = Draws.key(meeting.attendees().get(attendee).key(), minute, 81);
    boolean presents = attendee == meeting.presenter();
    boolean video = sendsVideo(meeting, attendee, minute);
    Stream audioSent = null;
    if (presents || !Draws.chance(phase(meeting, attendee, minute), 0, 0.45)) {
      audioSent = audio(key, 0, self.roundTripMs, self.sentJitterMs, self.sentLossPct);
    }
    Stream videoSent = null;
    if (video) {
      videoSent =
          video(
              key,
              10,
              self.roundTripMs,
              self.sentJitterMs,
              self.sentLossPct,
              self.frameShare,
              presents,
              25);
    }
    boolean share = shares(meeting, minute);
    Stream shareSent = null;
    if (share && presents) {
      shareSent = share(key, 40, self.roundTripMs, self.sentJitterMs, self.sentLossPct);
    }
    if (far < 0) {
      return new MediaMinute(audioSent, null, videoSent, null, shareSent, null);
    }
    double jitter = self.receivedJitterMs + UNREPAIRED * excess(sender.sentJitterMs, 12);
    double loss =
        Math.min(100, self.receivedLossPct + UNREPAIRED * excess(sender.sentLossPct, 0.5));
    Stream audioReceived = audio(key, 20, self.roundTripMs, jitter, loss);
    Stream videoReceived = null;
    if (sendsVideo(meeting, far, minute)) {
      double expected = 25 * sender.frameShare;
      videoReceived =
          video(
              key,
              30,
              self.roundTripMs,
              jitter,
              loss,
              0.4 + 0.6 * self.frameShare,
              far == meeting.presenter(),
              expected);
    }
    Stream shareReceived =
        share && !presents && far == meeting.presenter()
            ? share(key, 50, self.roundTripMs, jitter, loss)
            : null;
    return new MediaMinute(
        audioSent, audioReceived, videoSent, videoReceived, shareSent, shareReceived);
  }

  /** The worst of audio and video, sent and received; null where nothing was in use. */
  Double score() {
    double score = 9;
    for (Stream stream : new Stream[] {audioSent, audioReceived}) {
      if (stream != null) {
        score =
            Math.min(score, ScoreModel.audio(stream.latencyMs, stream.jitterMs, stream.lossPct));
      }
    }
    for (Stream stream : new Stream[] {videoSent, videoReceived}) {
      if (stream != null) {
        score =
            Math.min(
                score,
                ScoreModel.video(stream.lossPct, stream.frameRate, stream.expectedFrameRate));
      }
    }
    return score > 5 ? null : score;
  }

  private static double excess(double value, double usual) {
    return Math.max(0, value - usual);
  }

  /** People switch microphone and camera every now and then, not every minute. */
  private static long phase(Meeting meeting, int attendee, long minute) {
    return Draws.key(meeting.attendees().get(attendee).key(), minute / 6, 82);
  }

  static boolean sendsVideo(Meeting meeting, int attendee, long minute) {
    return attendee == meeting.presenter()
        || Draws.chance(meeting.attendees().get(attendee).key(), 32, 0.7)
            && !Draws.chance(phase(meeting, attendee, minute), 1, 0.1);
  }

  static boolean shares(Meeting meeting, long minute) {
    return Draws.chance(meeting.key(), 33, 0.4)
        && minute * 60 > meeting.start() + 180
        && !Draws.chance(Draws.key(meeting.key(), minute / 10), 34, 0.3);
  }

  private static Stream audio(long key, int draw, double rtt, double jitter, double loss) {
    double average = loss * Draws.logNormal(key, draw, 1, 0.12);
    return new Stream(
        Draws.uniform(key, draw + 1, 26, 68),
        rtt * Draws.logNormal(key, draw + 2, 1, 0.03),
        jitter * Draws.logNormal(key, draw + 3, 1, 0.12),
        Math.min(100, average),
        Math.min(100, average * Draws.uniform(key, draw + 4, 1.4, 4)),
        0,
        0,
        0,
        0);
  }

  private static Stream video(
      long key,
      int draw,
      double rtt,
      double jitter,
      double loss,
      double frameShare,
      boolean large,
      double expected) {
    double average = loss * Draws.logNormal(key, draw, 1, 0.15);
    double squeezed = Draws.clamp(1 - average / 14, 0.3, 1);
    double stutter = Draws.clamp(1 - 0.05 * ScoreModel.residualLossPct(average), 0.3, 1);
    boolean shrunk = squeezed < 0.6;
    double kbps =
        large ? Draws.uniform(key, draw + 1, 1150, 1900) : Draws.uniform(key, draw + 1, 380, 720);
    return new Stream(
        kbps * squeezed * (0.4 + 0.6 * frameShare),
        rtt * Draws.logNormal(key, draw + 2, 1.01, 0.03),
        jitter * Draws.logNormal(key, draw + 3, 1.1, 0.12),
        Math.min(100, average),
        Math.min(100, average * Draws.uniform(key, draw + 4, 1.4, 5)),
        Math.max(1, expected * frameShare * stutter * Draws.uniform(key, draw + 5, 0.95, 1.0)),
        expected,
        large && !shrunk ? 1280 : 640,
        large && !shrunk ? 720 : 360);
  }

  private static Stream share(long key, int draw, double rtt, double jitter, double loss) {
    double average = loss * Draws.logNormal(key, draw, 1, 0.15);
    boolean still = Draws.chance(key, draw + 5, 0.4);
    return new Stream(
        still ? Draws.uniform(key, draw + 1, 8, 70) : Draws.uniform(key, draw + 1, 150, 900),
        rtt * Draws.logNormal(key, draw + 2, 1.01, 0.03),
        jitter * Draws.logNormal(key, draw + 3, 1.05, 0.12),
        Math.min(100, average),
        Math.min(100, average * Draws.uniform(key, draw + 4, 1.4, 5)),
        still ? 0 : Draws.uniform(key, draw + 6, 4, 12),
        0,
        still ? 0 : 1920,
        still ? 0 : 1080);
  }
}
