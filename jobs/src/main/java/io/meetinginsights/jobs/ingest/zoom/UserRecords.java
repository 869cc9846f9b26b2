package io.meetinginsights.jobs.ingest.zoom;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.from_json;

import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.tables.Types;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Users of the account, from {@code GET /users}: who stands behind an id and an e-mail. */
final class UserRecords {

  private UserRecords() {}

  /** One row a listed user, with its flaws. */
  static Dataset<Row> read(Dataset<Row> lines) {
    StructType shape = new StructType();
    for (String field : new String[] {"id", "email", "display_name", "first_name", "last_name"}) {
      shape = shape.add(field, Types.STRING);
    }
    Column id = Parse.text(col("r.id"));
    Column email = Parse.userName(col("r.email"));
    return ZoomLines.explodeRecords(lines, "users", "email")
        .withColumn("r", from_json(col("json"), shape))
        .select(
            col("day"),
            col("dataset"),
            col("account_id"),
            col("file"),
            col("line"),
            col("record"),
            col("received_at"),
            id.as("zoom_user_id"),
            email.as("email"),
            coalesce(
                    Parse.text(col("r.display_name")),
                    Parse.text(
                        concat_ws(
                            " ", Parse.text(col("r.first_name")), Parse.text(col("r.last_name")))))
                .as("user_name"),
            Flaws.of(List.of(Flaws.missing(coalesce(id, email), "id", "an id or an e-mail")))
                .as(Flaws.COLUMN));
  }
}
