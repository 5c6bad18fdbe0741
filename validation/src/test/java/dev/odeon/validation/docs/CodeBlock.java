package dev.odeon.validation.docs;

import java.nio.file.Path;
import java.util.List;

/// A fenced code block.
///
/// @param file the page, below the root of the project
/// @param line number of its first line of code, from 1
/// @param info what stands behind the opening fence: a language, and words for the tests
/// @param code its lines
record CodeBlock(Path file, int line, String info, List<String> code) {
  CodeBlock {
    code = List.copyOf(code);
  }

  /// Whether the language is `language`, and `word`, if not empty, stands behind it.
  boolean is(String language, String word) {
    List<String> words = List.of(info.split(" "));
    return words.getFirst().equals(language) && (word.isEmpty() || words.contains(word));
  }

  String text() {
    return String.join("\n", code) + "\n";
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}
