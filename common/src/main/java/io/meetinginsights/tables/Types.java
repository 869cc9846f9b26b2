package io.meetinginsights.tables;

import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/** Column types the tables use. */
public final class Types {

  public static final DataType STRING = DataTypes.StringType;
  public static final DataType INTEGER = DataTypes.IntegerType;
  public static final DataType LONG = DataTypes.LongType;
  public static final DataType DOUBLE = DataTypes.DoubleType;
  public static final DataType FLOAT = DataTypes.FloatType;
  public static final DataType BOOLEAN = DataTypes.BooleanType;
  public static final DataType TIMESTAMP = DataTypes.TimestampType;
  public static final DataType DATE = DataTypes.DateType;
  public static final DataType STRING_MAP =
      new MapType(DataTypes.StringType, DataTypes.StringType, true);
  public static final DataType STRINGS = new ArrayType(DataTypes.StringType, true);
  public static final DataType FLOATS = new ArrayType(DataTypes.FloatType, false);

  /** WAN ports of a site with their provisioned rates. */
  public static final DataType WAN_PORTS =
      new ArrayType(
          new StructType()
              .add("gateway_mac", DataTypes.StringType)
              .add("port_id", DataTypes.StringType)
              .add("download_mbps", DataTypes.DoubleType)
              .add("upload_mbps", DataTypes.DoubleType),
          true);

  /** Where VPN users of an organisation come out, and where that is. */
  public static final DataType VPN_CONCENTRATORS =
      new ArrayType(
          new StructType()
              .add("egress_ip", DataTypes.StringType)
              .add("name", DataTypes.StringType)
              .add("latitude_deg", DataTypes.DoubleType)
              .add("longitude_deg", DataTypes.DoubleType),
          true);

  /** One float a category, all six. */
  public static final DataType BY_CATEGORY =
      new StructType()
          .add("wireless", DataTypes.FloatType, false)
          .add("wired", DataTypes.FloatType, false)
          .add("wan", DataTypes.FloatType, false)
          .add("client", DataTypes.FloatType, false)
          .add("remote", DataTypes.FloatType, false)
          .add("context", DataTypes.FloatType, false);

  /** Features with their contribution and the value they had. */
  public static final DataType TOP_FEATURES =
      new ArrayType(
          new StructType()
              .add("feature", DataTypes.StringType)
              .add("contribution", DataTypes.DoubleType)
              .add("value", DataTypes.DoubleType),
          true);

  /** Bad minutes of a call, each with its verdict. */
  public static final DataType BAD_MINUTES =
      new ArrayType(
          new StructType()
              .add("minute_at", DataTypes.TimestampType)
              .add("minute_score", DataTypes.DoubleType)
              .add("bad_reason", DataTypes.StringType)
              .add("cause", DataTypes.StringType)
              .add("unexplained_reason", DataTypes.StringType)
              .add("strength", DataTypes.DoubleType)
              .add("top_features", TOP_FEATURES),
          true);

  /** Features with a value each. */
  public static final DataType FEATURE_VALUES =
      new ArrayType(
          new StructType().add("feature", DataTypes.StringType).add("value", DataTypes.DoubleType),
          true);

  /** Service levels of a client, hour by hour. */
  public static final DataType HEALTH_HOURS =
      new ArrayType(
          new StructType()
              .add("hour_at", DataTypes.TimestampType)
              .add("service_level", DataTypes.StringType)
              .add("classifier", DataTypes.StringType)
              .add("failed_minutes", DataTypes.LongType)
              .add("total_minutes", DataTypes.LongType),
          true);

  /** Counts of a run by name. */
  public static final DataType COUNTS =
      new MapType(DataTypes.StringType, DataTypes.LongType, false);

  private Types() {}
}
