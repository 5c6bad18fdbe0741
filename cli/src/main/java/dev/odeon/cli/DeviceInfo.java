package dev.odeon.cli;

import dev.odeon.gpu.driver.CudaDevice;
import dev.odeon.gpu.driver.DeviceProbe;
import dev.odeon.gpu.driver.DeviceReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `odeon info devices`: the processor, and what CUDA can or cannot do here.
final class DeviceInfo implements InfoSource {
  @Override
  public Optional<Map<String, String>> about(String subject, List<String> overrides) {
    if (!subject.equals("devices")) {
      return Optional.empty();
    }
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("cpu", Runtime.getRuntime().availableProcessors() + " processors");
    DeviceReport report = DeviceProbe.probe();
    lines.put("cuda", report.sentence());
    if (report instanceof DeviceReport.Available available) {
      for (CudaDevice device : available.devices()) {
        lines.put("cuda " + device.ordinal(), device.describe());
      }
    }
    return Optional.of(lines);
  }
}
