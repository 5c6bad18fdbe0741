package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.graph.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;

/// How nodes become bytecode: on single numbers or on vectors of them.
interface NodeCode {
  /// What a local variable for a register of type `type` holds.
  TypeKind local(DType type);

  /// Array and index on the stack: loads the element or elements.
  void load(CodeBuilder code, DType type);

  /// Array, index and value on the stack: stores it.
  void store(CodeBuilder code, DType type);

  /// Pushes the value of `node`, which is no load; `locals[r]` is the variable of register r.
  void emit(CodeBuilder code, Node node, int[] locals);
}
