package io.meetinginsights.jobs.ingest.zoom;

import io.meetinginsights.jobs.ingest.fields.Flaws;
import io.meetinginsights.jobs.ingest.fields.Parse;
import io.meetinginsights.jobs.ingest.fields.RecordShape;
import io.meetinginsights.jobs.ingest.fields.RecordValues;
import io.meetinginsights.tables.Types;
import io.meetinginsights.warehouse.RowBuilder;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;

/** Users of the account, from {@code GET /users}: who stands behind an id and an e-mail. */
final class UserRecords extends ZoomReader {

  private static final long serialVersionUID = 1L;

  private static final RecordShape SHAPE =
      new RecordShape("id", "email", "display_name", "first_name", "last_name");

  private static final StructType COLUMNS =
      new StructType()
          .add("zoom_user_id", Types.STRING)
          .add("email", Types.STRING)
          .add("user_name", Types.STRING);

  UserRecords() {
    super("users", "email");
  }

  @Override
  RecordShape shape() {
    return SHAPE;
  }

  @Override
  StructType columns() {
    return COLUMNS;
  }

  @Override
  void read(RecordValues record, String meetingUuid, String listing, RowBuilder row, Flaws flaws) {
    String id = record.text("id");
    String email = Parse.userName(record.raw("email"));
    flaws.requirePresent(Parse.first(id, email), "id", "an id or an e-mail");
    String names =
        Stream.of(record.text("first_name"), record.text("last_name"))
            .filter(Objects::nonNull)
            .collect(Collectors.joining(" "));
    row.set("zoom_user_id", id)
        .set("email", email)
        .set("user_name", Parse.first(record.text("display_name"), Parse.text(names)));
  }
}
