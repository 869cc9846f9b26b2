package io.meetinginsights.jobs.correlate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.testing.Rows;
import io.meetinginsights.testing.WithSpark;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** With MaxMind's own test database; the places are those of its published source. */
@WithSpark
class GeoAddressesTest {

  private static Dataset<Row> participations(SparkSession spark) {
    return spark.sql(
        """
        SELECT public_ip, IF(n = 1, array('s1'), array()) AS egress_sites,
          IF(n = 2, named_struct('org_id', 'o'), NULL) AS vpn
        FROM VALUES (0, '81.2.69.142'), (0, '81.2.69.142'), (0, '10.1.2.3'), (0, 'localhost'), (0, NULL),
          (1, '89.160.20.112'), (2, '89.160.20.113'), (0, '89.160.20.114') AS t(n, public_ip)
        """);
  }

  @Test
  void addressesThatAreNotOursHaveThePlaceOfTheDatabase(SparkSession spark) throws Exception {
    Path database = Path.of(GeoAddressesTest.class.getResource("GeoIP2-City-Test.mmdb").toURI());
    Rows.assertSame(
        GeoAddresses.places(participations(spark), database.toString()),
        Rows.of(
            spark,
            "public_ip STRING, geo_latitude_deg DOUBLE, geo_longitude_deg DOUBLE",
            "('81.2.69.142', 51.5142, -0.0931), ('89.160.20.114', 58.4167, 15.6167)"));
  }

  @Test
  void withoutADatabaseNoneIsKnownAndAMissingOneIsNamed(SparkSession spark) {
    assertThat(GeoAddresses.places(participations(spark), "").count()).isZero();
    assertThatThrownBy(() -> GeoAddresses.places(participations(spark), "/nowhere/city.mmdb"))
        .isInstanceOf(ConfigurationError.class)
        .hasMessageContaining("/nowhere/city.mmdb");
  }
}
