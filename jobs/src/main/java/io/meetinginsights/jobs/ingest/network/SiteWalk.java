package io.meetinginsights.jobs.ingest.network;

import io.meetinginsights.tables.Types;
import io.meetinginsights.warehouse.RowBuilder;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** The newest description of each site; rows as {@link SiteRows#merged} takes them. */
final class SiteWalk implements DeviceWalk.Walker {

  private static final String[] DESCRIBED = {
    "name", "time_zone", "country_code", "latitude_deg", "longitude_deg"
  };
  private static final int[] DESCRIBED_AT = Kind.SITE.placesOf(DESCRIBED);

  static final StructType SCHEMA =
      new StructType()
          .add("org_id", Types.STRING)
          .add("site_id", Types.STRING)
          .add("name", Types.STRING)
          .add("time_zone", Types.STRING)
          .add("country_code", Types.STRING)
          .add("latitude_deg", Types.DOUBLE)
          .add("longitude_deg", Types.DOUBLE);

  private final Consumer<InternalRow> out;
  private final RowBuilder row = new RowBuilder(SCHEMA);
  private String orgId;
  private String siteId;
  private DeviceWalk.Seen newest;

  SiteWalk(Consumer<InternalRow> out) {
    this.out = out;
  }

  @Override
  public void begin(String org, String site, String device) {
    orgId = org;
    siteId = site;
    newest = null;
  }

  @Override
  public void at(long eventAt, List<DeviceWalk.Seen> seen) {
    for (DeviceWalk.Seen one : seen) {
      if (newest == null || arrival(one) >= arrival(newest)) {
        newest = one;
      }
    }
  }

  private static long arrival(DeviceWalk.Seen one) {
    return one.receivedAt() == null ? Long.MIN_VALUE : one.receivedAt();
  }

  @Override
  public void end() {
    row.set("org_id", orgId).set("site_id", siteId);
    for (int i = 0; i < DESCRIBED.length; i++) {
      row.set(DESCRIBED[i], newest.get(DESCRIBED_AT[i]));
    }
    out.accept(row.build());
  }
}
