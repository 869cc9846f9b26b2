package io.meetinginsights.jobs.simulate;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.meetinginsights.jobs.simulate.Fault.Category;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** faults.yaml: story, category and features of every fault, frozen before a model is fitted. */
final class FaultCatalogue {
  static final String FILE = "faults.yaml";

  private static final Map<String, Entry> ENTRIES = read();

  private FaultCatalogue() {}

  record Entry(Category category, List<String> features, String story) {
    Entry {
      features = List.copyOf(features);
    }
  }

  static Set<String> ids() {
    return ENTRIES.keySet();
  }

  static Entry entry(String id) {
    Entry entry = ENTRIES.get(id);
    if (entry == null) {
      throw new IllegalStateException(FILE + " has no " + id + ": every fault has its line there");
    }
    return entry;
  }

  private static Map<String, Entry> read() {
    try (InputStream file = FaultCatalogue.class.getResourceAsStream(FILE)) {
      return JsonMapper.builder(new YAMLFactory())
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build()
          .readValue(file, new TypeReference<LinkedHashMap<String, Entry>>() {});
    } catch (IOException e) {
      throw new IllegalStateException("The packaged " + FILE + " cannot be read", e);
    }
  }
}
