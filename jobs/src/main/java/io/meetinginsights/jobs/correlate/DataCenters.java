package io.meetinginsights.jobs.correlate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;

/**
 * Where Zoom's data centres are. Zoom names a city, or a country with a two-letter code, as in
 * "United States (SC Top)"; a name that the table does not have has no place.
 */
final class DataCenters {

  private record DataCenter(
      String country, String code, String city, double latitudeDeg, double longitudeDeg) {

    Column isNamed() {
      return org.apache
          .spark
          .sql
          .functions
          .lower(col("data_center"))
          .rlike(
              "\\b"
                  + Pattern.quote(city.toLowerCase(Locale.ROOT))
                  + "\\b|^"
                  + Pattern.quote(country.toLowerCase(Locale.ROOT))
                  + " \\("
                  + Pattern.quote(code.toLowerCase(Locale.ROOT))
                  + "\\b");
    }

    Column place() {
      return struct(lit(latitudeDeg).as("latitude_deg"), lit(longitudeDeg).as("longitude_deg"));
    }
  }

  private DataCenters() {}

  /** Coordinates of column {@code data_center}, or null. */
  static Column place() {
    return coalesce(
        read().stream()
            .map(centre -> when(centre.isNamed(), centre.place()))
            .toArray(Column[]::new));
  }

  private static List<DataCenter> read() {
    try (InputStream resource = DataCenters.class.getResourceAsStream("zoom-data-centers.csv")) {
      if (resource == null) {
        throw new IllegalStateException("zoom-data-centers.csv is not packaged");
      }
      List<DataCenter> centres = new ArrayList<>();
      for (String line :
          new String(resource.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] fields = line.split(",");
          centres.add(
              new DataCenter(
                  fields[0],
                  fields[1],
                  fields[2],
                  Double.parseDouble(fields[3]),
                  Double.parseDouble(fields[4])));
        }
      }
      return centres;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
