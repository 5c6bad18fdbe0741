package dev.odeon.nn.params;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  private static final SafetensorsFile SAMPLE = sample();

  private static SafetensorsFile sample() {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    tensors.put("w", StoredTensor.f64(Shape.of(2, 2), 1, -0.0, Double.MIN_VALUE, 1e300));
    tensors.put("n", StoredTensor.i64(Shape.SCALAR, Long.MIN_VALUE));
    tensors.put("b", StoredTensor.f32(Shape.of(3), 0.1, Double.NaN, Double.POSITIVE_INFINITY));
    return new SafetensorsFile(Map.of("note", "quote \" slash \\ tab \t é 🎼 \u0001"), tensors);
  }

  @Test
  void whatIsWrittenIsRead() throws ModelFormatException {
    byte[] bytes = SafetensorsWriter.encode(SAMPLE);
    assertEquals(SAMPLE, SafetensorsReader.decode(bytes, "memory"));
    assertEquals(0, headerLength(bytes) % 8, "data is not aligned");
    String header = new String(bytes, 8, headerLength(bytes), StandardCharsets.UTF_8);
    assertTrue(
        header.contains("\"w\":{\"dtype\":\"F64\",\"shape\":[2,2],\"data_offsets\":[0,32]}"),
        header);
    assertTrue(
        header.contains("\"b\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[40,52]}"),
        header);
  }

  @Test
  void aSmallestForeignFileIsRead() throws ModelFormatException {
    SafetensorsFile file =
        decode(
            " {\"t\" : {\"shape\":[],\"data_offsets\":[0,1],\"dtype\":\"U8\"}}  ".trim() + " \n",
            255);
    assertArrayEquals(new double[] {255}, doubles(file, "t"));
    assertEquals(Map.of(), file.metadata());
    assertTrue(decode("{}").tensors().isEmpty());
  }

  @Test
  void tensorsMayBeNamedInAnyOrder() throws ModelFormatException {
    SafetensorsFile file =
        decode(
            "{" + tensor("late", "U8", "1", 1, 2) + "," + tensor("early", "U8", "1", 0, 1) + "}",
            5,
            6);
    assertArrayEquals(new double[] {6}, doubles(file, "late"));
    assertArrayEquals(new double[] {5}, doubles(file, "early"));
  }

  @Test
  void everyTypeIsReadAsDoubles() throws ModelFormatException {
    assertArrayEquals(new double[] {1.5}, read("F16", 0x00, 0x3E));
    assertArrayEquals(new double[] {1.5}, read("BF16", 0xC0, 0x3F));
    assertArrayEquals(new double[] {1.5}, read("F32", 0, 0, 0xC0, 0x3F));
    assertArrayEquals(new double[] {1.5}, read("F64", 0, 0, 0, 0, 0, 0, 0xF8, 0x3F));
    assertArrayEquals(new double[] {-2}, read("I32", 0xFE, 0xFF, 0xFF, 0xFF));
    assertArrayEquals(new double[] {258}, read("I64", 2, 1, 0, 0, 0, 0, 0, 0));
    assertArrayEquals(new double[] {200}, read("U8", 200));
    assertArrayEquals(new double[] {1}, read("BOOL", 1));
    assertThrows(ArithmeticException.class, () -> read("BOOL", 2));
    assertThrows(ArithmeticException.class, () -> read("I64", 1, 0, 0, 0, 0, 0, 0x20, 0));
  }

  @Test
  void everyTruncationIsRejected() {
    byte[] bytes = SafetensorsWriter.encode(SAMPLE);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThrows(
          ModelFormatException.class,
          () -> SafetensorsReader.decode(cut, "cut"),
          "accepted when cut to " + length + " bytes");
    }
  }

  @Test
  void everyFlippedBitIsRejectedOrHarmless() {
    byte[] bytes = SafetensorsWriter.encode(SAMPLE);
    int rejected = 0;
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        SafetensorsFile file = SafetensorsReader.decode(flipped, "flipped");
        assertEquals(SAMPLE.tensors(), file.tensors(), "bit " + bit + " changed the tensors");
      } catch (ModelFormatException e) {
        rejected++;
      }
    }
    assertTrue(rejected > 8 * bytes.length - 100, "only " + rejected + " flips were noticed");
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, over the limit",
    "-9223372036854775808, a header of 9223372036854775808 bytes",
    "-1, a header of 18446744073709551615 bytes",
    "100000001, over the limit of 100000000",
    "100000000, has only 40 in all",
    "33, has only 40 in all"
  })
  void impossibleHeaderLengthsAreRejected(long length, String part) {
    byte[] bytes = new byte[40];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    assertRejected(part, bytes);
  }

  @Test
  void headersThatAreNotTheFormatAreRejected() {
    assertHeaderRejected("does not begin with '{'", "");
    assertHeaderRejected("does not begin with '{'", " {}");
    assertHeaderRejected("does not begin with '{'", "[]");
    assertHeaderRejected("text after", "{}x");
    assertHeaderRejected("expected '}'".replace("}", ","), "{\"__metadata__\":{}");
    assertHeaderRejected("ends inside a text", "{\"a");
    assertHeaderRejected("expected '\"'", "{" + "\"__metadata__\":{\"a\":1}}");
    assertHeaderRejected("expected '\"'", "{\"__metadata__\":{\"a\":{\"b\":\"c\"}}}");
    assertHeaderRejected("expected '{'", "{\"a\":" + "[".repeat(100_000));
    assertHeaderRejected("expected a whole number", "{\"a\":{\"shape\":[[1]]}}");
    assertHeaderRejected("expected a whole number", "{\"a\":{\"shape\":[-1]}}");
    assertHeaderRejected("expected ']'", "{\"a\":{\"shape\":[1.0]}}");
    assertHeaderRejected("expected a whole number", "{\"a\":{\"shape\":[01]}}");
    assertHeaderRejected("not below 2^63", "{\"a\":{\"shape\":[9223372036854775808]}}");
    assertHeaderRejected("more than 64", "{\"a\":{\"shape\":[" + "1,".repeat(64) + "1]}}");
    assertHeaderRejected("'dtyp' of tensor 'a' is unknown", "{\"a\":{\"dtyp\":\"F64\"}}");
    assertHeaderRejected("exactly once", "{\"a\":{\"dtype\":\"U8\",\"shape\":[]}}");
    assertHeaderRejected(
        "data_offsets [0]", "{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0]}}");
    assertHeaderRejected("control character", "{\"a\n\":1}");
    assertHeaderRejected("unknown escape", "{\"\\x\":1}");
    assertHeaderRejected("bad \\u escape", "{\"\\u00g0\":1}");
    assertHeaderRejected("unpaired surrogate", "{\"\\ud800\":1}");
  }

  @Test
  void duplicatesAreRejected() {
    String a = tensor("a", "U8", "0", 0, 0);
    assertHeaderRejected("'a' occurs twice", "{" + a + "," + a + "}");
    assertHeaderRejected(
        "'a' occurs twice", "{" + a + "," + a.replace("\"a\"", "\"\\u0061\"") + "}");
    assertHeaderRejected("'k' occurs twice", "{\"__metadata__\":{\"k\":\"\",\"k\":\"\"}}");
    assertHeaderRejected(
        "'__metadata__' occurs twice", "{\"__metadata__\":{},\"__metadata__\":{}}");
    assertHeaderRejected("exactly once", "{" + a.replace("}", ",\"dtype\":\"U8\"}") + "}");
  }

  @Test
  void invalidUtf8IsRejected() {
    byte[] header = "{\"__metadata__\":{\"a\":\"?\"}}".getBytes(StandardCharsets.UTF_8);
    header[header.length - 4] = (byte) 0xC0;
    assertRejected("not valid UTF-8", file(header));
  }

  @Test
  void placesThatDoNotTileTheDataAreRejected() {
    assertPlacesRejected("in 4 bytes of data", tensor("a", "U8", "5", 0, 5));
    assertPlacesRejected("data_offsets [4, 0]", tensor("a", "U8", "4", 4, 0));
    assertPlacesRejected("takes 3 bytes", tensor("a", "U8", "3", 0, 4));
    assertPlacesRejected("takes 8 bytes", tensor("a", "F64", "", 0, 4));
    assertPlacesRejected("its tensors end at 3", tensor("a", "U8", "3", 0, 3));
    assertPlacesRejected("its tensors end at 0", "");
    assertPlacesRejected("begins at byte 1", tensor("a", "U8", "3", 1, 4));
    assertPlacesRejected(
        "begins at byte 1", tensor("a", "U8", "2", 0, 2) + "," + tensor("b", "U8", "3", 1, 4));
    assertPlacesRejected(
        "begins at byte 3", tensor("a", "U8", "2", 0, 2) + "," + tensor("b", "U8", "1", 3, 4));
    assertPlacesRejected(
        "begins at byte 0", tensor("a", "U8", "4", 0, 4) + "," + tensor("b", "U8", "4", 0, 4));
    assertPlacesRejected(
        "begins at byte 2", tensor("a", "U8", "4", 0, 4) + "," + tensor("b", "U8", "0", 2, 2));
    assertPlacesRejected(
        "share byte 4",
        tensor("a", "U8", "4", 0, 4)
            + ","
            + tensor("b", "U8", "0", 4, 4)
            + ","
            + tensor("c", "U8", "0", 4, 4));
    assertPlacesRejected("unknown dtype 'F8'", tensor("a", "F8", "4", 0, 4));
    // 2^32 * 2^32 * ... wraps to 0 or 4 in 64 bits.
    assertPlacesRejected("more than 2^31-1", tensor("a", "U8", "4294967296,4294967296", 0, 4));
    assertPlacesRejected(
        "more than 2^31-1", tensor("a", "U8", "2147483647,2147483647,2147483647", 0, 4));
    assertPlacesRejected("more than 2^31-1", tensor("a", "U8", "65536,65536,0", 0, 0));
  }

  @Test
  void theChecksumSurvivesRewritingAndNoticesChanges() throws ModelFormatException {
    byte[] bytes = SafetensorsWriter.encode(SAMPLE);
    String header = new String(bytes, 8, headerLength(bytes), StandardCharsets.UTF_8);
    byte[] data = Arrays.copyOfRange(bytes, 8 + headerLength(bytes), bytes.length);
    byte[] spaced = header.replace(",", " ,\n").getBytes(StandardCharsets.UTF_8);
    assertEquals(
        SAMPLE.tensors(), SafetensorsReader.decode(file(spaced, data), "spaced").tensors());
    byte[] renamed = header.replace("\"w\"", "\"v\"").getBytes(StandardCharsets.UTF_8);
    assertRejected("is damaged", file(renamed, data));
    byte[] newer =
        header.replace("format\":\"1\"", "format\":\"2\"").getBytes(StandardCharsets.UTF_8);
    assertRejected("has odeon.format '2', this version reads '1'", file(newer, data));
    byte[] unsigned =
        header.replace("odeon.crc32c", "odeon.crc32b").getBytes(StandardCharsets.UTF_8);
    assertRejected("is damaged", file(unsigned, data));
  }

  @Test
  void whatCannotBeStoredIsRefused() {
    StoredTensor one = StoredTensor.f64(Shape.SCALAR, 1);
    assertRefused("begins with 'odeon.'", Map.of("odeon.x", ""), Map.of());
    assertRefused("'__metadata__'", Map.of(), Map.of("__metadata__", one));
    assertRefused("cannot be stored", Map.of(), Map.of("a", StoredTensor.f64(Shape.of(0))));
    assertRefused("not valid Unicode", Map.of("a", "\ud800"), Map.of());
    assertThrows(IllegalArgumentException.class, () -> StoredTensor.f64(Shape.of(2), 1));
  }

  @Test
  void hostileFilesOnDiskAreRejected(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.safetensors");
    Files.write(file, new byte[] {(byte) 0xAC, (byte) 0xED, 0, 5, 's', 'r', 0, 1, 2, 3});
    String message =
        String.valueOf(
            assertThrows(ModelFormatException.class, () -> SafetensorsReader.read(file))
                .getMessage());
    assertTrue(message.contains(file.toString()), message);
    assertThrows(IOException.class, () -> SafetensorsReader.read(folder));
    assertThrows(IOException.class, () -> SafetensorsReader.read(folder.resolve("none")));
    assertFalse(
        assertThrows(IOException.class, () -> SafetensorsReader.read(Path.of("/dev/zero")))
            instanceof ModelFormatException);
  }

  @Test
  void tensorNamesAreNeverPaths(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.safetensors");
    SafetensorsFile hostile =
        new SafetensorsFile(Map.of(), Map.of("../../escape", StoredTensor.f64(Shape.SCALAR, 1)));
    SafetensorsWriter.write(file, hostile);
    assertEquals(hostile, SafetensorsReader.read(file));
    try (var listed = Files.list(folder)) {
      assertEquals(1, listed.count(), "something else was written");
    }
  }

  private static double[] doubles(SafetensorsFile file, String name) {
    return Objects.requireNonNull(file.tensors().get(name), name).toDoubles();
  }

  private static double[] read(String dtype, int... data) throws ModelFormatException {
    SafetensorsFile file = decode("{" + tensor("a", dtype, "1", 0, data.length) + "}", data);
    return doubles(file, "a");
  }

  private static String tensor(String name, String dtype, String shape, int from, int to) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
        .formatted(name, dtype, shape, from, to);
  }

  private static SafetensorsFile decode(String header, int... data) throws ModelFormatException {
    byte[] bytes = new byte[data.length];
    for (int i = 0; i < data.length; i++) {
      bytes[i] = (byte) data[i];
    }
    return SafetensorsReader.decode(file(header.getBytes(StandardCharsets.UTF_8), bytes), "memory");
  }

  private static byte[] file(byte[] header, byte... data) {
    return ByteBuffer.allocate(8 + header.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .put(data)
        .array();
  }

  private static int headerLength(byte[] bytes) {
    return (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private static void assertPlacesRejected(String part, String members) {
    assertRejected(part, file(("{" + members + "}").getBytes(StandardCharsets.UTF_8), new byte[4]));
  }

  private static void assertHeaderRejected(String part, String header) {
    assertRejected(part, file(header.getBytes(StandardCharsets.UTF_8)));
  }

  private static void assertRejected(String part, byte[] bytes) {
    String message =
        String.valueOf(
            assertThrows(
                    ModelFormatException.class, () -> SafetensorsReader.decode(bytes, "bad.file"))
                .getMessage());
    assertTrue(message.contains(part) && message.contains("bad.file"), message);
  }

  private static void assertRefused(
      String part, Map<String, String> metadata, Map<String, StoredTensor> tensors) {
    SafetensorsFile file = new SafetensorsFile(metadata, tensors);
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> SafetensorsWriter.encode(file))
                .getMessage());
    assertTrue(message.contains(part), message);
  }
}
