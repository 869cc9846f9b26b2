package io.meetinginsights.jobs.ingest.fetch;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Something that is settled, as a line of a progress file.
 *
 * @param kind what
 * @param uuid the meeting; null for listings and users
 * @param type past or pastOne
 * @param day of LISTED, the day the meeting ended; of LISTING, the day that was listed
 * @param version of the meeting: its listing when this was settled; null if not known any more
 * @param dataset of an answer, an error or a skip
 * @param page of an answer
 * @param next of an answer, the token of the next page; null at the end
 * @param at when, by the fetch's clock
 * @param rows elements in the answer
 * @param withMinutes of them, participants with call quality
 * @param isOnNetwork whether a participant of the answer stood behind our egress
 * @param code Zoom's, of an error
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
record ProgressEntry(
    @JsonProperty("kind") Kind kind,
    @JsonProperty("uuid") String uuid,
    @JsonProperty("type") String type,
    @JsonProperty("day") String day,
    @JsonProperty("version") String version,
    @JsonProperty("dataset") String dataset,
    @JsonProperty("page") int page,
    @JsonProperty("next") String next,
    @JsonProperty("at") String at,
    @JsonProperty("rows") int rows,
    @JsonProperty("with_minutes") int withMinutes,
    @JsonProperty("on_network") boolean isOnNetwork,
    @JsonProperty("code") int code) {

  enum Kind {
    /** A meeting stood in a listing. */
    LISTED,
    /** The listings of a day are complete. */
    LISTING,
    /** The users are complete. */
    USERS,
    /** A page about a meeting has landed. */
    ANSWER,
    /** Call quality is not asked for: nobody stood behind our egress. */
    OFF_NETWORK,
    /** 404/3001. */
    NOT_READY,
    /** Never to be asked again. */
    PERMANENT
  }

  static ProgressEntry listed(String uuid, String type, String day, String version) {
    return new ProgressEntry(
        Kind.LISTED, uuid, type, day, version, null, 0, null, null, 0, 0, false, 0);
  }

  static ProgressEntry whole(Kind kind, String day) {
    return new ProgressEntry(kind, null, null, day, null, null, 0, null, null, 0, 0, false, 0);
  }

  static ProgressEntry outcome(
      Kind kind, String uuid, String version, String dataset, String at, int code) {
    return new ProgressEntry(
        kind, uuid, null, null, version, dataset, 0, null, at, 0, 0, false, code);
  }
}
