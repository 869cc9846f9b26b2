package io.meetinginsights.jobs.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.meetinginsights.config.SparkConfig;
import io.meetinginsights.jobs.cli.MeetingInsights;
import io.meetinginsights.tables.gold.ExperienceMinutes;
import io.meetinginsights.tables.silver.People;
import io.meetinginsights.warehouse.Sessions;
import io.meetinginsights.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A step of {@link EraseBench}: day, month or erase. */
public final class EraseBenchStep {

  private static final LocalDate DAY = LocalDate.parse("2026-03-03");

  private EraseBenchStep() {}

  /** Step, folder, clients, days. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[1]);
    int clients = Integer.parseInt(arguments[2]);
    int days = Integer.parseInt(arguments[3]);
    SparkSession spark = Sessions.open("bench", new SparkConfig("local[2]", 4, 0, Map.of()));
    switch (arguments[0]) {
      case "day" -> day(folder, clients);
      case "month" -> {
        EraseBenchWorld.repeatFiles(folder.resolve("landing"), DAY, days);
        EraseBenchWorld.repeatTables(warehouse(spark, folder), DAY, days);
      }
      case "erase" -> erase(spark, folder, clients);
      default -> throw new IllegalArgumentException("day, month or erase, not " + arguments[0]);
    }
    spark.stop();
  }

  private static void day(Path folder, int clients) {
    List<String> date = List.of("--date", DAY.toString());
    run(folder, clients, "simulate", "--sites-out", folder.resolve("sites.yaml").toString(), date);
    run(folder, clients, "ingest", "--only", "load", date);
    for (String job : List.of("correlate", "train", "explain", "insights")) {
      run(folder, clients, job, date);
    }
  }

  private static void erase(SparkSession spark, Path folder, int clients) throws IOException {
    Warehouse warehouse = warehouse(spark, folder);
    Row most =
        warehouse
            .read(ExperienceMinutes.SCHEMA)
            .where(col("client_key").isNotNull())
            .groupBy("person_key")
            .agg(count(lit(1)).as("minutes"))
            .join(warehouse.read(People.SCHEMA), "person_key")
            .where(col("email").isNotNull())
            .orderBy(col("minutes").desc(), col("person_key"))
            .select("email", "minutes")
            .head();
    long landing = EraseBenchWorld.bytes(folder.resolve("landing"));
    long tables = EraseBenchWorld.bytes(folder.resolve("warehouse"));
    long start = System.nanoTime();
    run(folder, clients, "erase", "--person", most.getString(0));
    double seconds = (System.nanoTime() - start) / 1e9;
    long left =
        warehouse.read(People.SCHEMA).where(col("email").equalTo(most.getString(0))).count();
    new ObjectMapper()
        .writeValue(
            folder.resolve("erase.json").toFile(),
            Map.of(
                "seconds",
                seconds,
                "landing_bytes",
                landing,
                "warehouse_bytes",
                tables,
                "rows",
                most.getLong(1),
                "left",
                left,
                "peak_bytes",
                BenchJvm.peakBytes()));
  }

  private static Warehouse warehouse(SparkSession spark, Path folder) {
    return new Warehouse(spark, folder.resolve("warehouse").toString(), "bench");
  }

  private static void run(Path folder, int clients, Object... words) {
    List<String> line = new ArrayList<>();
    for (Object word : words) {
      if (word instanceof List<?> several) {
        several.forEach(one -> line.add(one.toString()));
      } else {
        line.add(word.toString());
      }
    }
    for (String place : List.of("landing", "warehouse", "models", "ops", "key")) {
      line.addAll(List.of("--set", "storage." + place + "=" + folder.resolve(place)));
    }
    int sites = Math.max(1, clients / 100);
    for (String setting :
        List.of(
            "sites-file=" + (line.get(0).equals("simulate") ? "" : folder.resolve("sites.yaml")),
            "privacy.erasure-key-file=" + folder.resolve("erasure.key"),
            "simulate.sites=" + sites,
            "simulate.clients-per-site=" + clients / sites)) {
      line.addAll(List.of("--set", setting));
    }
    long start = System.nanoTime();
    int exitCode = MeetingInsights.run(line.toArray(String[]::new));
    System.out.printf("%s: %.1f s%n", line.get(0), (System.nanoTime() - start) / 1e9);
    if (exitCode != 0) {
      throw new IllegalStateException(line.get(0) + " ended with exit code " + exitCode);
    }
  }
}
