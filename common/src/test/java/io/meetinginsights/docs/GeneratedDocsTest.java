package io.meetinginsights.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meetinginsights.features.Features;
import io.meetinginsights.tables.Tables;
import io.meetinginsights.testing.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedDocsTest {

  @TempDir Path folder;

  @Test
  void whatIsCommittedIsWhatTheCodeSays() throws Exception {
    Path committed = Path.of(System.getProperty("project.root", ".."), "docs");
    for (Map.Entry<String, String> document : GenerateDocs.documents().entrySet()) {
      Path file = committed.resolve(document.getKey());
      String text = Files.exists(file) ? Files.readString(file) : "";
      assertThat(text.equals(document.getValue()))
          .as("docs/%s is behind the code: run `make docs` and commit it", document.getKey())
          .isTrue();
    }
  }

  @Test
  void everyTableAndColumnAndFeatureIsInThem() {
    String tables = TablesDocument.markdown();
    Tables.all()
        .forEach(
            table -> {
              assertThat(tables).contains("\n## " + table.qualifiedName() + "\n");
              table.columns().forEach(c -> assertThat(tables).contains("| `" + c.name() + "` |"));
            });
    String features = FeaturesDocument.markdown();
    Features.all().forEach(f -> assertThat(features).contains("| `" + f.name() + "`"));
  }

  @Test
  void aSecondRunWritesTheSameBytesAndTheFolderIsTheOneArgument() throws Exception {
    GenerateDocs.main(new String[] {folder.toString()});
    String once = Files.readString(folder.resolve("tables.md"));
    GenerateDocs.main(new String[] {folder.toString()});
    assertThat(Files.readString(folder.resolve("tables.md"))).isEqualTo(once);
    assertThat(Files.readString(folder.resolve("features.md"))).startsWith("# Features\n");
    assertThatThrownBy(() -> GenerateDocs.main(new String[0])).hasMessageContaining("make docs");
  }

  @Test
  void everyRowOfATableHasItsColumnsWhateverACommentHolds() {
    String table = new MarkdownTable("a", "b").row("x | y", "two\nlines").toString();
    assertThat(table).isEqualTo("| a | b |\n| --- | --- |\n| x \\| y | two lines |\n");
  }

  @Test
  void namesWithoutAMarkAreThoseInMistsPublishedCatalogue() throws Exception {
    JsonNode catalogue =
        new ObjectMapper()
            .readTree(
                Files.readString(
                    SharedData.at("reference/mist/examples/shapley_features.catalog.json")));
    List<String> published = new ArrayList<>();
    catalogue.get("features").forEach(feature -> published.add(feature.get("name").asText()));
    Set<String> unmarked = FeaturesDocument.PUBLISHED_BY_MIST;
    assertThat(published).containsAll(unmarked);
    assertThat(unmarked).allMatch(name -> Features.named(name).isPresent());
    for (var feature : Features.all()) {
      assertThat(unmarked.contains(feature.name()))
          .as(feature.name())
          .isEqualTo(published.contains(feature.name()));
    }
  }
}
