package io.meetinginsights.jobs.train;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import io.meetinginsights.model.FeatureValues;
import io.meetinginsights.model.FlatEnsembleJson;
import io.meetinginsights.model.FlatModel;
import io.meetinginsights.model.MatrixEncoding;
import io.meetinginsights.model.ModelTarget;
import io.meetinginsights.shapley.Ensemble;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Labels of held-out rows beside a model's margins, sorted by margin and label, so that figures
 * computed from them do not depend on partitions. 21 bytes a row come to the driver.
 *
 * @param labels what happened: 0 or 1 for a classifier
 * @param margins what the model said
 * @param folds true for one half of the meetings, by hash
 * @param sites where it happened
 */
record ScoredRows(double[] labels, double[] margins, boolean[] folds, String[] sites) {

  private static final int BYTES = 2 * Double.BYTES + 1 + Integer.BYTES;
  private static final String NO_SITE = "unknown";

  /** Scores the rows that have a label. */
  static ScoredRows of(
      Dataset<Row> rows, ModelTarget target, MatrixEncoding encoding, FlatModel model) {
    Dataset<Row> labelled =
        onlyLabelled(rows, target)
            .select(
                columns(
                    encoding,
                    col(target.label()).cast("double").as("label"),
                    pmod(xxhash64(col("account_id"), col("meeting_uuid")), lit(2))
                        .equalTo(1)
                        .as("fold"),
                    coalesce(col("site_id"), lit(NO_SITE)).as("site_id")));
    byte[] file = FlatEnsembleJson.write(model);
    StructType schema = labelled.schema();
    MapPartitionsFunction<Row, byte[]> scoring =
        partition -> List.of(packed(partition, schema, encoding, file)).iterator();
    List<byte[]> parts =
        labelled
            .mapPartitions(scoring, Encoders.BINARY())
            .collectAsList(); // OK: 21 bytes a held-out row
    return unpacked(parts);
  }

  /** Rows whose label is a finite number. */
  static Dataset<Row> onlyLabelled(Dataset<Row> rows, ModelTarget target) {
    return target.isClassifier()
        ? rows.where(col(target.label()).isNotNull())
        : rows.where(
            col(target.label())
                .isNotNull()
                .and(isnan(col(target.label())).unary_$bang())
                .and(
                    org.apache
                        .spark
                        .sql
                        .functions
                        .abs(col(target.label()))
                        .lt(Double.POSITIVE_INFINITY)));
  }

  private static org.apache.spark.sql.Column[] columns(
      MatrixEncoding encoding, org.apache.spark.sql.Column... first) {
    List<org.apache.spark.sql.Column> columns = new ArrayList<>(List.of(first));
    encoding.featureNames().forEach(name -> columns.add(col(name).cast("double").as(name)));
    return columns.toArray(org.apache.spark.sql.Column[]::new);
  }

  private static byte[] packed(
      Iterator<Row> rows, StructType schema, MatrixEncoding encoding, byte[] file)
      throws IOException {
    Ensemble ensemble = FlatEnsembleJson.read(file, "the model being judged").ensemble();
    FeatureValues features = new FeatureValues(schema, encoding.featureNames());
    int label = schema.fieldIndex("label");
    int fold = schema.fieldIndex("fold");
    int site = schema.fieldIndex("site_id");
    Map<String, Integer> sites = new LinkedHashMap<>();
    double[] values = new double[encoding.features().size()];
    double[][] matrix = new double[encoding.columns().size()][1];
    double[] line = new double[matrix.length];
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    while (rows.hasNext()) {
      Row row = rows.next();
      features.read(row, values);
      encoding.encode(values, matrix, 0);
      for (int column = 0; column < line.length; column++) {
        line[column] = matrix[column][0];
      }
      out.writeDouble(row.getDouble(label));
      out.writeDouble(ensemble.margin(line));
      out.writeBoolean(row.getBoolean(fold));
      out.writeInt(sites.computeIfAbsent(row.getString(site), name -> sites.size()));
    }
    return withNames(sites.keySet(), bytes.toByteArray());
  }

  /** The names of sites, which rows name by number, before the rows. */
  private static byte[] withNames(Collection<String> sites, byte[] rows) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(sites.size());
    for (String site : sites) {
      byte[] name = site.getBytes(StandardCharsets.UTF_8);
      out.writeInt(name.length);
      out.write(name);
    }
    out.write(rows);
    return bytes.toByteArray();
  }

  private static String[] names(ByteBuffer part) {
    String[] names = new String[part.getInt()];
    for (int i = 0; i < names.length; i++) {
      byte[] name = new byte[part.getInt()];
      part.get(name);
      names[i] = new String(name, StandardCharsets.UTF_8);
    }
    return names;
  }

  private static ScoredRows unpacked(List<byte[]> files) {
    List<ByteBuffer> parts = files.stream().map(ByteBuffer::wrap).toList();
    List<String[]> names = parts.stream().map(ScoredRows::names).toList();
    int count = parts.stream().mapToInt(part -> part.remaining() / BYTES).sum();
    double[] labels = new double[count];
    double[] margins = new double[count];
    boolean[] folds = new boolean[count];
    String[] sites = new String[count];
    int at = 0;
    for (int i = 0; i < parts.size(); i++) {
      ByteBuffer in = parts.get(i);
      while (in.hasRemaining()) {
        labels[at] = in.getDouble();
        margins[at] = in.getDouble();
        folds[at] = in.get() != 0;
        sites[at++] = names.get(i)[in.getInt()];
      }
    }
    return new ScoredRows(labels, margins, folds, sites).sorted();
  }

  ScoredRows sorted() {
    return chosen(
        IntStream.range(0, labels.length)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingDouble(i -> margins[i])
                    .thenComparingDouble(i -> labels[i])
                    .thenComparing(i -> folds[i]))
            .mapToInt(Integer::intValue));
  }

  private ScoredRows chosen(IntStream rows) {
    int[] order = rows.toArray();
    double[] chosenLabels = new double[order.length];
    double[] chosenMargins = new double[order.length];
    boolean[] chosenFolds = new boolean[order.length];
    String[] chosenSites = new String[order.length];
    for (int i = 0; i < order.length; i++) {
      chosenLabels[i] = labels[order[i]];
      chosenMargins[i] = margins[order[i]];
      chosenFolds[i] = folds[order[i]];
      chosenSites[i] = sites[order[i]];
    }
    return new ScoredRows(chosenLabels, chosenMargins, chosenFolds, chosenSites);
  }

  int count() {
    return labels.length;
  }

  /** The same rows with other margins. */
  ScoredRows withMargins(double[] other) {
    return new ScoredRows(labels, other, folds, sites);
  }

  /** The rows of one half. */
  ScoredRows ofFold(boolean fold) {
    return chosen(IntStream.range(0, labels.length).filter(i -> folds[i] == fold));
  }

  /** The rows of one site. */
  ScoredRows ofSite(String site) {
    return chosen(IntStream.range(0, labels.length).filter(i -> sites[i].equals(site)));
  }
}
