package dev.odeon.nn.params;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/// The checksum that Odeon keeps in the metadata: CRC-32C over what the file means, not over how
/// its header is spelled.
///
/// Fed are, sorted by name and each text ended by a zero byte: name and text of each metadata
/// entry; then name, type, shape and bytes of each tensor. So a file rewritten by another program
/// with the same content still verifies.
final class SafetensorsChecksum {
  private final CRC32C crc = new CRC32C();

  private SafetensorsChecksum() {}

  /// Eight hexadecimal digits.
  static String of(SafetensorsFile file) {
    SafetensorsChecksum sum = new SafetensorsChecksum();
    new TreeMap<>(file.metadata())
        .forEach(
            (name, text) -> {
              sum.add(name);
              sum.add(text);
            });
    for (Map.Entry<String, StoredTensor> entry : new TreeMap<>(file.tensors()).entrySet()) {
      sum.add(entry.getKey());
      sum.add(entry.getValue().toString());
      sum.crc.update(entry.getValue().bytes());
    }
    return HexFormat.of().toHexDigits((int) sum.crc.getValue());
  }

  private void add(String text) {
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    crc.update(0);
  }
}
