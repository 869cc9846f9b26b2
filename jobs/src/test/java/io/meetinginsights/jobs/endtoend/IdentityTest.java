package io.meetinginsights.jobs.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.meetinginsights.jobs.cli.MeetingInsights;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.silver.ClientIdentities;
import io.meetinginsights.testing.WithSpark;
import io.meetinginsights.warehouse.Warehouse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether a participant minute finds the client that the simulator put there: precision and recall
 * in each stratum of an organisation with fixed shares of hard cases, where every site has the same
 * private addresses and three of ten work from home. Two of ten tell no MAC anyway.
 */
@Tag("proof")
@WithSpark
class IdentityTest {

  private static final double LEAST_PRECISION = 0.999;
  private static final double LEAST_RECALL = 0.99;

  @TempDir static Path folder;

  @Test
  void everyMinuteFindsItsOwnClientOrNone(SparkSession spark) {
    TinyWorld world = new TinyWorld(folder);
    run(world.simulate());
    run(world.line("ingest"));
    run(world.line("correlate"));

    Dataset<Row> strata = strata(spark, world);
    List<String> table = new ArrayList<>();
    strata.collectAsList().forEach(row -> table.add(row.toString()));
    System.out.println(
        "network, hard case, minutes, matched, right, with evidence, of these right\n"
            + String.join("\n", table));
    long withEvidence = 0;
    long found = 0;
    for (Row stratum : strata.collectAsList()) {
      long matched = stratum.<Long>getAs("matched");
      long right = stratum.<Long>getAs("right");
      if (List.of("home", "guest").contains(stratum.<String>getAs("network"))) {
        assertThat(matched).as("matched although not on the network: %s", stratum).isZero();
      }
      assertThat((double) right)
          .as("precision: %s", stratum)
          .isGreaterThanOrEqualTo(LEAST_PRECISION * matched);
      withEvidence += stratum.<Long>getAs("with_evidence");
      found += stratum.<Long>getAs("found");
    }
    assertThat(strata.select("hard_case").distinct().count()).isEqualTo(6);
    assertThat((double) found / withEvidence)
        .as("recall where there is evidence, of %d minutes", withEvidence)
        .isGreaterThanOrEqualTo(LEAST_RECALL);
  }

  private static void run(String[] words) {
    List<String> line = new ArrayList<>(List.of(words));
    for (String setting :
        List.of(
            "simulate.sites=3",
            "simulate.clients-per-site=60",
            "simulate.faulty-share=1",
            "simulate.identities.at-home=0.3",
            "simulate.identities.vpn=0.1",
            "simulate.identities.docked=0.05",
            "simulate.identities.random-mac=0.05",
            "simulate.identities.reused-ip=0.03",
            "simulate.identities.duplicate-host-name=0.03")) {
      line.addAll(List.of("--set", setting));
    }
    assertThat(MeetingInsights.run(line.toArray(String[]::new))).as(words[0]).isZero();
  }

  /**
   * A row a network and hard case. There is evidence where Zoom tells a MAC; an address, but not
   * the one behind a tunnel alone; a host name that nobody else has; or where the network knows who
   * signed in, and no tunnel hides where.
   */
  private static Dataset<Row> strata(SparkSession spark, TinyWorld world) {
    Warehouse warehouse = new Warehouse(spark, world.warehouse().toString(), "test");
    spark
        .read()
        .parquet(world.folder().resolve("landing/_truth/minutes").toString())
        .createOrReplaceTempView("truth");
    warehouse.read(ExperienceMinutes.SCHEMA).createOrReplaceTempView("experience");
    warehouse
        .read(ClientIdentities.SCHEMA)
        .where("source = 'network'")
        .createOrReplaceTempView("identities");
    return spark.sql(
        """
        WITH clients AS (
          SELECT mac AS client_mac, max(client_key) AS true_key, max(user_name) IS NOT NULL AS signs_in
          FROM identities GROUP BY mac),
        minutes AS (
          SELECT t.network, t.hard_case, e.client_key IS NOT NULL AS is_matched,
            coalesce(e.client_key = c.true_key, false) AS is_right,
            t.client_mac IS NOT NULL AND CASE t.identity
              WHEN 'mac' THEN true
              WHEN 'ip_only' THEN t.hard_case <> 'vpn' OR c.signs_in
              WHEN 'host_only' THEN t.hard_case <> 'duplicate_host_name' AND (t.hard_case <> 'vpn' OR c.signs_in)
              WHEN 'web' THEN t.hard_case <> 'vpn' AND c.signs_in
              WHEN 'mobile' THEN t.hard_case NOT IN ('vpn', 'duplicate_host_name') AND c.signs_in
              ELSE false END AS has_evidence
          FROM truth t
          JOIN experience e ON e.account_id = t.account_id AND e.meeting_uuid = t.meeting_uuid
            AND e.participant_id = t.participant_id AND e.minute_at = t.minute_at
          LEFT JOIN clients c ON c.client_mac = t.client_mac)
        SELECT network, hard_case, count(*) AS minutes, count_if(is_matched) AS matched,
          count_if(is_matched AND is_right) AS right, count_if(has_evidence) AS with_evidence,
          count_if(has_evidence AND is_right) AS found
        FROM minutes GROUP BY network, hard_case ORDER BY network, hard_case
        """);
  }
}
