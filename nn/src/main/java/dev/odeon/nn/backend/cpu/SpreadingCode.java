package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.graph.DType;
import java.lang.classfile.CodeBuilder;

/// Code on vectors, which can make many elements of one.
interface SpreadingCode extends NodeCode {
  /// One double on the stack, as it stands in arrays, to a vector of its copies.
  void spread(CodeBuilder code, DType type);
}
