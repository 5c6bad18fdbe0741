package dev.odeon.nn.params;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the JSON subset of safetensors headers: an object of tensor objects and one object of
/// texts.
///
/// There is no recursion, so nesting is bounded; every member is named at most once; nothing but
/// the members of the format is accepted.
final class HeaderParser {
  private static final int MAX_RANK = 64;

  private final String text;
  private final String source;
  private int at;

  private HeaderParser(String text, String source) {
    this.text = text;
    this.source = source;
  }

  /// Parses `text`, the header of the file that messages call `source`.
  static SafetensorsHeader parse(String text, String source) throws ModelFormatException {
    if (!text.startsWith("{")) {
      throw new ModelFormatException("header of " + source + " does not begin with '{'");
    }
    HeaderParser parser = new HeaderParser(text, source);
    SafetensorsHeader header = parser.header();
    parser.end();
    return header;
  }

  private SafetensorsHeader header() throws ModelFormatException {
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, SafetensorsHeader.Entry> tensors = new LinkedHashMap<>();
    boolean metadataSeen = false;
    expect('{');
    for (boolean more = !take('}'); more; more = moreMembers()) {
      String name = name();
      if (name.equals(SafetensorsFile.METADATA)) {
        unique(!metadataSeen, name);
        metadataSeen = true;
        metadata(metadata);
      } else {
        unique(!tensors.containsKey(name), name);
        tensors.put(name, tensor(name));
      }
    }
    return new SafetensorsHeader(metadata, tensors);
  }

  private void metadata(Map<String, String> metadata) throws ModelFormatException {
    expect('{');
    for (boolean more = !take('}'); more; more = moreMembers()) {
      String name = name();
      unique(!metadata.containsKey(name), name);
      metadata.put(name, string());
    }
  }

  private SafetensorsHeader.Entry tensor(String tensor) throws ModelFormatException {
    List<String> dtype = new ArrayList<>();
    List<List<Long>> shape = new ArrayList<>();
    List<List<Long>> offsets = new ArrayList<>();
    expect('{');
    for (boolean more = !take('}'); more; more = moreMembers()) {
      String name = name();
      switch (name) {
        case "dtype" -> dtype.add(string());
        case "shape" -> shape.add(numbers());
        case "data_offsets" -> offsets.add(numbers());
        default -> throw failure("member '" + name + "' of tensor '" + tensor + "' is unknown");
      }
    }
    if (dtype.size() != 1 || shape.size() != 1 || offsets.size() != 1) {
      throw failure(
          "tensor '" + tensor + "' does not have dtype, shape and data_offsets exactly once");
    }
    if (offsets.getFirst().size() != 2) {
      throw failure("tensor '" + tensor + "' has data_offsets " + offsets.getFirst());
    }
    return new SafetensorsHeader.Entry(
        dtype.getFirst(),
        shape.getFirst(),
        offsets.getFirst().getFirst(),
        offsets.getFirst().getLast());
  }

  private String name() throws ModelFormatException {
    String name = string();
    expect(':');
    return name;
  }

  private boolean moreMembers() throws ModelFormatException {
    if (take('}')) {
      return false;
    }
    expect(',');
    return true;
  }

  private void unique(boolean unique, String name) throws ModelFormatException {
    if (!unique) {
      throw failure("'" + name + "' occurs twice");
    }
  }

  private List<Long> numbers() throws ModelFormatException {
    List<Long> numbers = new ArrayList<>();
    expect('[');
    if (take(']')) {
      return numbers;
    }
    do {
      if (numbers.size() == MAX_RANK) {
        throw failure("list of more than " + MAX_RANK + " numbers");
      }
      numbers.add(number());
    } while (take(','));
    expect(']');
    return numbers;
  }

  private long number() throws ModelFormatException {
    skipSpace();
    int from = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    String digits = text.substring(from, at);
    if (digits.isEmpty()
        || digits.length() > 19
        || (digits.length() > 1 && digits.startsWith("0"))) {
      throw failure("expected a whole number >= 0 below 2^63");
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw failure("number " + digits + " is not below 2^63");
    }
  }

  private String string() throws ModelFormatException {
    expect('"');
    StringBuilder value = new StringBuilder();
    while (true) {
      char c = next();
      if (c == '"') {
        break;
      }
      if (c < ' ') {
        throw failure("control character " + (int) c + " in a text");
      }
      value.append(c == '\\' ? escape() : c);
    }
    for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
      int codePoint = value.codePointAt(i);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        throw failure("unpaired surrogate in a text");
      }
    }
    return value.toString();
  }

  private char escape() throws ModelFormatException {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) (hex() << 12 | hex() << 8 | hex() << 4 | hex());
      default -> throw failure("unknown escape in a text");
    };
  }

  private int hex() throws ModelFormatException {
    char c = next();
    int digit = c < 128 ? Character.digit(c, 16) : -1;
    if (digit < 0) {
      throw failure("bad \\u escape in a text");
    }
    return digit;
  }

  private char next() throws ModelFormatException {
    if (at == text.length()) {
      throw failure("header ends inside a text");
    }
    return text.charAt(at++);
  }

  private void expect(char c) throws ModelFormatException {
    if (!take(c)) {
      throw failure("expected '" + c + "'");
    }
  }

  private boolean take(char c) {
    skipSpace();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void skipSpace() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void end() throws ModelFormatException {
    skipSpace();
    if (at < text.length()) {
      throw failure("text after the header's end");
    }
  }

  private ModelFormatException failure(String complaint) {
    return new ModelFormatException(
        "header of " + source + ": " + complaint + ", at character " + at);
  }
}
