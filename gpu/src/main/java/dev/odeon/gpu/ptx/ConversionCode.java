package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.DType;

/// Instructions that turn an element into one of another type.
record ConversionCode(PtxCode code) {
  PtxOperand convert(DType from, DType to, PtxOperand x) {
    if (from == to) {
      return x;
    }
    return switch (to) {
      case BOOL -> truth(from, x);
      case F64, F32 -> from == DType.BOOL ? zeroOrOne(to, x) : floating(from, to, x);
      case I64, I32 -> {
        if (from == DType.BOOL) {
          yield zeroOrOne(to, x);
        }
        yield from.isInteger() ? resized(from, to, x) : cut(from, to, x);
      }
    };
  }

  private PtxOperand truth(DType from, PtxOperand x) {
    PtxType type = PtxType.of(from);
    return from.isFloating()
        ? code.value(PtxType.PRED, "setp.neu." + type.text(), x, PtxImmediate.floating(type, 0))
        : code.value(PtxType.PRED, "setp.ne." + type.arithmetic(), x, new PtxImmediate(type, 0));
  }

  private PtxOperand zeroOrOne(DType to, PtxOperand x) {
    PtxImmediate one =
        to.isFloating()
            ? PtxImmediate.floating(PtxType.of(to), 1)
            : new PtxImmediate(PtxType.of(to), 1);
    return Selection.of(code, x, one, new PtxImmediate(PtxType.of(to), 0));
  }

  private PtxOperand floating(DType from, DType to, PtxOperand x) {
    PtxType type = PtxType.of(to);
    boolean exact = from == DType.F32 && to == DType.F64;
    String rounding = exact ? "cvt." : "cvt.rn.";
    return code.value(type, rounding + type.text() + "." + PtxType.of(from).arithmetic(), x);
  }

  private PtxOperand resized(DType from, DType to, PtxOperand x) {
    return from == DType.I32
        ? code.value(PtxType.of(to), "cvt.s64.s32", x)
        : code.value(PtxType.of(to), "cvt.u32.u64", x);
  }

  /// Devices cut towards zero and clamp as graphs do, but make other numbers of NaN.
  private PtxOperand cut(DType from, DType to, PtxOperand x) {
    PtxType type = PtxType.of(to);
    String text = PtxType.of(from).text();
    PtxRegister cut = code.value(type, "cvt.rzi." + type.arithmetic() + "." + text, x);
    PtxRegister nan = code.value(PtxType.PRED, "setp.nan." + text, x, x);
    return Selection.of(code, nan, new PtxImmediate(type, 0), cut);
  }

  /// The same bits; those of a NaN are the canonical ones.
  PtxOperand bitcast(DType from, DType to, PtxOperand x) {
    PtxType type = PtxType.of(to);
    PtxRegister bits = code.value(type, "mov.b" + 8 * type.bytes(), code.inRegister(x));
    if (!from.isFloating()) {
      return bits;
    }
    PtxRegister nan = code.value(PtxType.PRED, "setp.nan." + PtxType.of(from).text(), x, x);
    PtxImmediate canonical =
        from == DType.F64
            ? PtxImmediate.of(Double.doubleToLongBits(Double.NaN))
            : PtxImmediate.of(Float.floatToIntBits(Float.NaN));
    return Selection.of(code, nan, canonical, bits);
  }
}
