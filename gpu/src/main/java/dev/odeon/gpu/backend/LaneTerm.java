package dev.odeon.gpu.backend;

import dev.odeon.gpu.ptx.LaneGrid;
import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxSpace;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.List;

/// What a sum over lanes adds.
sealed interface LaneTerm {
  /// The addresses that the kernel is given.
  List<Argument> arguments();

  /// Element `element` of the lane of `grid`.
  ///
  /// @param pointers what [#arguments] became
  PtxOperand at(PtxRegister element, LaneGrid grid, List<PtxRegister> pointers);

  private static MemoryTensor tensor(Value value, LaneGrid grid, PtxRegister pointer) {
    DType dtype = value.type().dtype();
    return value.scope() == Scope.SHARED
        ? grid.shared(dtype, value.type().size(), pointer)
        : grid.perLane(dtype, value.type().size(), pointer);
  }

  /// An element of an array.
  record Element(Value value) implements LaneTerm {
    @Override
    public List<Argument> arguments() {
      return List.of(new Argument.Array(value));
    }

    @Override
    public PtxOperand at(PtxRegister element, LaneGrid grid, List<PtxRegister> pointers) {
      return tensor(value, grid, pointers.getFirst()).element(grid.code(), element);
    }
  }

  /// An element of a product that stands in no array.
  record Product(Value left, Value right, List<int[]> places, List<Integer> tables)
      implements LaneTerm {
    static Product of(Equation equation, Op.DotGeneral op, DeviceProgram.Builder program) {
      ProductPlaces places = ProductPlaces.of(equation, op);
      List<int[]> all =
          List.of(
              places.leftStarts(),
              places.rightStarts(),
              places.leftOffsets(),
              places.rightOffsets());
      List<Integer> tables =
          all.stream().filter(p -> !Places.isRegular(p)).map(program::table).toList();
      return new Product(equation.operands().get(0), equation.operands().get(1), all, tables);
    }

    @Override
    public List<Argument> arguments() {
      List<Argument> arguments =
          new ArrayList<>(List.of(new Argument.Array(left), new Argument.Array(right)));
      tables.forEach(table -> arguments.add(new Argument.Table(table)));
      return arguments;
    }

    @Override
    public PtxOperand at(PtxRegister element, LaneGrid grid, List<PtxRegister> pointers) {
      PtxCode code = grid.code();
      MemoryTensor x = tensor(left, grid, pointers.get(0));
      MemoryTensor y = tensor(right, grid, pointers.get(1));
      List<Places> known = known(pointers);
      PtxOperand i = known.get(0).at(code, element);
      PtxOperand j = known.get(1).at(code, element);
      PtxRegister sum = code.variable(PtxImmediate.element(left.type().dtype(), 0));
      Repeat.times(
          code,
          places.get(2).length,
          1,
          k ->
              code.assign(
                  sum,
                  "fma.rn." + sum.type().text(),
                  at(code, x, i, known.get(2).at(code, k)),
                  at(code, y, j, known.get(3).at(code, k)),
                  sum));
      return sum;
    }

    private static PtxOperand at(
        PtxCode code, MemoryTensor x, PtxOperand start, PtxOperand offset) {
      return ElementKernel.load(code, x, code.value(PtxType.B32, "add.s32", start, offset));
    }

    private List<Places> known(List<PtxRegister> pointers) {
      List<Places> known = new ArrayList<>();
      int next = 2;
      for (int[] numbers : places) {
        if (Places.isRegular(numbers)) {
          known.add(new Places.Regular(numbers.length == 0 ? 0 : numbers[0], Places.step(numbers)));
        } else {
          known.add(
              new Places.Stored(
                  MemoryTensor.dense(
                      PtxSpace.GLOBAL, DType.I32, numbers.length, pointers.get(next++))));
        }
      }
      return known;
    }
  }
}
