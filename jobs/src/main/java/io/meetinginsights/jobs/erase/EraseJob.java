package io.meetinginsights.jobs.erase;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meetinginsights.errors.ConfigurationError;
import io.meetinginsights.jobs.ingest.LandingFile;
import io.meetinginsights.jobs.ingest.LandingZone;
import io.meetinginsights.jobs.ingest.NetworkPresence;
import io.meetinginsights.jobs.privacy.ErasureKey;
import io.meetinginsights.jobs.privacy.Erasures;
import io.meetinginsights.jobs.privacy.Identifiers;
import io.meetinginsights.jobs.privacy.LandingRewrite;
import io.meetinginsights.jobs.privacy.PrivacyConfig;
import io.meetinginsights.jobs.privacy.Redacting;
import io.meetinginsights.jobs.privacy.Subject;
import io.meetinginsights.jobs.privacy.Subject.By;
import io.meetinginsights.parallel.SideBySide;
import io.meetinginsights.runner.Counts;
import io.meetinginsights.runner.JobContext;
import io.meetinginsights.tables.TableSchema;
import io.meetinginsights.tables.Tables;
import io.meetinginsights.tables.bronze.NetworkRecords;
import io.meetinginsights.tables.bronze.ZoomResponses;
import io.meetinginsights.warehouse.CrashPoints;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.RuntimeConfig;

/**
 * {@code erase}: takes a person, a device or all guests out of everything there is.
 *
 * <p>Reads and writes: the landing zone, every table, the files under storage.ops and
 * storage.models, the folders of privacy.also-erase. Writes {@code ops/erasures/<id>/}: tombstones,
 * by which load keeps late records out, and the receipt.
 *
 * <p>In this order: who it is; tombstones; landing files; bronze; silver and gold, by surrogate
 * key; files beside; then the history of every table, since a deleted row stands on in older files,
 * commits and statistics. Totals stay as they are, and so does sender_minutes, which names nobody;
 * a day that is run again is totalled without the erased.
 *
 * <p>Re-run: an erasure that was killed is finished by the next run of erase, whoever that one is
 * for. The same request made twice looks again and finds what came since.
 *
 * <p>Example: {@code meeting-insights erase --person ann@example.com}
 */
public final class EraseJob {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BATCH_SIZE = "spark.sql.parquet.columnarReaderBatchSize";

  /** See LoadJob: answers are large. */
  private static final String ANSWERS_A_BATCH = "128";

  /**
   * What is asked for.
   *
   * @param kind person, client or guests; null to finish what was begun and no more
   * @param identifier e-mail or MAC address; null for guests
   */
  public record Request(Subject.Kind kind, String identifier) {

    public Request {
      if (kind == Subject.Kind.PERSON) {
        identifier = Identifiers.person(identifier);
        if (!identifier.matches("[^@\\s]+@[^@\\s]+")) {
          throw new ConfigurationError(
              "The person to erase is not named by an e-mail address",
              "what --person gives has no @ between two parts",
              "give the address that Zoom knows, such as ann@example.com");
        }
      } else if (kind == Subject.Kind.CLIENT) {
        identifier =
            Identifiers.mac(identifier)
                .orElseThrow(
                    () ->
                        new ConfigurationError(
                            "The client to erase is not named by a MAC address",
                            "what --client gives does not hold 12 hex digits",
                            "give it such as a4:83:e7:00:00:01 or a483e7000001"));
      }
    }
  }

  private final JobContext context;

  /** Each waits for its store; where that is a local disk, this gains a tenth. */
  private static final int HISTORIES_AT_ONCE = 4;

  private final ErasureKey key;
  private final Erasures erasures;
  private final PrivacyConfig config;

  private EraseJob(JobContext context, Map<String, String> environment) {
    this.context = context;
    this.config = context.configuration().section("privacy", PrivacyConfig.class);
    this.key = ErasureKey.open(config, environment);
    this.erasures = new Erasures(hadoop(), context.storage().ops());
  }

  /** Finishes what was begun, then erases what is asked for. */
  public static Counts run(JobContext context, Map<String, String> environment, Request request) {
    RuntimeConfig settings = context.spark().conf();
    String before = settings.get(BATCH_SIZE);
    settings.set(BATCH_SIZE, ANSWERS_A_BATCH);
    try {
      return new EraseJob(context, environment).erase(request);
    } finally {
      settings.set(BATCH_SIZE, before);
    }
  }

  /** Lets somebody who was erased be collected again, from now on. */
  public static Counts lift(JobContext context, Map<String, String> environment, Request request) {
    EraseJob job = new EraseJob(context, environment);
    java.util.Set<String> one = java.util.Set.of(request.identifier());
    boolean isPerson = request.kind() == Subject.Kind.PERSON;
    Subject named =
        new Subject(
            request.kind(),
            isPerson ? Map.of(By.PERSON, one, By.SIGN_IN, one) : Map.of(By.MAC, one));
    return Counts.none().with("erasures lifted", job.erasures.lift(job.key, named));
  }

  private Counts erase(Request request) {
    Optional<String> asked =
        Erasures.request(
            key,
            request.kind(),
            Optional.ofNullable(request.identifier()).or(() -> Optional.of("")));
    Counts counts = Counts.none();
    boolean isAsked = request.kind() != null;
    for (Erasures.Work work : erasures.unfinished(key)) {
      counts = counts.and(finish(work)).with("erasures finished that were begun before", 1);
      isAsked &= !work.request().equals(asked.orElseThrow());
    }
    if (!isAsked) {
      return counts;
    }
    Subject subject = context.stage("who it is", () -> find(request));
    Erasures.Work work = erasures.begin(key, asked.orElseThrow(), subject);
    CrashPoints.at("after:tombstones");
    return counts.and(finish(work)).with("erasures finished", 1);
  }

  private Subject find(Request request) {
    SubjectSearch search = new SubjectSearch(context);
    return switch (request.kind()) {
      case PERSON -> search.person(request.identifier());
      case CLIENT -> search.client(request.identifier());
      case GUESTS -> {
        if (!NetworkPresence.of(context).isEgressKnown()) {
          throw new ConfigurationError(
              "Guests cannot be told from people on the network",
              "no egress address of any site is known, neither from sites-file nor from telemetry",
              "name the sites' egress addresses in sites-file, then run again");
        }
        yield search.guests();
      }
    };
  }

  private Counts finish(Erasures.Work begun) {
    Subject subject = begun.subject();
    Redacting redacting = Redacting.of(subject);
    Map<String, Callable<Counts>> stages = new LinkedHashMap<>();
    stages.put("landing", () -> landing(subject, redacting));
    stages.put("landing truth", () -> TruthErasure.erase(context, subject));
    stages.put(
        "bronze.zoom_responses",
        () -> BronzeErasure.erase(context.warehouse(), ZoomResponses.SCHEMA, redacting));
    if (subject.kind() != Subject.Kind.GUESTS) {
      stages.put(
          "bronze.network_records",
          () -> BronzeErasure.erase(context.warehouse(), NetworkRecords.SCHEMA, redacting));
    }
    stages.put("tables", () -> counts(TableErasure.erase(context.warehouse(), subject)));
    FolderErasure folders = new FolderErasure(hadoop(), subject);
    stages.put("models", () -> folders.models(context.storage().models()));
    stages.put("ops", () -> folders.operations(context.storage().ops(), erasures.root()));
    stages.put("also-erase", () -> folders.others(config.alsoErase()));
    stages.put("histories", this::histories);

    Erasures.Work work = begun;
    for (Map.Entry<String, Callable<Counts>> stage : stages.entrySet()) {
      if (work.done().containsKey(stage.getKey())) {
        continue;
      }
      CrashPoints.at("before:erase " + stage.getKey());
      Counts done = context.stage(stage.getKey(), stage.getValue());
      CrashPoints.at("unnoted:erase " + stage.getKey());
      work = erasures.done(key, work, stage.getKey(), done.asMap());
      CrashPoints.at("after:erase " + stage.getKey());
    }
    erasures.finish(work, receipt(work));
    Counts counts = Counts.none();
    for (Map.Entry<String, Map<String, Long>> done : work.done().entrySet()) {
      for (Map.Entry<String, Long> count : done.getValue().entrySet()) {
        counts = counts.with(named(done.getKey(), count.getKey()), count.getValue());
      }
    }
    return counts;
  }

  private static String named(String stage, String count) {
    return stage.equals("tables") ? count : stage + " " + count;
  }

  private Counts landing(Subject subject, Redacting redacting) {
    LandingZone zone = new LandingZone(hadoop(), context.storage().landing());
    long halves = zone.removeLeftovers(context.storage().ops(), context.runId());
    List<LandingFile> files =
        zone.allFiles().stream()
            // The network knows nothing of who is not on it.
            .filter(
                file ->
                    subject.kind() != Subject.Kind.GUESTS
                        || file.system() == LandingFile.System.ZOOM)
            .toList();
    LandingRewrite.Result result =
        LandingRewrite.run(
            context.spark(), zone.qualifiedRoot(), LandingFile.places(files), redacting);
    return Counts.none()
        .with("files rewritten", result.files())
        .with("records removed", result.records())
        .with("fields emptied", result.fields())
        .with("halves of files removed", halves);
  }

  private Counts histories() {
    Map<String, Callable<Integer>> cuts = new LinkedHashMap<>();
    for (TableSchema table : Tables.all()) {
      if (context.warehouse().exists(table)) {
        cuts.put(
            table.qualifiedName(), () -> context.warehouse().history(table).purge(context.runId()));
      }
    }
    Map<String, Integer> removed = SideBySide.run(HISTORIES_AT_ONCE, cuts);
    return Counts.none()
        .with("of tables cut", removed.size())
        .with("log files removed", removed.values().stream().mapToLong(n -> n).sum());
  }

  private ObjectNode receipt(Erasures.Work work) {
    ObjectNode receipt =
        JSON.createObjectNode()
            .put("erasure", work.id())
            .put("of", work.subject().kind().name().toLowerCase(java.util.Locale.ROOT))
            .put("finished_at", Instant.now().toString()) // OK: stamps the receipt, not the data
            .put("run_id", context.runId())
            .put("code_version", context.codeVersion());
    ObjectNode removed = receipt.putObject("removed");
    work.done()
        .forEach(
            (stage, counts) -> {
              ObjectNode one = removed.putObject(stage);
              counts.forEach(one::put);
            });
    receipt.put(
        "counted",
        "by the runs that finished each stage: what a run removed that was killed within a stage is"
            + " not in the counts");
    receipt.put(
        "stays",
        "totals of sites, models and days, worked out before, and silver.sender_minutes, which name"
            + " nobody; a day that is run again is totalled without the erased");
    receipt.put(
        "kept_out",
        work.subject().kind() == Subject.Kind.GUESTS
            ? "by privacy.opt-out-guests, while it is true"
            : "by the keyed hashes beside this receipt, until erase --lift");
    return receipt;
  }

  private static Counts counts(Map<String, Long> values) {
    Counts counts = Counts.none();
    for (Map.Entry<String, Long> value : values.entrySet()) {
      counts = counts.with(value.getKey(), value.getValue());
    }
    return counts;
  }

  private Configuration hadoop() {
    return context.spark().sparkContext().hadoopConfiguration();
  }

  /** Where the receipts are. */
  public static Path receipts(JobContext context) {
    return new Erasures(
            context.spark().sparkContext().hadoopConfiguration(), context.storage().ops())
        .root();
  }
}
