package io.meetinginsights.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes the generated documents.
 *
 * <p>Reads: the catalogues of tables and features. Writes: tables.md and features.md in the given
 * folder. Re-run: the same bytes. Example: {@code make docs}.
 */
public final class GenerateDocs {

  private GenerateDocs() {}

  /** The one argument is the folder, such as {@code docs}. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException(
          "GenerateDocs takes the folder to write to, and was given "
              + arguments.length
              + " arguments: run make docs");
    }
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    for (Map.Entry<String, String> document : documents().entrySet()) {
      Files.writeString(folder.resolve(document.getKey()), document.getValue());
    }
  }

  /** Every generated document by its file name. */
  static Map<String, String> documents() {
    Map<String, String> documents = new LinkedHashMap<>();
    documents.put("tables.md", TablesDocument.markdown());
    documents.put("features.md", FeaturesDocument.markdown());
    return documents;
  }
}
