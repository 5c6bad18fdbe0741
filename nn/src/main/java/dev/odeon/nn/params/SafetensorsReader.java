package dev.odeon.nn.params;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads safetensors files, trusting nothing in them.
///
/// Lengths are checked against the file's size before anything of that length is allocated. The
/// header must be JSON in valid UTF-8, its tensors must cover the data exactly. Where Odeon's
/// checksum is present it must agree.
public final class SafetensorsReader {
  /// Longest header accepted, in bytes: the limit of the format.
  static final int MAX_HEADER = 100_000_000;

  private SafetensorsReader() {}

  /// Reads the file at `path`.
  ///
  /// @throws ModelFormatException if its content is not acceptable
  /// @throws IOException if it cannot be read, or is no regular file
  public static SafetensorsFile read(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    if (!Files.isRegularFile(path)) {
      throw new IOException(path + " is not a regular file");
    }
    try (InputStream in = new FileInputStream(path.toFile())) {
      return read(in, Files.size(path), path.toString());
    }
  }

  /// Reads a file's content from memory.
  ///
  /// @param source what messages call it
  /// @throws ModelFormatException if it is not acceptable
  public static SafetensorsFile decode(byte[] bytes, String source) throws ModelFormatException {
    try (InputStream in = new ByteArrayInputStream(bytes)) {
      return read(in, bytes.length, source);
    } catch (ModelFormatException e) {
      throw e;
    } catch (IOException e) {
      throw new AssertionError("reading from memory failed", e);
    }
  }

  private static SafetensorsFile read(InputStream in, long size, String source) throws IOException {
    if (size < Long.BYTES) {
      throw new ModelFormatException(
          source + " has " + size + " bytes, too few for the length of a header");
    }
    long length =
        ByteBuffer.wrap(take(in, Long.BYTES, source)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > MAX_HEADER) {
      throw new ModelFormatException(
          source
              + " states a header of "
              + Long.toUnsignedString(length)
              + " bytes, over the limit of "
              + MAX_HEADER);
    }
    if (length > size - Long.BYTES) {
      throw new ModelFormatException(
          source + " states a header of " + length + " bytes, but has only " + size + " in all");
    }
    String text = decodeUtf8(take(in, (int) length, source), source);
    SafetensorsHeader header = HeaderParser.parse(text, source);
    long dataLength = size - Long.BYTES - length;
    List<SafetensorsHeader.Slot> slots = header.slots(dataLength, source);
    byte[] data = take(in, (int) dataLength, source);
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (SafetensorsHeader.Slot slot : slots) {
      byte[] bytes = Arrays.copyOfRange(data, slot.from(), slot.to());
      tensors.put(slot.name(), new StoredTensor(slot.type(), slot.shape(), bytes));
    }
    return verified(header.metadata(), tensors, source);
  }

  private static byte[] take(InputStream in, int count, String source) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException(source + " became shorter while it was read");
    }
    return bytes;
  }

  private static String decodeUtf8(byte[] bytes, String source) throws ModelFormatException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ModelFormatException("header of " + source + " is not valid UTF-8");
    }
  }

  private static SafetensorsFile verified(
      Map<String, String> stored, Map<String, StoredTensor> tensors, String source)
      throws ModelFormatException {
    Map<String, String> metadata = new LinkedHashMap<>(stored);
    String version = metadata.remove(SafetensorsFile.FORMAT_KEY);
    String checksum = metadata.remove(SafetensorsFile.CHECKSUM_KEY);
    SafetensorsFile file = new SafetensorsFile(metadata, tensors);
    if (version == null && checksum == null) {
      return file;
    }
    if (version == null || !version.equals(SafetensorsFile.FORMAT_VERSION)) {
      throw new ModelFormatException(
          source
              + " has "
              + SafetensorsFile.FORMAT_KEY
              + " '"
              + version
              + "', this version reads '"
              + SafetensorsFile.FORMAT_VERSION
              + "'");
    }
    String found = SafetensorsChecksum.of(file);
    if (!found.equals(checksum)) {
      throw new ModelFormatException(
          source
              + " is damaged: its content has checksum "
              + found
              + ", but "
              + SafetensorsFile.CHECKSUM_KEY
              + " says '"
              + checksum
              + "'");
    }
    return file;
  }
}
