package io.meetinginsights.jobs.ingest.network;

import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * How one landing dataset of network telemetry is read: what a record looks like, and which
 * observation it is. To read another vendor's data, write a class like those in {@link
 * TelemetryReaders} that gives the fields of one of the {@link Kind}s, and name it there: bronze,
 * rejection, time, minutes and tables follow.
 */
public interface TelemetryReader {

  /** What a record tells about; the fields each kind is made of are named in its javadoc. */
  enum Kind {
    /** name, time_zone, country_code, latitude_deg, longitude_deg. */
    SITE,
    /** A wireless client as its access point sees it, see {@link WirelessRows}. */
    WIRELESS_CLIENT,
    /** A wired client and the port it is on, see {@link IdentityRows}. */
    WIRED_CLIENT,
    /** An address that a client was given, see {@link IdentityRows}. */
    CLIENT_ADDRESS,
    /** An access point, switch or gateway, see {@link RadioRows} and {@link WanRows}. */
    DEVICE,
    /** A port of a switch or gateway, see {@link WiredRows} and {@link WanRows}. */
    PORT,
    /** A tunnel of a gateway with its latency, see {@link WanRows}. */
    TUNNEL,
    /** A speed test of a WAN port, see {@link WanRows}. */
    SPEED_TEST,
    /** A measured round trip, see {@link RadioRows} and {@link WanRows}. */
    PROBE,
    /** Something that happened at an instant, see {@link EventRows}. */
    EVENT,
    /** Read and checked, but no table has a place for it yet. */
    UNUSED
  }

  /** Folder of the landing zone, and the dataset's name everywhere. */
  String dataset();

  Kind kind();

  /** The record's JSON; scalars as text, since any of them may come in another type. */
  StructType shape();

  /** The observation's columns. */
  List<Field> fields();

  /** Fields that tell when, the best first. */
  List<String> timeFields();

  /** Fields whose times a line's span covers. */
  default List<String> spanFields() {
    return timeFields();
  }

  /** Fields that name the site, the best first; else the envelope does. */
  default List<String> siteFields() {
    return List.of("site_id");
  }

  /** Whether a record without a time of its own is as old as its answer. */
  default boolean isTimedByArrival() {
    return false;
  }
}
