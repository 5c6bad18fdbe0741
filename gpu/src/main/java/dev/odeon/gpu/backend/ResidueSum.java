package dev.odeon.gpu.backend;

import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxType;
import java.util.ArrayList;
import java.util.List;

/// A sum by sixteen accumulators and a tree, see [dev.odeon.nn.graph.Op.Reduce].
record ResidueSum(ElementKernel kernel, PtxType type) {
  private static final int RESIDUES = 16;

  /// Adds term k to an accumulator.
  @FunctionalInterface
  interface Term {
    void addTo(PtxRegister sum, PtxOperand k);
  }

  /// The sum of `count` terms.
  PtxOperand of(int count, Term term) {
    PtxCode code = kernel.code();
    int used = Math.min(count, RESIDUES);
    List<PtxRegister> sums = new ArrayList<>();
    for (int r = 0; r < used; r++) {
      sums.add(code.variable(PtxImmediate.floating(type, 0)));
    }
    int whole = count / RESIDUES * RESIDUES;
    kernel.loop(
        whole,
        RESIDUES,
        i -> {
          for (int r = 0; r < RESIDUES; r++) {
            term.addTo(sums.get(r), kernel.sum(i, PtxImmediate.of(r)));
          }
        });
    for (int k = whole; k < count; k++) {
      term.addTo(sums.get(k - whole), PtxImmediate.of(k));
    }
    return tree(sums);
  }

  /// Accumulators 8 apart, then 4, 2 and 1; missing ones are +0, which changes -0 alone, and after
  /// one such addition no sum is -0 any more.
  private PtxOperand tree(List<PtxRegister> accumulators) {
    if (accumulators.isEmpty()) {
      return PtxImmediate.floating(type, 0);
    }
    List<PtxOperand> sums = new ArrayList<>(accumulators);
    int half = RESIDUES / 2;
    for (int r = 0; r < Math.min(sums.size(), half); r++) {
      PtxOperand partner =
          r + half < accumulators.size()
              ? accumulators.get(r + half)
              : PtxImmediate.floating(type, 0);
      sums.set(r, add(sums.get(r), partner));
    }
    int left = Math.min(sums.size(), half);
    for (int apart = half / 2; apart > 0; apart /= 2) {
      for (int r = 0; r + apart < left; r++) {
        sums.set(r, add(sums.get(r), sums.get(r + apart)));
      }
      left = Math.min(left, apart);
    }
    return sums.getFirst();
  }

  private PtxRegister add(PtxOperand x, PtxOperand y) {
    return kernel.code().value(type, "add.rn." + type.text(), x, y);
  }
}
