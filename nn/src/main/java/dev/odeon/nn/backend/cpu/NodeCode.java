package dev.odeon.nn.backend.cpu;

import java.lang.classfile.CodeBuilder;

/// How nodes become bytecode: on single numbers or on vectors of them.
interface NodeCode {
  /// Number of local variable slots that a register takes.
  int width(Kind kind);

  /// Array and index on the stack: loads the element or elements.
  void load(CodeBuilder code, Kind kind);

  /// Array, index and value on the stack: stores it.
  void store(CodeBuilder code, Kind kind);

  /// Moves the value on the stack to a local variable.
  void spill(CodeBuilder code, Kind kind, int local);

  /// Pushes a local variable.
  void fetch(CodeBuilder code, Kind kind, int local);

  /// Pushes the value of `node`, which is no load; `locals[r]` is the variable of register r.
  void emit(CodeBuilder code, Node node, int[] locals);
}
