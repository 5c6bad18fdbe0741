package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Registers that branches and loops write.
final class Variables {
  private Variables() {}

  /// Fresh ones for the elements of `value`.
  static List<PtxRegister> fresh(PtxCode code, Value value) {
    PtxType type = PtxType.of(value.type().dtype());
    return IntStream.range(0, value.type().size()).mapToObj(_ -> code.register(type)).toList();
  }

  /// `targets = sources`, all at once: a source that is another target is copied before.
  static void assign(PtxCode code, List<PtxRegister> targets, List<? extends PtxOperand> sources) {
    Set<PtxOperand> written = new HashSet<>(targets);
    List<PtxOperand> safe = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      PtxOperand source = sources.get(i);
      boolean endangered = written.contains(source) && !source.equals(targets.get(i));
      safe.add(endangered ? code.variable(source) : source);
    }
    for (int i = 0; i < targets.size(); i++) {
      code.assign(targets.get(i), safe.get(i));
    }
  }
}
