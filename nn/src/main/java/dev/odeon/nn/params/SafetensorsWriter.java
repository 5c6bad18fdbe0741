package dev.odeon.nn.params;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes safetensors files: eight bytes of header length, a JSON header padded with spaces, the
/// tensors end to end.
///
/// Tensors are laid out by falling element size, otherwise in order, so each is aligned. A format
/// version and a checksum are added to the metadata.
public final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /// Writes `file` to `target`, replacing it as a whole or not at all.
  ///
  /// @throws IllegalArgumentException if `file` cannot be represented: see [#encode]
  /// @throws IOException if `target` cannot be written; what it held is then intact
  public static void write(Path target, SafetensorsFile file) throws IOException {
    byte[] header = header(file);
    AtomicFile.write(target, out -> writeTo(out, header, file));
  }

  /// The file's bytes.
  ///
  /// @throws IllegalArgumentException if a metadata name begins with `odeon.`, a tensor is named
  ///   `__metadata__` or has no elements, or a text is not valid Unicode
  public static byte[] encode(SafetensorsFile file) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writeTo(out, header(file), file);
    } catch (IOException e) {
      throw new AssertionError("writing to memory failed", e);
    }
    return out.toByteArray();
  }

  private static void writeTo(OutputStream out, byte[] header, SafetensorsFile file)
      throws IOException {
    out.write(
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .array());
    out.write(header);
    for (Map.Entry<String, StoredTensor> tensor : laidOut(file)) {
      ByteBuffer bytes = tensor.getValue().bytes();
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      out.write(copy);
    }
  }

  private static List<Map.Entry<String, StoredTensor>> laidOut(SafetensorsFile file) {
    List<Map.Entry<String, StoredTensor>> tensors = new ArrayList<>(file.tensors().entrySet());
    tensors.sort(Comparator.comparingInt(e -> -e.getValue().type().bytes()));
    return tensors;
  }

  private static byte[] header(SafetensorsFile file) {
    Map<String, String> metadata = metadata(file);
    List<String> members = new ArrayList<>();
    members.add(
        quote(SafetensorsFile.METADATA)
            + ":{"
            + metadata.entrySet().stream()
                .map(e -> quote(e.getKey()) + ":" + quote(e.getValue()))
                .collect(Collectors.joining(","))
            + "}");
    long offset = 0;
    for (Map.Entry<String, StoredTensor> tensor : laidOut(file)) {
      long end = offset + tensor.getValue().bytes().remaining();
      members.add(member(tensor.getKey(), tensor.getValue(), offset, end));
      offset = end;
    }
    byte[] json = ("{" + String.join(",", members) + "}").getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] header = Arrays.copyOf(json, padded);
    Arrays.fill(header, json.length, padded, (byte) ' ');
    if (padded > SafetensorsReader.MAX_HEADER) {
      throw new IllegalArgumentException(
          "header of " + padded + " bytes is over " + SafetensorsReader.MAX_HEADER);
    }
    return header;
  }

  private static Map<String, String> metadata(SafetensorsFile file) {
    for (String name : file.metadata().keySet()) {
      if (name.startsWith("odeon.")) {
        throw new IllegalArgumentException("metadata name '" + name + "' begins with 'odeon.'");
      }
    }
    Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
    metadata.put(SafetensorsFile.FORMAT_KEY, SafetensorsFile.FORMAT_VERSION);
    metadata.put(SafetensorsFile.CHECKSUM_KEY, SafetensorsChecksum.of(file));
    return metadata;
  }

  private static String member(String name, StoredTensor tensor, long from, long to) {
    if (name.equals(SafetensorsFile.METADATA) || tensor.shape().size() == 0) {
      throw new IllegalArgumentException("tensor '" + name + "' " + tensor + " cannot be stored");
    }
    return quote(name)
        + ":{\"dtype\":\""
        + tensor.type()
        + "\",\"shape\":["
        + tensor.shape().dims().stream().map(String::valueOf).collect(Collectors.joining(","))
        + "],\"data_offsets\":["
        + from
        + ","
        + to
        + "]}";
  }

  private static String quote(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException("text '" + text + "' is not valid Unicode");
    }
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
