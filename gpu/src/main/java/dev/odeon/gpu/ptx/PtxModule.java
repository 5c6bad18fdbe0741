package dev.odeon.gpu.ptx;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// What a device loads: kernels.
///
/// @param target the devices that it is for
/// @param kernels with distinct names
public record PtxModule(PtxTarget target, List<PtxKernel> kernels) {
  public PtxModule {
    kernels = List.copyOf(kernels);
  }

  /// Kernels for all devices.
  public static PtxModule of(PtxKernel... kernels) {
    return new PtxModule(PtxTarget.SM_70, Arrays.asList(kernels));
  }

  /// The text of the module.
  public String text() {
    return ".version "
        + target.version()
        + "\n.target "
        + target.text()
        + "\n.address_size 64\n\n"
        + kernels.stream().map(PtxKernel::text).collect(Collectors.joining("\n"));
  }
}
