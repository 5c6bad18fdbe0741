package dev.odeon.gpu.ptx;

import java.util.List;
import java.util.stream.Collectors;

/// A kernel: what a launch runs in every thread.
///
/// @param name a word, unique in its module
/// @param parameters arguments, in order
/// @param code the body; every path must come to [PtxCode#exit]
/// @param bounds how many threads a block may have and how many blocks a processor should hold
public record PtxKernel(
    String name, List<PtxParameter> parameters, PtxCode code, LaunchBounds bounds) {
  public PtxKernel {
    parameters = List.copyOf(parameters);
    if (!name.matches("[A-Za-z][A-Za-z0-9_]*|_[A-Za-z0-9_]+")) {
      throw new IllegalArgumentException("name '" + name + "' of a kernel is not a word");
    }
  }

  /// The text of the kernel.
  public String text() {
    String declared =
        parameters.stream()
            .map(p -> "  .param ." + p.type().text() + " " + p.name())
            .collect(Collectors.joining(",\n"));
    String array =
        code.launchedArray()
            .map(word -> ".extern .shared .align 16 .b8 " + word + "[];\n")
            .orElse("");
    return array
        + ".visible .entry "
        + name
        + "(\n"
        + declared
        + "\n)\n"
        + bounds.text()
        + "{\n"
        + code.text()
        + "\n}\n";
  }
}
