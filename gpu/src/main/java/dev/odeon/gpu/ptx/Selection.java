package dev.odeon.gpu.ptx;

/// `p ? x : y`.
final class Selection {
  private Selection() {}

  static PtxOperand of(PtxCode code, PtxOperand p, PtxOperand x, PtxOperand y) {
    if (x.equals(y)) {
      return x;
    }
    if (p instanceof PtxImmediate known) {
      return known.bits() != 0 ? x : y;
    }
    PtxRegister chosen = code.inRegister(p);
    PtxType type = x.type();
    return type == PtxType.PRED
        ? truth(code, chosen, x, y)
        : code.value(type, "selp." + type.text(), x, y, chosen);
  }

  /// There is no selection of truth values.
  private static PtxRegister truth(PtxCode code, PtxRegister p, PtxOperand x, PtxOperand y) {
    PtxRegister first = code.value(PtxType.PRED, "and.pred", p, code.inRegister(x));
    PtxRegister not = code.value(PtxType.PRED, "not.pred", p);
    PtxRegister second = code.value(PtxType.PRED, "and.pred", not, code.inRegister(y));
    return code.value(PtxType.PRED, "or.pred", first, second);
  }
}
