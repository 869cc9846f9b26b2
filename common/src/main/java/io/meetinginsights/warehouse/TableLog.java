package io.meetinginsights.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meetinginsights.tables.TableSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaConcurrentModificationException;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.Format;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.util.FileNames;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The log of one Delta table, asked directly. The same as an SQL statement takes a second or more
 * of planning in a process that has just started, and a load asks some forty times.
 */
final class TableLog {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** delta-rs and DuckDB read the tables: nothing they refuse may be switched on. */
  private static final Map<String, String> PROPERTIES =
      Map.of("delta.enableDeletionVectors", "false", "delta.columnMapping.mode", "none");

  private final DeltaLog log;

  TableLog(SparkSession spark, String path) {
    this.log = DeltaLog.forTable(spark, path);
  }

  /** The newest version; -1 where there is no table. */
  long version() {
    return snapshot().version();
  }

  /** The columns of the newest version. */
  StructType schema() {
    return snapshot().schema();
  }

  /** Whether the newest version has no data files: its checksum says so, else the whole log. */
  boolean isEmpty() {
    Snapshot snapshot = snapshot();
    return snapshot.checksumOpt().isDefined()
        ? snapshot.checksumOpt().get().numFiles() == 0
        : snapshot.numOfFiles() == 0;
  }

  private Snapshot snapshot() {
    return log.update(false, Option.empty(), Option.empty());
  }

  /** Commits the first version, which has no rows, unless somebody else does so meanwhile. */
  void create(TableSchema table) {
    Map<String, String> properties = new HashMap<>(PROPERTIES);
    table.checks().forEach((name, sql) -> properties.put("delta.constraints." + name, sql));
    properties.put(
        "delta.dataSkippingStatsColumns",
        table.statisticsColumns().stream()
            .map(column -> "`" + column + "`")
            .collect(Collectors.joining(",")));
    Metadata metadata =
        new Metadata(
            UUID.randomUUID().toString(), // OK: Delta's name for the table, no data
            null,
            table.comment(),
            new Format("parquet", scala(Map.of())),
            table.structType().json(),
            CollectionConverters.asScala(table.partitions()).toSeq(),
            scala(properties),
            Option.apply(System.currentTimeMillis())); // OK: when the table was made, no data
    // Fails where nothing can be made, and says so; a commit would try again and again.
    log.createLogDirectoriesIfNotExists();
    OptimisticTransaction transaction =
        log.startTransaction(Option.empty(), Option.apply(snapshot()));
    transaction.updateMetadataForNewTable(metadata);
    try {
      transaction.commit(
          none(), new DeltaOperations.CreateTable(metadata, false, false, Option.empty()));
    } catch (DeltaConcurrentModificationException other) {
      if (version() < 0) {
        throw other;
      }
    }
  }

  /**
   * What each commit after a version counted, by version. Commits that an erasure removed with the
   * table's history are left out: what they counted went with them.
   */
  Map<Long, Map<String, String>> metricsAfter(long version, long upTo) {
    Map<Long, Map<String, String>> metrics = new TreeMap<>();
    for (long at = version + 1; at <= upTo; at++) {
      if (isKept(at)) {
        metrics.put(at, metrics(at));
      }
    }
    return metrics;
  }

  private boolean isKept(long version) {
    try {
      return log.logPath()
          .getFileSystem(log.newDeltaHadoopConf())
          .exists(FileNames.unsafeDeltaFile(log.logPath(), version));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Version " + version + " in " + log.logPath() + " cannot be looked for", e);
    }
  }

  /** What a commit counted. */
  Map<String, String> metrics(long version) {
    Map<String, String> metrics = new HashMap<>();
    for (String line :
        CollectionConverters.asJava(
            log.store()
                .read(
                    FileNames.unsafeDeltaFile(log.logPath(), version), log.newDeltaHadoopConf()))) {
      try {
        JsonNode counted = JSON.readTree(line).path("commitInfo").path("operationMetrics");
        counted.properties().forEach(one -> metrics.put(one.getKey(), one.getValue().asText()));
      } catch (IOException e) {
        throw new UncheckedIOException(
            "Version " + version + " in " + log.logPath() + " is no JSON", e);
      }
    }
    return metrics;
  }

  private static Seq<Action> none() {
    return CollectionConverters.asScala(List.<Action>of()).toSeq();
  }

  private static scala.collection.immutable.Map<String, String> scala(Map<String, String> map) {
    return scala.collection.immutable.Map.from(CollectionConverters.asScala(map));
  }
}
