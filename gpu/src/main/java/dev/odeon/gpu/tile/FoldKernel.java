package dev.odeon.gpu.tile;

import dev.odeon.gpu.ptx.LaunchBounds;
import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxKernel;
import dev.odeon.gpu.ptx.PtxParameter;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxSpace;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.nn.graph.DType;
import java.util.List;

/// Adds sums of blocks of lanes that are some blocks apart, each to the one before: a level of the
/// binary tree of blocks.
final class FoldKernel {
  /// Threads of a block: one an element.
  static final int THREADS = 256;

  private FoldKernel() {}

  /// Writes the kernel, which takes (number of elements, how many blocks are apart, sums).
  static PtxKernel of(String name) {
    PtxCode code = new PtxCode();
    PtxParameter elements = PtxParameter.u32("elements");
    PtxParameter apart = PtxParameter.u32("apart");
    PtxParameter sums = PtxParameter.pointer("sums");
    PtxRegister element =
        code.value(
            PtxType.B32,
            "mad.lo.s32",
            code.special("%ctaid.x"),
            PtxImmediate.of(THREADS),
            code.special("%tid.x"));
    PtxRegister count = code.parameter(elements);
    code.exitIf(code.value(PtxType.PRED, "setp.ge.s32", element, count));
    PtxRegister far = code.value(PtxType.B64, "mul.wide.s32", code.parameter(apart), count);
    PtxRegister pair = code.value(PtxType.B64, "cvt.s64.s32", code.special("%ctaid.y"));
    PtxRegister twice = code.value(PtxType.B64, "shl.b64", far, PtxImmediate.of(1));
    PtxRegister first = code.value(PtxType.B64, "mul.lo.s64", pair, twice);
    PtxRegister here =
        code.value(PtxType.B64, "add.s64", first, code.value(PtxType.B64, "cvt.s64.s32", element));
    PtxRegister left = at(code, code.pointer(sums), here);
    PtxRegister right = at(code, left, far);
    PtxRegister x = code.load(PtxSpace.GLOBAL, DType.F64, left, 0);
    PtxRegister y = code.load(PtxSpace.GLOBAL, DType.F64, right, 0);
    PtxRegister sum = code.value(PtxType.F64, "add.rn.f64", x, y);
    code.store(PtxSpace.GLOBAL, DType.F64, left, 0, sum);
    code.exit();
    return new PtxKernel(name, List.of(elements, apart, sums), code, LaunchBounds.of(THREADS));
  }

  private static PtxRegister at(PtxCode code, PtxRegister address, PtxRegister index) {
    PtxRegister bytes = code.value(PtxType.B64, "shl.b64", index, PtxImmediate.of(3));
    return code.value(PtxType.B64, "add.s64", bytes, address);
  }
}
