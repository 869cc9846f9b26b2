package io.meetinginsights.warehouse;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.storage.PutIfAbsent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.util.TimestampFormatter;

/**
 * The secret behind surrogate keys. A key is a keyed hash of what identifies a person or device:
 * stable, so that a load run again gives equal tables, and worth nothing without the secret, which
 * stands in a file of its own outside the warehouse.
 *
 * <p>The secret reaches Spark as data read from that file, never as a literal: a literal would show
 * in query plans and event logs.
 */
public final class SecretKey {

  /** Column that {@link #beside} adds; drop it before writing. */
  public static final String COLUMN = "_secret";

  private static final String SEPARATOR = "\u0001";

  /** Stands for a part that is null: ("a", null) and (null, "a") must not give one key. */
  private static final String NONE = "\u0000";

  private final String file;

  private SecretKey(String file) {
    this.file = file;
  }

  /** The secret in a file, which is made with 256 random bits if it is not there. */
  public static SecretKey at(SparkSession spark, String file) {
    Path path = new Path(file);
    try {
      FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
      if (!files.exists(path)) {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        byte[] text = (HexFormat.of().formatHex(secret) + "\n").getBytes(StandardCharsets.US_ASCII);
        if (!PutIfAbsent.write(files, path, text)) {
          // Another load made it in between: that one counts.
          return new SecretKey(file);
        }
        files.setPermission(path, new FsPermission("600"));
      }
    } catch (IOException e) {
      throw new ConfigurationError(
          "The key file " + file + " can neither be read nor made",
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "give storage.key a path this user may write to",
          e);
    }
    return new SecretKey(file);
  }

  /** The rows with the secret beside them, for {@link #surrogate}. */
  public Dataset<Row> beside(Dataset<Row> rows) {
    Dataset<Row> secret =
        rows.sparkSession()
            .read()
            .format("text")
            .option("wholetext", "true")
            .load(file)
            .select(org.apache.spark.sql.functions.trim(col("value")).as(COLUMN));
    return rows.crossJoin(broadcast(secret));
  }

  /** A surrogate key of 128 bits over the parts; null where {@code identified} does not hold. */
  public static Column surrogate(Column identified, String kind, Column... parts) {
    Column[] all = new Column[parts.length + 2];
    all[0] = col(COLUMN);
    all[1] = org.apache.spark.sql.functions.lit(kind);
    for (int i = 0; i < parts.length; i++) {
      all[i + 2] =
          org.apache.spark.sql.functions.coalesce(
              parts[i].cast("string"), org.apache.spark.sql.functions.lit(NONE));
    }
    return when(
        identified,
        substring(sha2(concat_ws(SEPARATOR, Arrays.copyOf(all, all.length)), 256), 1, 32));
  }

  /**
   * The surrogate keys of rows that plain Java makes: equal to those of {@link #surrogate}. For
   * tasks, which read the file themselves.
   */
  public static Surrogates surrogates(Configuration hadoop, String file) {
    Path path = new Path(file);
    try (FSDataInputStream in = path.getFileSystem(hadoop).open(path)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      // As Spark trims: blanks, no line end, nor those before it.
      return new Surrogates(text.replaceAll("^ +| +\\z", ""));
    } catch (IOException e) {
      throw new UncheckedIOException("The key file " + file + " cannot be read", e);
    }
  }

  /** The file the secret stands in. */
  public String file() {
    return file;
  }

  /** Makes surrogate keys. */
  public static final class Surrogates {
    private final String secret;

    private Surrogates(String secret) {
      this.secret = secret;
    }

    /** The key of what the parts name, null parts among them. */
    public String of(String kind, String... parts) {
      String[] all = new String[parts.length + 2];
      all[0] = secret;
      all[1] = kind;
      System.arraycopy(parts, 0, all, 2, parts.length);
      return sha256(all).substring(0, 32);
    }
  }

  /** SHA-256 over the parts, null ones among them, as hex digits. */
  public static String sha256(String... parts) {
    byte[][] bytes = new byte[parts.length][];
    for (int i = 0; i < parts.length; i++) {
      bytes[i] = parts[i] == null ? null : parts[i].getBytes(StandardCharsets.UTF_8);
    }
    return sha256(bytes);
  }

  /** As {@link #sha256(String...)}, of texts in UTF-8. */
  public static String sha256(byte[]... parts) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      for (int i = 0; i < parts.length; i++) {
        if (i > 0) {
          hash.update(SEPARATOR.getBytes(StandardCharsets.UTF_8));
        }
        hash.update(parts[i] == null ? NONE.getBytes(StandardCharsets.UTF_8) : parts[i]);
      }
      return HexFormat.of().formatHex(hash.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An instant as Spark casts it to text: a part of keys that Java and SQL both make. */
  public static String written(long micros) {
    return TimestampFormatter.getFractionFormatter(ZoneOffset.UTC).format(micros);
  }
}
