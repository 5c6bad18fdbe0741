package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.graph.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;

/// Bytecode of nodes on vectors; a truth value is a mask.
///
/// @param memory how arrays are read and written
/// @param types the vectors of the program
record VectorCode(VectorMemory memory, VectorTypes types) implements SpreadingCode {
  /// Code of `program` with as many elements in each vector as a vector of doubles has.
  static VectorCode of(LaneProgram program, VectorMemory memory) {
    return new VectorCode(memory, VectorTypes.of(program));
  }

  private VectorConversion conversion() {
    return new VectorConversion(types);
  }

  private VectorMasks masks() {
    return new VectorMasks(types);
  }

  private VectorMath math(DType type) {
    return new VectorMath(types.of(type));
  }

  @Override
  public TypeKind local(DType type) {
    return TypeKind.REFERENCE;
  }

  @Override
  public void load(CodeBuilder code, DType type) {
    memory.load(code);
    conversion().fromCarrier(code, type);
  }

  @Override
  public void store(CodeBuilder code, DType type) {
    conversion().toCarrier(code, type);
    memory.store(code);
  }

  @Override
  public void spread(CodeBuilder code, DType type) {
    VectorMemory.spread(code);
    conversion().fromCarrier(code, type);
  }

  @Override
  public void emit(CodeBuilder code, Node node, int[] locals) {
    switch (node) {
      case Node.Load _ -> throw new IllegalStateException("loads are addressed by the loop");
      case Node.Constant constant -> constant(code, constant);
      case Node.Unary(var function, var type, int x) -> math(type).unary(code, function, locals[x]);
      case Node.Binary(var function, var type, int x, int y) ->
          math(type).binary(code, function, locals[x], locals[y]);
      case Node.Fma(var type, int x, int y, int z) ->
          math(type).fma(code, locals[x], locals[y], locals[z]);
      case Node.Compare(var direction, var of, int x, int y) ->
          masks().compare(code.aload(locals[x]).aload(locals[y]), direction, of);
      case Node.Logical(var function, var type, int x, int y) -> {
        if (type == DType.BOOL) {
          VectorMasks.logical(code.aload(locals[x]).aload(locals[y]), function);
        } else {
          math(type).logical(code, function, locals[x], locals[y]);
        }
      }
      case Node.Not(var type, int x) -> {
        if (type == DType.BOOL) {
          VectorMasks.not(code.aload(locals[x]));
        } else {
          math(type).not(code, locals[x]);
        }
      }
      case Node.ShiftBits(var shift, var type, int x, int y) ->
          math(type).shift(code, shift, locals[x], locals[y]);
      case Node.Select(var type, int p, int x, int y) ->
          masks().select(code, type, locals[p], locals[x], locals[y]);
      case Node.Convert(var from, var to, int x) ->
          conversion().convert(code.aload(locals[x]), from, to);
      case Node.Reinterpret(var from, var to, int x) ->
          types.of(from).reinterpret(code.aload(locals[x]), types.of(to));
      case Node.Bitcast(var from, var to, int x) -> conversion().bitcast(code, from, to, locals[x]);
    }
  }

  private void constant(CodeBuilder code, Node.Constant constant) {
    double carrier = constant.carrier();
    switch (constant.type()) {
      case F64, F32 -> types.of(constant.type()).constant(code, carrier);
      case I64, I32 ->
          types.of(constant.type()).constantBits(code, Double.doubleToRawLongBits(carrier));
      case BOOL -> masks().constant(code, carrier != 0);
    }
  }
}
