package io.meetinginsights.jobs.erase;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.meetinginsights.jobs.privacy.Subject;
import io.meetinginsights.jobs.privacy.Subject.By;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.JobContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The truth that {@code simulate} leaves beside its landing files names devices by their MAC. Only
 * simulated worlds have it; erased from, the world shows what erasure does.
 */
final class TruthErasure {

  private TruthErasure() {}

  /** Removes the minutes of the subject's devices, a day's folder at a time. */
  static Counts erase(JobContext context, Subject subject) {
    Path root = new Path(context.storage().landing(), "_truth/minutes");
    Counts counts = Counts.none();
    if (subject.by(By.MAC).isEmpty()) {
      return counts;
    }
    try {
      FileSystem files = root.getFileSystem(context.spark().sparkContext().hadoopConfiguration());
      putBack(files, root);
      FileStatus[] days = files.globStatus(new Path(root, "date=*"));
      for (FileStatus day : days == null ? new FileStatus[0] : days) {
        Path folder = day.getPath();
        Path whole = new Path(root, "." + folder.getName() + ".erased");
        Path before = new Path(root, "." + folder.getName() + ".before");
        files.delete(whole, true);
        Dataset<Row> minutes = context.spark().read().parquet(folder.toString());
        Dataset<Row> macs =
            SubjectSearch.values(context.spark(), subject.by(By.MAC), "client_mac")
                .withColumn("is_erased", lit(true));
        Dataset<Row> marked = minutes.join(macs, SubjectSearch.one("client_mac"), "left");
        long erased = marked.where(col("is_erased")).count();
        if (erased == 0) {
          continue;
        }
        marked
            .where(coalesce(col("is_erased"), lit(false)).equalTo(false))
            .select(
                java.util.Arrays.stream(minutes.columns())
                    .map(name -> col(name))
                    .toArray(org.apache.spark.sql.Column[]::new))
            .coalesce(2)
            .write()
            .parquet(whole.toString());
        files.rename(folder, before);
        files.rename(whole, folder);
        files.delete(before, true);
        counts = counts.with("simulated minutes removed", erased);
      }
      return counts;
    } catch (IOException e) {
      throw new UncheckedIOException("The truth under " + root + " cannot be erased from", e);
    }
  }

  /** A run that was killed between the two renames left a day beside its place. */
  private static void putBack(FileSystem files, Path root) throws IOException {
    FileStatus[] found = files.globStatus(new Path(root, ".date=*.before"));
    for (FileStatus one : found == null ? new FileStatus[0] : found) {
      String name = one.getPath().getName();
      Path place = new Path(root, name.substring(1, name.length() - ".before".length()));
      if (files.exists(place)) {
        files.delete(one.getPath(), true);
      } else {
        files.rename(one.getPath(), place);
      }
    }
  }
}
