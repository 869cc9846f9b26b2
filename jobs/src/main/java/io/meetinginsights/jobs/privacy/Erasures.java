package io.meetinginsights.jobs.privacy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meetinginsights.jobs.zoom.SmallFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What is kept of erasures: {@code ops/erasures/<id>/} with {@code tombstones.json} (keyed hashes),
 * {@code receipt.json} (what was removed from where), and while it lasts {@code work.bin}
 * (encrypted: whose data is to go, and how far it is). The id is random: nothing in it leads to
 * anybody.
 */
public final class Erasures {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WORK = "work.bin";
  private static final String TOMBSTONES = "tombstones.json";
  private static final String RECEIPT = "receipt.json";

  private final Path root;
  private final FileSystem files;

  /**
   * An erasure that is under way.
   *
   * @param id its folder
   * @param request the keyed hash of what was asked for, by which the same request finds it again
   * @param subject whose data is to go
   * @param done stages that are through, with what they counted
   */
  public record Work(
      @JsonProperty("id") String id,
      @JsonProperty("request") String request,
      @JsonProperty("subject") Subject subject,
      @JsonProperty("done") Map<String, Map<String, Long>> done) {

    public Work {
      done = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(done));
    }

    Work with(String stage, Map<String, Long> counts) {
      Map<String, Map<String, Long>> more = new LinkedHashMap<>(done);
      more.put(stage, counts);
      return new Work(id, request, subject, more);
    }
  }

  /** The erasures of an operations folder. */
  public Erasures(Configuration hadoop, String ops) {
    this.root = new Path(ops, "erasures");
    try {
      this.files = root.getFileSystem(hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + root + " cannot be reached", e);
    }
  }

  /** Where they are kept. */
  public Path root() {
    return root;
  }

  /** Whether anybody has been erased: without, load needs no key. */
  public boolean any() {
    return !found(TOMBSTONES).isEmpty();
  }

  /** The marks of everybody who has been erased. */
  public Marks tombstones(ErasureKey key) {
    Set<String> hashes = new LinkedHashSet<>();
    for (Path path : found(TOMBSTONES)) {
      try {
        hashes.addAll(JSON.readValue(read(path), new TypeReference<List<String>>() {}));
      } catch (IOException e) {
        throw new UncheckedIOException("The tombstones " + path + " cannot be read", e);
      }
    }
    return new Tombstones(key, hashes);
  }

  /** Begins an erasure: from here on load brings nothing of it back. */
  public Work begin(ErasureKey key, String request, Subject subject) {
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    Work work = new Work(HexFormat.of().formatHex(random), request, subject, Map.of());
    // First what lets a run that follows go on.
    save(key, work);
    if (subject.kind() != Subject.Kind.GUESTS) {
      try {
        write(
            new Path(folder(work.id()), TOMBSTONES),
            JSON.writeValueAsBytes(Tombstones.of(key, subject)));
      } catch (IOException e) {
        throw new UncheckedIOException("A tombstone cannot be written", e);
      }
    }
    return work;
  }

  /** Erasures that a run did not bring to their end, oldest id first. */
  public List<Work> unfinished(ErasureKey key) {
    List<Work> all = new ArrayList<>();
    for (Path path : found(WORK)) {
      String id = path.getParent().getName();
      try {
        Work work = JSON.readValue(key.decrypt(read(path), id), Work.class);
        if (work.subject().kind() != Subject.Kind.GUESTS
            && !files.exists(new Path(path.getParent(), TOMBSTONES))) {
          write(
              new Path(path.getParent(), TOMBSTONES),
              JSON.writeValueAsBytes(Tombstones.of(key, work.subject())));
        }
        all.add(work);
      } catch (IOException e) {
        throw new UncheckedIOException("The unfinished erasure " + path + " cannot be read", e);
      }
    }
    return all;
  }

  /** How many there are of them; needs no key. */
  public long unfinishedCount() {
    return found(WORK).size();
  }

  /** Notes that a stage is through. */
  public Work done(ErasureKey key, Work work, String stage, Map<String, Long> counts) {
    Work further = work.with(stage, counts);
    save(key, further);
    return further;
  }

  /** Writes the receipt and forgets whose data it was. */
  public Path finish(Work work, ObjectNode receipt) {
    Path path = new Path(folder(work.id()), RECEIPT);
    try {
      write(
          path,
          (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(receipt) + "\n")
              .getBytes(StandardCharsets.UTF_8));
      files.delete(new Path(folder(work.id()), WORK), false);
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException("The receipt " + path + " cannot be written", e);
    }
  }

  /**
   * Lifts the tombstones of an identifier: it may be collected again from now on.
   *
   * @return how many files named it
   */
  public int lift(ErasureKey key, Subject named) {
    Set<String> hashes = Tombstones.of(key, named);
    int lifted = 0;
    for (Path path : found(TOMBSTONES)) {
      try {
        List<String> before = JSON.readValue(read(path), new TypeReference<List<String>>() {});
        List<String> after = before.stream().filter(one -> !hashes.contains(one)).toList();
        if (after.size() < before.size()) {
          write(path, JSON.writeValueAsBytes(after));
          lifted++;
        }
      } catch (IOException e) {
        throw new UncheckedIOException("The tombstones " + path + " cannot be changed", e);
      }
    }
    return lifted;
  }

  /** The request's keyed hash. */
  public static Optional<String> request(
      ErasureKey key, Subject.Kind kind, Optional<String> identifier) {
    return identifier.map(one -> Tombstones.ofRequest(key, kind, one));
  }

  private void save(ErasureKey key, Work work) {
    try {
      write(
          new Path(folder(work.id()), WORK), key.encrypt(JSON.writeValueAsBytes(work), work.id()));
    } catch (IOException e) {
      throw new UncheckedIOException("The progress of an erasure cannot be written", e);
    }
  }

  private void write(Path path, byte[] content) throws IOException {
    SmallFiles.replace(files, path, content);
  }

  private Path folder(String id) {
    return new Path(root, id);
  }

  private List<Path> found(String name) {
    try {
      FileStatus[] found = files.globStatus(new Path(root, "*/" + name));
      return found == null
          ? List.of()
          : Arrays.stream(found).map(FileStatus::getPath).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + root + " cannot be listed", e);
    }
  }

  private byte[] read(Path path) throws IOException {
    try (InputStream in = files.open(path)) {
      return in.readAllBytes();
    }
  }
}
