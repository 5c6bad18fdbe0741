package dev.odeon.gpu.ptx;

/// An argument of a kernel.
///
/// @param name a word
/// @param type what it is
public record PtxParameter(String name, Type type) {
  /// What an argument is.
  public enum Type {
    /// An address in global memory.
    POINTER("u64", PtxType.B64),
    /// A whole number of 32 bits.
    U32("u32", PtxType.B32),
    /// A whole number of 64 bits.
    U64("u64", PtxType.B64),
    /// A number of 32 bits.
    F32("f32", PtxType.F32),
    /// A number of 64 bits.
    F64("f64", PtxType.F64);

    private final String text;
    private final PtxType register;

    Type(String text, PtxType register) {
      this.text = text;
      this.register = register;
    }

    /// The spelling in PTX.
    public String text() {
      return text;
    }

    /// What register holds it.
    public PtxType register() {
      return register;
    }
  }

  /// An address in global memory.
  public static PtxParameter pointer(String name) {
    return new PtxParameter(name, Type.POINTER);
  }

  /// A whole number of 32 bits.
  public static PtxParameter u32(String name) {
    return new PtxParameter(name, Type.U32);
  }
}
