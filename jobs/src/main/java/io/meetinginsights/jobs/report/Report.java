package io.meetinginsights.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a report shows, as it stands in the page: instants are seconds since 1970, figures are
 * rounded to what is shown, null is what was not measured. Property names become snake_case, so
 * that they are those of the tables.
 *
 * @param site the site
 * @param from first UTC day, ISO
 * @param to last UTC day, ISO
 * @param bucketMinutes length of a point of the series: 10 within a day, 60 beyond
 * @param madeBy version of the program
 * @param days totals by day, first to last
 * @param series the site's series
 * @param behind by column of the series and by bucket: client, its figure, client, its figure …,
 *     the highest first
 * @param feedback ratings by day
 * @param fixFirst what to mend, the most bad minutes first
 * @param coverage how much was joined with the network
 * @param clients the clients in calls, the most bad minutes first
 * @param features the features of the rankings
 * @param notices what a reader has to know first
 */
record Report(
    Site site,
    String from,
    String to,
    int bucketMinutes,
    String madeBy,
    List<Day> days,
    Series series,
    Map<String, List<List<Number>>> behind,
    List<Feedback> feedback,
    List<Suspect> fixFirst,
    List<Covered> coverage,
    List<Client> clients,
    List<RankedFeature> features,
    List<String> notices) {

  /** The same with what the file holds of each client, and further notices. */
  Report holding(List<Client> held, List<String> further) {
    List<String> all = new ArrayList<>(notices);
    all.addAll(further);
    return new Report(
        site,
        from,
        to,
        bucketMinutes,
        madeBy,
        days,
        series,
        behind,
        feedback,
        fixFirst,
        coverage,
        List.copyOf(held),
        features,
        List.copyOf(all));
  }

  /** The site. */
  record Site(String id, String name, String zone) {}

  /** A row of {@code site_summary}. */
  record Day(
      String day,
      long totalMinutes,
      long badMinutes,
      long badMinutesWireless,
      long badMinutesWired,
      long badMinutesWan,
      long badMinutesClient,
      long badMinutesRemote,
      long badMinutesUnexplained,
      long numCalls,
      long numUsers,
      long numClients,
      long numAps) {}

  /** A row of {@code feedback_histogram}. */
  record Feedback(String day, long poor, long average, long good) {}

  /** A thing of {@code fix_first} over the days. */
  record Suspect(
      String kind,
      String item,
      String name,
      String category,
      long badMinutes,
      long clients,
      Double meanContribution,
      Long previousWeekBadMinutes) {}

  /** A measure of {@code coverage} over the days. */
  record Covered(String measure, String reason, long minutes, Double share) {}

  /**
   * A client of {@code site_clients} over the days.
   *
   * @param hosts host names, the latest first
   * @param ips addresses, the latest first
   * @param user the person seen most on it
   * @param userName who the network says is signed in
   * @param hasDetails whether the file holds its series, calls and events
   * @param hasRankings whether the file holds the rankings of its calls
   */
  record Client(
      String mac,
      List<String> hosts,
      List<String> ips,
      String user,
      String userName,
      String medium,
      String os,
      long numCalls,
      long totalMinutes,
      long badMinutes,
      String lowestRating,
      Double lowestScore,
      boolean hasDetails,
      boolean hasRankings) {

    Client holding(boolean details, boolean rankings) {
      return new Client(
          mac,
          hosts,
          ips,
          user,
          userName,
          medium,
          os,
          numCalls,
          totalMinutes,
          badMinutes,
          lowestRating,
          lowestScore,
          details,
          rankings);
    }
  }

  /** A feature of the rankings. */
  record RankedFeature(String name, String category, String unit, String about) {}

  /** What a client's page shows. */
  record Details(Series series, List<Health> health, List<Call> calls, List<Event> events) {}

  /** A level of {@code client_health} over the days; without classifier its own sum. */
  record Health(String serviceLevel, String classifier, long failedMinutes, long totalMinutes) {}

  /** A row of {@code client_calls}. */
  record Call(
      String application,
      Long meetingId,
      String topic,
      Long joinedAt,
      Long leftAt,
      Long durationS,
      String audioQuality,
      String videoQuality,
      String shareQuality,
      String rating,
      long totalMinutes,
      long badMinutes,
      Double worstScore,
      String mainCause,
      boolean hasRanking) {}

  /** A row of {@code call_events}. */
  record Event(
      long at, String type, String display, String classification, String source, String details) {}

  /**
   * A bad minute with its verdict and its rankings.
   *
   * @param values values of the features, in the order of {@link Report#features}
   */
  record Minute(
      long at,
      String cause,
      String reason,
      Double strength,
      Double probabilityBad,
      Double share,
      List<Double> values,
      List<Ranking> targets) {}

  /**
   * Contributions to one target.
   *
   * @param total base and contributions of all categories
   * @param categories contributions in the order wireless, wired, wan, client, remote, context
   * @param features contributions in the order of {@link Report#features}
   */
  record Ranking(
      String target,
      String unit,
      Double base,
      Double total,
      List<Double> categories,
      List<Double> features) {}

  /** Clients over the days and what their pages show, each client at the same place. */
  record Pages(Report report, List<Details> details, List<Map<Integer, List<Minute>>> rankings) {}
}
