package dev.odeon.cli.fitfile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A piece of a YAML document, with its place.
sealed interface Item {
  Place place();

  /// A scalar.
  ///
  /// @param value its text, unquoted
  /// @param style how it was written
  record Text(String value, Style style, Place place) implements Item {}

  /// How a scalar was written: a null or a number is only read from a plain one; a column within
  /// one of several lines says nothing about the file.
  enum Style {
    PLAIN,
    QUOTED,
    MULTILINE
  }

  /// A sequence.
  record Listing(List<Item> items, Place place) implements Item {}

  /// A mapping, in the order of the file.
  record Section(Map<String, Entry> entries, Place place) implements Item {
    static Section empty(Place place) {
      return new Section(new LinkedHashMap<>(), place);
    }
  }

  /// A value and the place of its key.
  record Entry(Place keyPlace, Item value) {}

  /// Whether it is a plain `null`, `~` or nothing at all.
  default boolean isNull() {
    return this instanceof Text text
        && text.style() == Style.PLAIN
        && (text.value().isEmpty()
            || text.value().equals("~")
            || text.value().equalsIgnoreCase("null"));
  }

  /// What an error message calls it.
  default String describe() {
    return switch (this) {
      case Text _ when isNull() -> "nothing";
      case Text text -> "'" + shortened(text.value()) + "'";
      case Listing _ -> "a list";
      case Section _ -> "a section";
    };
  }

  private static String shortened(String value) {
    String line = value.strip().replaceAll("\\s+", " ");
    return line.length() > 60 ? line.substring(0, 60) + "..." : line;
  }
}
