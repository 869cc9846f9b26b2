package io.meetinginsights.jobs.emulator;

import java.time.Instant;

/**
 * A meeting that has an end.
 *
 * @param index its place in its source
 * @param number the meeting id that people dial; several meetings may share it
 * @param isSingle attended by one person only: Zoom's {@code pastOne}
 */
record PastMeeting(
    int index,
    String account,
    String uuid,
    String number,
    boolean isSingle,
    Instant start,
    Instant end) {}
