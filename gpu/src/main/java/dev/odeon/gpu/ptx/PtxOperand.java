package dev.odeon.gpu.ptx;

/// What an instruction reads: a register or a number.
public sealed interface PtxOperand permits PtxRegister, PtxImmediate {
  /// What it holds.
  PtxType type();

  /// The spelling in PTX.
  String text();
}
