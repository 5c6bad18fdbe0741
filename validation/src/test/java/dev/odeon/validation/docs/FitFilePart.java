package dev.odeon.validation.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A few sections of a fit file, shown without the others.
final class FitFilePart {
  private static final Pattern KEY = Pattern.compile("^([a-z]+):.*");

  private FitFilePart() {}

  /// `part`, with the sections that it lacks taken from `whole`.
  static String complete(String part, Path whole) throws IOException {
    SequencedMap<String, String> sections = sections(Files.readString(whole));
    sections.putAll(sections(part));
    return String.join("", sections.values());
  }

  private static SequencedMap<String, String> sections(String text) {
    SequencedMap<String, String> sections = new LinkedHashMap<>();
    String key = "";
    for (String line : text.lines().toList()) {
      Matcher matcher = KEY.matcher(line);
      key = matcher.matches() ? matcher.group(1) : key;
      sections.merge(key, line + "\n", String::concat);
    }
    return sections;
  }
}
