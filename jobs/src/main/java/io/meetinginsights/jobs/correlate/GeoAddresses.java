package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.size;

import com.maxmind.db.Reader;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.tables.Types;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Where a public address is that nobody has told us of, by a database of cities in MaxMind's format
 * that the user brings ({@code correlate.geo-database}). Each address is looked up once a run.
 */
final class GeoAddresses {

  private static final StructType PLACES =
      new StructType()
          .add("public_ip", Types.STRING, false)
          .add("geo_latitude_deg", Types.DOUBLE)
          .add("geo_longitude_deg", Types.DOUBLE);

  private GeoAddresses() {}

  /**
   * A row a public address that is neither an egress nor a concentrator of ours and that the
   * database knows: {@code public_ip, geo_latitude_deg, geo_longitude_deg}.
   *
   * @param database any Hadoop path; empty: no address is known
   */
  static Dataset<Row> places(Dataset<Row> participations, String database) {
    Dataset<Row> addresses =
        participations
            .where(
                size(col("egress_sites"))
                    .equalTo(0)
                    .and(col("vpn").isNull())
                    // Never a name, which would be asked of a name server.
                    .and(col("public_ip").rlike("^[0-9A-Fa-f.:]+$")))
            .select("public_ip")
            .distinct();
    if (database.isBlank()) {
      return participations.sparkSession().createDataFrame(List.<Row>of(), PLACES);
    }
    String name = distribute(participations, database);
    return addresses.mapPartitions(
        (MapPartitionsFunction<Row, Row>) rows -> lookUp(name, rows), Encoders.row(PLACES));
  }

  private static String distribute(Dataset<Row> participations, String database) {
    try {
      participations.sparkSession().sparkContext().addFile(database);
    } catch (Exception e) {
      throw new ConfigurationError(
          "correlate.geo-database cannot be read: " + database,
          String.valueOf(e.getMessage()),
          "set it to a database of cities in MaxMind's format (.mmdb), or to \"\" for none");
    }
    return database.substring(database.lastIndexOf('/') + 1);
  }

  private static Iterator<Row> lookUp(String name, Iterator<Row> addresses) throws IOException {
    List<Row> places = new ArrayList<>();
    try (Reader reader = new Reader(new File(SparkFiles.get(name)))) {
      while (addresses.hasNext()) {
        String address = addresses.next().getString(0);
        Map<?, ?> found = reader.get(InetAddress.getByName(address), Map.class);
        if (found != null
            && found.get("location") instanceof Map<?, ?> location
            && location.get("latitude") instanceof Double latitude
            && location.get("longitude") instanceof Double longitude) {
          places.add(RowFactory.create(address, latitude, longitude));
        }
      }
    }
    return places.iterator();
  }
}
