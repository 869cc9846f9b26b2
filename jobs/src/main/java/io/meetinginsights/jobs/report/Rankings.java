package io.meetinginsights.jobs.report;

import io.meetinginsights.features.Category;
import io.meetinginsights.features.Feature;
import io.meetinginsights.features.Features;
import io.meetinginsights.jobs.ask.Directory;
import io.meetinginsights.reader.GoldQuery;
import io.meetinginsights.reader.GoldReader;
import io.meetinginsights.reader.GoldRow;
import io.meetinginsights.reader.Where;
import io.meetinginsights.runner.DayRange;
import io.meetinginsights.tables.gold.FeatureRanking;
import io.meetinginsights.tables.gold.MinuteCauses;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * The rankings of calls: for each bad minute its verdict, and what each category and each feature
 * added to each target.
 *
 * <p>Reads: {@code feature_ranking}, {@code minute_causes}.
 */
final class Rankings {

  private static final List<Category> CATEGORIES = List.of(Category.values());
  private static final String BAD_MINUTE = "bad_minute";

  /** A call: a join of a participant. */
  record CallKey(String accountId, String meetingUuid, String participantId, Instant joinedAt) {

    static final String[] COLUMNS = {"account_id", "meeting_uuid", "participant_id", "joined_at"};

    static CallKey of(GoldRow row) {
      return new CallKey(
          row.text("account_id"),
          row.text("meeting_uuid"),
          row.text("participant_id"),
          row.instant("joined_at"));
    }
  }

  private record MinuteKey(CallKey call, Instant minuteAt) {}

  private static final class MinuteRows {

    private final Double[] values;
    private final Map<String, TargetRows> targets = new TreeMap<>(Rankings::inOrder);

    MinuteRows(int features) {
      this.values = new Double[features];
    }
  }

  private static final class TargetRows {

    private String unit;
    private double base;
    private final Double[] categories = new Double[CATEGORIES.size()];
    private final Double[] features;

    TargetRows(int features) {
      this.features = new Double[features];
    }
  }

  private final List<Report.RankedFeature> features = new ArrayList<>();
  private final Map<String, Integer> positions = new HashMap<>();
  private final Map<CallKey, Map<Instant, MinuteRows>> minutes = new HashMap<>();
  private final Map<MinuteKey, GoldRow> causes = new HashMap<>();

  private Rankings() {
    for (Feature feature : Features.all()) {
      positions.put(feature.name(), features.size());
      features.add(
          new Report.RankedFeature(
              feature.name(), feature.category().key(), feature.unit(), feature.description()));
    }
  }

  /** No rankings. */
  static Rankings none() {
    return new Rankings();
  }

  /** The rankings of a site's calls that ended in the days, of some clients. */
  static Rankings read(GoldReader tables, Directory.Site site, DayRange days, Set<String> clients) {
    Rankings rankings = new Rankings();
    if (clients.isEmpty() || !tables.exists(FeatureRanking.SCHEMA)) {
      return rankings;
    }
    ofSite(tables.from(FeatureRanking.SCHEMA).days(days), site)
        .select(CallKey.COLUMNS)
        .select("client_key", "minute_at", "target", "category", "feature")
        .select("contribution", "contribution_unit", "base_value", "feature_value")
        .forEach(
            row -> {
              if (clients.contains(row.text("client_key"))) {
                rankings.add(row);
              }
            });
    if (tables.exists(MinuteCauses.SCHEMA)) {
      // A minute belongs to its own day, a call to the day it ended: it may have begun the day
      // before.
      ofSite(tables.from(MinuteCauses.SCHEMA).days(days.widened(1, 0)), site)
          .select(CallKey.COLUMNS)
          .select("client_key", "minute_at", "cause", "unexplained_reason")
          .select("strength", "probability_bad", "share")
          .forEach(
              row -> {
                if (clients.contains(row.text("client_key"))) {
                  rankings.causes.put(
                      new MinuteKey(CallKey.of(row), row.instant("minute_at")), row);
                }
              });
    }
    return rankings;
  }

  private static GoldQuery ofSite(GoldQuery query, Directory.Site site) {
    return query
        .where(Where.equal("org_id", site.orgId()))
        .where(Where.equal("site_id", site.siteId()));
  }

  private void add(GoldRow row) {
    MinuteRows minute =
        minutes
            .computeIfAbsent(CallKey.of(row), key -> new TreeMap<>())
            .computeIfAbsent(row.instant("minute_at"), at -> new MinuteRows(features.size()));
    TargetRows target =
        minute.targets.computeIfAbsent(row.text("target"), t -> new TargetRows(features.size()));
    target.unit = row.text("contribution_unit");
    target.base = row.number("base_value");
    String feature = row.text("feature");
    if (feature.isEmpty()) {
      int category = CATEGORIES.indexOf(categoryOf(row.text("category")));
      target.categories[category] = row.number("contribution");
      return;
    }
    Integer position = positions.get(feature);
    if (position == null) {
      throw new IllegalStateException("feature_ranking has the unknown feature " + feature);
    }
    target.features[position] = row.number("contribution");
    minute.values[position] = row.number("feature_value");
  }

  private static Category categoryOf(String key) {
    return CATEGORIES.stream()
        .filter(category -> category.key().equals(key))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("feature_ranking has the unknown category " + key));
  }

  /** The features, in the order the minutes use. */
  List<Report.RankedFeature> features() {
    return List.copyOf(features);
  }

  /** Whether any call has a ranking. */
  boolean isEmpty() {
    return minutes.isEmpty();
  }

  /** The bad minutes of a call in their order; empty without a ranking. */
  List<Report.Minute> of(CallKey call) {
    List<Report.Minute> result = new ArrayList<>();
    minutes
        .getOrDefault(call, Map.of())
        .forEach((at, rows) -> result.add(minute(new MinuteKey(call, at), rows)));
    return result;
  }

  private Report.Minute minute(MinuteKey key, MinuteRows rows) {
    List<Report.Ranking> targets = new ArrayList<>();
    rows.targets.forEach((target, of) -> targets.add(ranking(target, of)));
    GoldRow cause = causes.get(key);
    return new Report.Minute(
        key.minuteAt().getEpochSecond(),
        cause == null ? null : cause.text("cause"),
        cause == null ? null : cause.text("unexplained_reason"),
        cause == null ? null : Rounded.to(2, cause.number("strength")),
        cause == null ? null : Rounded.to(2, cause.number("probability_bad")),
        cause == null ? null : Rounded.to(2, cause.number("share")),
        rounded(2, rows.values),
        targets);
  }

  private static Report.Ranking ranking(String target, TargetRows rows) {
    int decimals = 2;
    double total =
        rows.base
            + Arrays.stream(rows.categories)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sum();
    return new Report.Ranking(
        target,
        rows.unit,
        Rounded.to(decimals, rows.base),
        Rounded.to(decimals, total),
        rounded(decimals, rows.categories),
        rounded(decimals, rows.features));
  }

  private static List<Double> rounded(int decimals, Double[] values) {
    List<Double> result = new ArrayList<>();
    for (Double value : values) {
      result.add(Rounded.to(decimals, value));
    }
    return result;
  }

  /** The verdict's target before the others. */
  private static int inOrder(String one, String other) {
    return Boolean.compare(!one.equals(BAD_MINUTE), !other.equals(BAD_MINUTE)) != 0
        ? Boolean.compare(!one.equals(BAD_MINUTE), !other.equals(BAD_MINUTE))
        : one.compareTo(other);
  }
}
