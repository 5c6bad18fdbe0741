package dev.odeon.cli.fitfile;

import dev.odeon.nn.backend.Device;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The key `device`: `cpu`, `cuda`, `cuda:1` for another than the first, or `auto`.
final class DeviceKey {
  private static final Pattern NUMBERED = Pattern.compile("cuda:(\\d{1,3})");

  private DeviceKey() {}

  static Device read(Located value) {
    if (value.item() instanceof Item.Text text) {
      Matcher numbered = NUMBERED.matcher(text.value());
      if (numbered.matches()) {
        return Device.cuda(Integer.parseInt(numbered.group(1)));
      }
    }
    return switch (value.choice(List.of("cpu", "cuda", "auto"))) {
      case "cuda" -> Device.cuda();
      case "auto" -> Device.auto();
      default -> Device.cpu();
    };
  }
}
