package io.meetinginsights.jobs.emulator;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * What the emulated accounts hold. Elements of Zoom's lists are JSON text, exactly as they are to
 * be answered, and are read when they are asked for: a day of call quality does not fit into
 * memory.
 */
interface ZoomSource extends AutoCloseable {

  /** A user of an account; {@code json} is the element of the listing. */
  record ListedUser(String id, String email, String status, byte[] json) {}

  /** Ids of the accounts. */
  List<String> accounts();

  /** Every meeting, of all accounts. */
  List<PastMeeting> meetings();

  /** A meeting's element in the listing of meetings. */
  byte[] listing(PastMeeting meeting) throws IOException;

  /** How many elements a list of a meeting has; -1 where there is no such list. */
  int size(PastMeeting meeting, MeetingList list);

  /** One of them. */
  byte[] element(PastMeeting meeting, MeetingList list, int index) throws IOException;

  /** The users of an account. */
  List<ListedUser> users(String account);

  /** The end of the last meeting; the epoch where there is none. */
  default Instant lastEnd() {
    return meetings().stream().map(PastMeeting::end).max(Instant::compareTo).orElse(Instant.EPOCH);
  }

  @Override
  void close() throws IOException;
}
