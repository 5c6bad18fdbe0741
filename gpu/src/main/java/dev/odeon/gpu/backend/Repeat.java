package dev.odeon.gpu.backend;

import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxLabel;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxType;
import java.util.function.Consumer;

/// A loop that counts.
final class Repeat {
  private Repeat() {}

  /// `for (i = 0; i < count; i += step) body(i)`; `count` is a multiple of `step`.
  static void times(PtxCode code, int count, int step, Consumer<PtxRegister> body) {
    if (count == 0) {
      return;
    }
    PtxRegister i = code.variable(PtxImmediate.of(0));
    PtxLabel again = code.label();
    code.place(again);
    code.scoped(
        () -> {
          body.accept(i);
          code.assign(i, "add.s32", i, PtxImmediate.of(step));
          PtxRegister more = code.register(PtxType.PRED);
          code.assign(more, "setp.lt.s32", i, PtxImmediate.of(count));
          code.branchIf(more, again);
        });
  }

  /// `for (i = first; i < last; i++) body(i)`.
  static void range(PtxCode code, PtxOperand first, PtxOperand last, Consumer<PtxRegister> body) {
    PtxRegister i = code.variable(first);
    PtxLabel again = code.label();
    PtxLabel end = code.label();
    code.place(again);
    code.scoped(
        () -> {
          PtxRegister done = code.register(PtxType.PRED);
          code.assign(done, "setp.ge.s32", i, last);
          code.branchIf(done, end);
          body.accept(i);
          code.assign(i, "add.s32", i, PtxImmediate.of(1));
          code.branch(again);
        });
    code.place(end);
  }

  /// Runs `body` unless `predicate` holds.
  static void unless(PtxCode code, PtxRegister predicate, Runnable body) {
    PtxLabel end = code.label();
    code.branchIf(predicate, end);
    code.scoped(body);
    code.place(end);
  }
}
