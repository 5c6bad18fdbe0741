package dev.odeon.cli.fitfile;

import dev.odeon.cli.data.DecimalNumber;
import dev.odeon.cli.fault.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/// A value of the fit file together with its dotted path, read as what the specification wants.
record Located(String path, Item item) {
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}");

  ItemFault fault(String message) {
    return new ItemFault(path.isEmpty() ? "the fit file" : path, item.place(), message);
  }

  ItemFault expected(String what) {
    return fault("must be " + what + ", found " + item.describe());
  }

  /// Whether the value is a number, rather than an expression or a section.
  boolean isNumber() {
    return plainNumber().isPresent();
  }

  boolean isSection() {
    return item instanceof Item.Section;
  }

  double number() {
    return plainNumber().orElseThrow(() -> expected("a number"));
  }

  double positive() {
    double value = plainNumber().orElseThrow(() -> expected("a number above zero"));
    if (value <= 0) {
      throw expected("a number above zero");
    }
    return value;
  }

  double notNegative() {
    double value = plainNumber().orElseThrow(() -> expected("a number not below zero"));
    if (value < 0) {
      throw expected("a number not below zero");
    }
    return value;
  }

  private OptionalDouble plainNumber() {
    return item instanceof Item.Text text && text.style() == Item.Style.PLAIN
        ? DecimalNumber.parse(text.value())
        : OptionalDouble.empty();
  }

  /// A whole number between `least` and `most`, both included.
  int integer(int least, int most) {
    return (int) whole(least, most, "a whole number from " + least + " to " + most);
  }

  /// `true` or `false`.
  boolean truth() {
    return choice(List.of("true", "false")).equals("true");
  }

  long longInteger() {
    return whole(-999_999_999_999_999_999L, 999_999_999_999_999_999L, "a whole number");
  }

  private long whole(long least, long most, String what) {
    if (item instanceof Item.Text text
        && text.style() == Item.Style.PLAIN
        && INTEGER.matcher(text.value()).matches()) {
      long value = Long.parseLong(text.value());
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw expected(what);
  }

  String text() {
    if (item instanceof Item.Text text && !item.isNull()) {
      return text.value();
    }
    throw expected("a single text");
  }

  /// The constant of `type` whose name, in lower case, is the value.
  <E extends Enum<E>> E choice(Class<E> type) {
    E[] constants = type.getEnumConstants();
    List<String> names = Arrays.stream(constants).map(Located::keyword).toList();
    return constants[names.indexOf(choice(names))];
  }

  /// One of `names`.
  String choice(List<String> names) {
    if (item instanceof Item.Text text && names.contains(text.value())) {
      return text.value();
    }
    if (item instanceof Item.Text text && !item.isNull()) {
      throw fault("unknown value '" + text.value() + "'" + Suggestion.ending(text.value(), names));
    }
    throw expected("one of " + String.join(", ", names));
  }

  static String keyword(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /// The elements of a list.
  List<Located> list() {
    if (!(item instanceof Item.Listing listing)) {
      throw expected("a list");
    }
    List<Located> elements = new ArrayList<>();
    for (Item element : listing.items()) {
      elements.add(new Located(path + "." + elements.size(), element));
    }
    return elements;
  }

  /// The entries of a section whose keys are names that the user chose.
  Map<String, Located> named() {
    Map<String, Located> entries = new LinkedHashMap<>();
    section()
        .entries()
        .forEach((key, entry) -> entries.put(key, new Located(path + "." + key, entry.value())));
    return entries;
  }

  /// The entries of a section that may hold the `known` keys only.
  Keys keys(String... known) {
    return new Keys(this, section(), List.of(known));
  }

  Item.Section section() {
    if (item instanceof Item.Section section) {
      return section;
    }
    if (item.isNull()) {
      return Item.Section.empty(item.place());
    }
    throw expected("a section of keys and values");
  }
}
