package io.meetinginsights.jobs.insights;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.split_part;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.features.Category;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.gold.FixFirst;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * gold.fix_first: the access point, radio, network name, port, WAN link or operating system that a
 * bad minute went through, for the minutes whose cause is its category.
 *
 * <p>The week before is counted from the minutes of that day, not from the rows kept of it: a thing
 * that was not among the worst then has its true count, and the order of runs does not matter. It
 * is null where that day has no minutes, or bad minutes and no verdict.
 */
final class Suspects {

  private static final List<String> ITEM = List.of("day", "org_id", "site_id", "kind", "item");

  private Suspects() {}

  /**
   * Minutes with the operating system the participant called from, and only what a suspect needs.
   */
  static Dataset<Row> withOs(Dataset<Row> minutes, Dataset<Row> participants) {
    return minutes
        .select(
            Keys.columns(
                Keys.MINUTE,
                col("day"),
                col("org_id"),
                col("site_id"),
                col("client_key"),
                col("ap_mac"),
                col("band"),
                col("ssid"),
                col("switch_mac"),
                col("port_id"),
                col("gateway_mac"),
                col("wan_port"),
                col("is_bad"),
                col("cause"),
                col("has_verdict"),
                col("verdict_version")))
        .join(participants.select(Keys.columns(Keys.CALL, col("os"))), Keys.of(Keys.CALL), "left");
  }

  /** Bad minutes with their contributions to the bad_minute target, {@code by_category}. */
  static Dataset<Row> joinContributions(Dataset<Row> badMinutes, Dataset<Row> contributions) {
    List<String> key = new ArrayList<>(Keys.MINUTE);
    key.add("version");
    Dataset<Row> toBadMinute =
        contributions
            .where(col("target").equalTo("bad_minute"))
            .select(Keys.columns(key, col("by_category")));
    return badMinutes
        .withColumn("version", col("verdict_version"))
        .join(toBadMinute, Keys.of(key), "left");
  }

  /** What access points were last called on each day: key of fix_first's {@code item}. */
  static Dataset<Row> namesOfAccessPoints(Dataset<Row> radioMinutes) {
    return radioMinutes
        .where(col("ap_name").isNotNull())
        .groupBy("day", "org_id", "ap_mac")
        .agg(max(struct(col("minute_at"), col("ap_name"))).getField("ap_name").as("ap_name"));
  }

  /** gold.fix_first of the days of {@code badMinutes}, which carry os and by_category. */
  static Dataset<Row> rankPerSite(
      Dataset<Row> badMinutes,
      Dataset<Row> minutesWeekBefore,
      Dataset<Row> accessPointNames,
      int itemsPerSite) {
    Dataset<Row> before =
        explodeItems(minutesWeekBefore.where(col("is_bad")))
            .groupBy(Keys.columns(ITEM))
            .agg(count(lit(1)).as("before_minutes"))
            .withColumn("day", date_add(col("day"), 7));
    Dataset<Row> ranked =
        explodeItems(badMinutes)
            .groupBy(Keys.columns(ITEM, col("category"), col("kind_order")))
            .agg(
                count(lit(1)).as("bad_minutes"),
                SiteTotals.distinct(col("client_key")).as("clients"),
                avg(ownContribution()).as("mean_contribution"))
            .withColumn(
                "rank",
                row_number()
                    .over(
                        Window.partitionBy("day", "org_id", "site_id")
                            .orderBy(
                                col("bad_minutes").desc(),
                                col("clients").desc(),
                                col("mean_contribution").desc_nulls_last(),
                                col("kind_order"),
                                col("item"))))
            .where(col("rank").leq(itemsPerSite));
    return FixFirst.SCHEMA.conform(
        ranked
            .join(before, Keys.of(ITEM), "left")
            .join(broadcast(judgedDays(minutesWeekBefore)), new String[] {"day"}, "left")
            .withColumn(
                "ap_mac",
                when(
                    col("kind").isin("access_point", "radio"),
                    split_part(col("item"), lit("/"), lit(1))))
            .join(broadcast(accessPointNames), new String[] {"day", "org_id", "ap_mac"}, "left")
            .select(
                Keys.columns(
                    ITEM,
                    TableSchema.month(col("day")).as("month"),
                    col("category"),
                    col("rank"),
                    col("ap_name").as("name"),
                    col("bad_minutes"),
                    col("clients"),
                    col("mean_contribution"),
                    when(col("was_judged"), coalesce(col("before_minutes"), lit(0L)))
                        .as("previous_week_bad_minutes"))));
  }

  /** Days a week on from those whose bad minutes have verdicts, or that have none bad. */
  private static Dataset<Row> judgedDays(Dataset<Row> minutes) {
    return minutes
        .groupBy("day")
        .agg(
            count_if(col("is_bad")).as("bad_minutes"),
            sum(when(col("is_bad").and(col("has_verdict")), 1).otherwise(0)).as("verdicts"))
        .select(
            date_add(col("day"), 7).as("day"),
            col("bad_minutes").equalTo(0).or(col("verdicts").gt(0)).as("was_judged"));
  }

  /** A row for each thing of its cause's category that a bad minute went through. */
  private static Dataset<Row> explodeItems(Dataset<Row> badMinutes) {
    Column items =
        array(
            item(0, "access_point", Category.WIRELESS, col("ap_mac")),
            item(1, "radio", Category.WIRELESS, joined(col("ap_mac"), col("band"))),
            item(2, "ssid", Category.WIRELESS, col("ssid")),
            item(3, "switch_port", Category.WIRED, joined(col("switch_mac"), col("port_id"))),
            item(4, "wan_link", Category.WAN, joined(col("gateway_mac"), col("wan_port"))),
            item(5, "client_os", Category.CLIENT, col("os")));
    return badMinutes
        .withColumn("suspect", explode(items))
        .where(col("suspect.category").equalTo(col("cause")).and(col("suspect.item").isNotNull()))
        .withColumn("kind_order", col("suspect.kind_order"))
        .withColumn("kind", col("suspect.kind"))
        .withColumn("category", col("suspect.category"))
        .withColumn("item", col("suspect.item"));
  }

  private static Column item(int order, String kind, Category category, Column item) {
    return struct(
        lit(order).as("kind_order"),
        lit(kind).as("kind"),
        lit(category.key()).as("category"),
        item.as("item"));
  }

  /** Device and part, such as 5c5b350e0001/5; nothing where either is unknown. */
  private static Column joined(Column device, Column part) {
    return concat(device, lit("/"), part);
  }

  private static Column ownContribution() {
    Column own = lit(null).cast("double");
    for (Category category :
        List.of(Category.WIRELESS, Category.WIRED, Category.WAN, Category.CLIENT)) {
      own =
          when(
                  col("category").equalTo(category.key()),
                  col("by_category." + category.key()).cast("double"))
              .otherwise(own);
    }
    return own;
  }
}
