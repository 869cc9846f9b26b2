package io.meetinginsights.jobs.ingest.zoom;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.tables.Types;
import io.meetinginsights.warehouse.SecretKey;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Who is who in an account. A person is Zoom's user id; somebody named by e-mail alone is the user
 * whose e-mail it is, by the listing of users first, then by calls in which both were shown, then
 * by what silver.people knows already; else the e-mail itself. A name alone names nobody: two
 * guests called alike are not one.
 */
final class Persons {

  private final Dataset<Row> evidence;
  private final Dataset<Row> idsByEmail;
  private final SecretKey secret;

  /**
   * @param evidence see {@link #evidence}
   */
  Persons(Dataset<Row> evidence, SecretKey secret) {
    this.evidence = evidence;
    this.secret = secret;
    this.idsByEmail =
        evidence
            .where(col("zoom_user_id").isNotNull().and(col("email").isNotNull()))
            .groupBy("account_id", "email")
            .agg(
                max_by(
                        col("zoom_user_id"),
                        struct(col("weight"), col("received_at"), col("zoom_user_id")))
                    .as("id_of_email"));
  }

  /** Rows that name a person: account_id, zoom_user_id, email, user_name, received_at, weight. */
  static Dataset<Row> evidence(Dataset<Row> rows, int weight) {
    return rows.select(
        col("account_id"),
        col("zoom_user_id"),
        col("email"),
        col("user_name"),
        col("received_at"),
        lit(weight).as("weight"));
  }

  /** What silver.people knows already, as the weakest evidence. */
  static Dataset<Row> known(Dataset<Row> people) {
    return evidence(
        people
            .withColumnRenamed("display_name", "user_name")
            .withColumn("received_at", lit(null).cast(Types.TIMESTAMP)),
        0);
  }

  /** Adds person_key, null where nobody is named, and is_account_user. */
  Dataset<Row> withPersonKey(Dataset<Row> rows) {
    Column id = coalesce(col("zoom_user_id"), col("id_of_email"));
    Column named = coalesce(concat(lit("id:"), id), concat(lit("email:"), col("email")));
    return secret
        .beside(rows.join(idsByEmail, ZoomLines.shared("account_id", "email"), "left"))
        .withColumn(
            "person_key",
            SecretKey.surrogate(named.isNotNull(), "person", col("account_id"), named))
        .withColumn("is_account_user", id.isNotNull())
        .withColumn("person_user_id", id)
        .drop("id_of_email", SecretKey.COLUMN);
  }

  /** Rows of silver.people: everybody this load has heard of. */
  Dataset<Row> people() {
    return withPersonKey(evidence)
        .where(col("person_key").isNotNull())
        .groupBy("person_key")
        .agg(
            max("account_id").as("account_id"),
            max("person_user_id").as("zoom_user_id"),
            best("email").as("email"),
            best("user_name").as("display_name"),
            max(col("is_account_user").or(col("weight").equalTo(LISTED))).as("is_account_user"),
            max("weight").as("weight"))
        .where(col("weight").gt(0))
        .drop("weight");
  }

  /** Weight of the account's own listing. */
  static final int LISTED = 3;

  private static Column best(String column) {
    return max_by(
        col(column),
        when(col(column).isNotNull(), struct(col("weight"), col("received_at"), col(column))));
  }
}
