package dev.odeon.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// A JSON object read back: maps, lists, texts, doubles and nulls.
///
/// @param entries keys in order
record JsonTree(Map<String, @Nullable Object> entries) {
  /// The only object of `text`; anything before or behind it is an error.
  static JsonTree parse(String text) {
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
      parser.nextToken();
      if (!(value(parser) instanceof JsonTree tree)) {
        throw new AssertionError("not a JSON object: " + text);
      }
      if (parser.nextToken() != null) {
        throw new AssertionError("more than one JSON value: " + text);
      }
      return tree;
    }
  }

  private static @Nullable Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          entries.put(name, value(parser));
        }
        yield new JsonTree(entries);
      }
      case START_ARRAY -> {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(parser));
        }
        yield elements;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_NULL -> null;
      default -> throw new AssertionError("unexpected " + parser.currentToken());
    };
  }

  Set<String> keys() {
    return entries.keySet();
  }

  /// The value below the dotted `path`.
  @Nullable Object at(String path) {
    @Nullable Object value = this;
    for (String key : path.split("\\.", -1)) {
      if (!(value instanceof JsonTree tree) || !tree.entries.containsKey(key)) {
        throw new AssertionError("no '" + path + "' in " + entries);
      }
      value = tree.entries.get(key);
    }
    return value;
  }

  double number(String path) {
    return at(path) instanceof Double number ? number : Double.NaN;
  }

  String text(String path) {
    return String.valueOf(at(path));
  }

  /// A list of numbers, NaN where there is none.
  double[] numbers(String path) {
    return at(path) instanceof List<?> list
        ? list.stream().mapToDouble(x -> x instanceof Double d ? d : Double.NaN).toArray()
        : new double[0];
  }
}
