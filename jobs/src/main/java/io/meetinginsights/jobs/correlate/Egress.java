package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.asin;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.cos;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.sin;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The public address a participant came from, and whose it is: a site's egress, an organisation's
 * VPN concentrator, or nobody's we know. An organisation counts only if the participant's account
 * feeds it; accounts that are linked to none may be anybody's.
 */
final class Egress {

  private Egress() {}

  /**
   * Adds {@code account_orgs} (null: not linked), {@code egress_sites} (array of org_id, site_id,
   * internal_ips: those inside the site's subnets), {@code egress_org_id}, {@code egress_site_id}
   * (null where two sites share the address), {@code vpn} (struct of org_id, latitude_deg,
   * longitude_deg) and {@code home_org_id}, the account's only organisation.
   */
  static Dataset<Row> withEgress(
      Dataset<Row> participations, Dataset<Row> sites, Dataset<Row> linkedAccounts) {
    String ofAccount = "account_orgs IS NULL OR array_contains(account_orgs, %s.org_id)";
    return participations
        .join(broadcast(organisationsPerAccount(sites, linkedAccounts)), "account_id", "left")
        .join(broadcast(sitesPerAddress(sites)), "public_ip", "left")
        .join(broadcast(concentratorPerAddress(sites)), "public_ip", "left")
        .withColumn(
            "egress_sites",
            expr(
                """
                transform(filter(coalesce(all_egress_sites, array()), place -> %s), place -> named_struct(
                  'org_id', place.org_id, 'site_id', place.site_id,
                  'internal_ips', filter(internal_ips, ip -> %s)))
                """
                    .formatted(
                        ofAccount.formatted("place"), Subnets.isWithin("ip", "place.subnets"))))
        .withColumn("vpn", expr("CASE WHEN " + ofAccount.formatted("vpn") + " THEN vpn END"))
        .withColumn(
            "egress_org_id", only(transform(col("egress_sites"), s -> s.getField("org_id"))))
        .withColumn(
            "egress_site_id",
            when(size(col("egress_sites")).equalTo(1), expr("get(egress_sites, 0).site_id")))
        .withColumn("home_org_id", only(col("account_orgs")))
        .drop("all_egress_sites");
  }

  private static Column only(Column values) {
    return when(size(array_distinct(values)).equalTo(1), get(values, lit(0)));
  }

  /** Organisations an account feeds, by conf/sites.yaml and by what load has linked. */
  static Dataset<Row> organisationsPerAccount(Dataset<Row> sites, Dataset<Row> linkedAccounts) {
    Dataset<Row> bySite = sites.select(explode(col("accounts")).as("account_id"), col("org_id"));
    // An account that nobody has linked carries its own id there.
    Dataset<Row> byLink =
        linkedAccounts
            .where(col("org_id").notEqual(col("account_id")))
            .select("account_id", "org_id");
    return bySite
        .unionByName(byLink)
        .groupBy("account_id")
        .agg(array_sort(collect_set(col("org_id"))).as("account_orgs"));
  }

  private static Dataset<Row> sitesPerAddress(Dataset<Row> sites) {
    return sites
        .select(
            explode(col("egress_ips")).as("address"), col("org_id"), col("site_id"), col("subnets"))
        .groupBy(trim(col("address")).as("public_ip"))
        .agg(
            array_sort(collect_set(struct(col("org_id"), col("site_id"), col("subnets"))))
                .as("all_egress_sites"));
  }

  private static Dataset<Row> concentratorPerAddress(Dataset<Row> sites) {
    return sites
        .select(explode(col("vpn_concentrators")).as("vpn"), col("org_id"))
        .groupBy(trim(col("vpn.egress_ip")).as("public_ip"))
        .agg(
            min(struct(col("org_id"), col("vpn.latitude_deg"), col("vpn.longitude_deg")))
                .as("vpn"));
  }

  /** Great-circle distance on a sphere of 6371 km. */
  static Column distanceKm(
      Column latitude, Column longitude, Column otherLatitude, Column otherLongitude) {
    Column halfLatitude = sinSquared(otherLatitude.minus(latitude));
    Column halfLongitude = sinSquared(otherLongitude.minus(longitude));
    Column chord =
        halfLatitude.plus(
            cos(radians(latitude)).multiply(cos(radians(otherLatitude))).multiply(halfLongitude));
    return asin(sqrt(least(lit(1.0), chord))).multiply(lit(2 * 6371.0));
  }

  private static Column sinSquared(Column degrees) {
    return pow(sin(radians(degrees).divide(lit(2.0))), lit(2.0));
  }

  private static Column radians(Column degrees) {
    return org.apache.spark.sql.functions.radians(degrees);
  }
}
