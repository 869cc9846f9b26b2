package io.meetinginsights.jobs.ask;

import java.util.List;
import java.util.Map;

/**
 * An answer twice over.
 *
 * @param json for machines: names to texts, numbers, lists and maps; times in ISO-8601, UTC
 * @param lines for people
 */
public record Answer(Map<String, Object> json, List<String> lines) {}
