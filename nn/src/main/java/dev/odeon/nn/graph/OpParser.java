package dev.odeon.nn.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The part of [GraphParser] that reads primitives and their attributes.
final class OpParser {
  private static final Map<String, Op> PLAIN = plain();

  private final GraphScanner scanner;
  private final Map<String, CustomFunction> customs;
  private final Supplier<Graph> subgraph;

  OpParser(GraphScanner scanner, Map<String, CustomFunction> customs, Supplier<Graph> subgraph) {
    this.scanner = scanner;
    this.customs = customs;
    this.subgraph = subgraph;
  }

  private static Map<String, Op> plain() {
    List<Op> ops =
        new ArrayList<>(
            List.of(
                new Op.Fma(),
                new Op.Not(),
                new Op.Select(),
                new Op.Gather(),
                new Op.LuFactor(),
                new Op.ScatterAdd(),
                new Op.LaneReduce(),
                new Op.LaneBroadcast(),
                new Op.StopGradient()));
    for (UnaryFunction function : UnaryFunction.values()) {
      ops.add(new Op.Unary(function));
    }
    for (BinaryFunction function : BinaryFunction.values()) {
      ops.add(new Op.Binary(function));
    }
    for (LogicalFunction function : LogicalFunction.values()) {
      ops.add(new Op.Logical(function));
    }
    for (Shift shift : Shift.values()) {
      ops.add(new Op.ShiftBits(shift));
    }
    Map<String, Op> byName = new HashMap<>();
    ops.forEach(op -> byName.put(op.name(), op));
    return Map.copyOf(byName);
  }

  /// The primitive called `name`, whose operands are read already.
  Op parse(GraphToken name) {
    Op plain = PLAIN.get(name.text());
    if (plain != null) {
      return plain;
    }
    Op op = attributed(name);
    scanner.expect("}");
    return op;
  }

  private Op attributed(GraphToken name) {
    return switch (name.text()) {
      case "compare" -> new Op.Compare(oneOf(first("direction"), Comparison.values()));
      case "convert" -> {
        first("to");
        yield new Op.Convert(dtype());
      }
      case "bitcast_convert" -> {
        first("to");
        yield new Op.BitcastConvert(dtype());
      }
      case "broadcast_in_dim" -> {
        first("shape");
        yield new Op.BroadcastInDim(shape(), wholes("axes"));
      }
      case "reshape" -> {
        first("shape");
        yield new Op.Reshape(shape());
      }
      case "transpose" -> new Op.Transpose(firstWholes("permutation"));
      case "slice" -> new Op.Slice(firstWholes("start"), wholes("limit"), wholes("stride"));
      case "pad" -> new Op.Pad(firstWholes("low"), wholes("high"), wholes("interior"));
      case "concatenate" -> {
        first("axis");
        yield new Op.Concatenate(scanner.whole("an axis"));
      }
      case "reverse" -> new Op.Reverse(firstWholes("axes"));
      case "cumulative_sum" -> {
        first("axis");
        yield new Op.CumulativeSum(scanner.whole("an axis"));
      }
      case "lu_solve" -> new Op.LuSolve(oneOf(first("form"), MatrixForm.values()));
      case "sparse_lu_factor" -> new Op.SparseLuFactor(elimination(name));
      case "sparse_lu_solve" ->
          new Op.SparseLuSolve(elimination(name), oneOf(later("form"), MatrixForm.values()));
      case "convolution" ->
          new Op.Convolution(
              firstWholes("stride"),
              integers("low"),
              integers("high"),
              wholes("input_dilation"),
              wholes("kernel_dilation"),
              whole("groups"));
      case "reduce_window" -> {
        WindowReduction kind = windowReduction(first("kind"));
        later("size");
        yield new Op.ReduceWindow(kind, window());
      }
      case "arg_max_window" -> {
        first("size");
        yield new Op.ArgMaxWindow(window());
      }
      case "reduce" -> {
        first("kind");
        yield new Op.Reduce(reduction(), wholes("axes"));
      }
      case "dot_general" ->
          new Op.DotGeneral(
              firstWholes("left_contracting"),
              wholes("right_contracting"),
              wholes("left_batch"),
              wholes("right_batch"));
      case "cond" -> {
        first("when_true");
        Graph whenTrue = subgraph.get();
        later("when_false");
        yield new Op.Cond(whenTrue, subgraph.get());
      }
      case "while" -> {
        first("condition");
        Graph condition = subgraph.get();
        later("body");
        Graph body = subgraph.get();
        yield new Op.While(condition, body, whole("consts"));
      }
      case "scan" -> {
        first("body");
        Graph body = subgraph.get();
        yield new Op.Scan(
            body,
            whole("consts"),
            whole("carries"),
            whole("length"),
            oneOf(later("order"), ScanOrder.values()));
      }
      case "custom" -> {
        first("function");
        yield custom();
      }
      default -> throw scanner.error(name, name.describe() + " is no primitive");
    };
  }

  /// A constant; its type is that of its only result.
  Op constant(GraphToken name, List<Value> results) {
    if (results.size() != 1) {
      throw scanner.error(name, "constant has 1 result, found " + results.size());
    }
    TensorType type = results.getFirst().type();
    List<Double> elements = new ArrayList<>();
    if (type.shape().rank() == 0) {
      elements.add(number(type.dtype()));
    } else {
      scanner.expect("[");
      if (!scanner.peek().is("]")) {
        do {
          elements.add(number(type.dtype()));
        } while (scanner.takeIf(","));
      }
      scanner.expect("]");
    }
    double[] array = elements.stream().mapToDouble(Double::doubleValue).toArray();
    try {
      return new Op.Constant(Literal.of(type, array));
    } catch (IllegalArgumentException e) {
      throw scanner.error(name, String.valueOf(e.getMessage()));
    }
  }

  /// Refuses counts of constants and carries that the operands cannot fill, before types are
  /// inferred.
  void checkCounts(GraphToken name, Op op, int operands) {
    long counted =
        switch (op) {
          case Op.While loop -> loop.consts();
          case Op.Scan scan -> (long) scan.consts() + scan.carries();
          default -> 0;
        };
    if (counted > operands) {
      throw scanner.error(
          name, op.name() + " takes at least " + counted + " operands, got " + operands);
    }
  }

  /// An element type.
  DType dtype() {
    GraphToken token = scanner.atom("an element type");
    try {
      return DType.parse(token.text());
    } catch (IllegalArgumentException e) {
      throw scanner.error(token, String.valueOf(e.getMessage()));
    }
  }

  /// A shape in brackets.
  Shape shape() {
    scanner.expect("[");
    if (scanner.takeIf("]")) {
      return Shape.SCALAR;
    }
    GraphToken token = scanner.atom("a shape");
    List<Integer> dims = new ArrayList<>();
    for (String extent : token.text().split("x", -1)) {
      dims.add(scanner.whole(token, extent, "a shape of extents"));
    }
    scanner.expect("]");
    try {
      return new Shape(dims);
    } catch (IllegalArgumentException e) {
      throw scanner.error(token, String.valueOf(e.getMessage()));
    }
  }

  private GraphToken first(String key) {
    scanner.expect("{");
    return named(key);
  }

  private GraphToken later(String key) {
    scanner.expect(",");
    return named(key);
  }

  private GraphToken named(String key) {
    scanner.expectWord(key);
    scanner.expect("=");
    return scanner.peek();
  }

  private int whole(String key) {
    later(key);
    return scanner.whole("the value of " + key);
  }

  private List<Integer> firstWholes(String key) {
    first(key);
    return list(key);
  }

  private List<Integer> wholes(String key) {
    later(key);
    return list(key);
  }

  private List<Integer> integers(String key) {
    later(key);
    return list(() -> scanner.integer("an element of " + key));
  }

  private List<Integer> list(String key) {
    return list(() -> scanner.whole("an element of " + key));
  }

  private List<Integer> list(Supplier<Integer> element) {
    scanner.expect("[");
    List<Integer> elements = new ArrayList<>();
    if (!scanner.peek().is("]")) {
      do {
        elements.add(element.get());
      } while (scanner.takeIf(","));
    }
    scanner.expect("]");
    return elements;
  }

  private <E extends Enum<E>> E oneOf(GraphToken token, E[] choices) {
    for (E choice : choices) {
      if (token.isWord(choice.name())) {
        scanner.take();
        return choice;
      }
    }
    throw scanner.error(
        token, "expected one of " + List.of(choices) + " but found " + token.describe());
  }

  private Reduction reduction() {
    GraphToken token = scanner.atom("the kind of a reduction");
    for (Reduction kind : Reduction.values()) {
      if (kind.text().equals(token.text())) {
        return kind;
      }
    }
    throw scanner.error(token, "expected sum, product, max or min but found " + token.describe());
  }

  private WindowReduction windowReduction(GraphToken token) {
    for (WindowReduction kind : WindowReduction.values()) {
      if (token.isWord(kind.text())) {
        scanner.take();
        return kind;
      }
    }
    throw scanner.error(token, "expected sum or max but found " + token.describe());
  }

  private SparseElimination elimination(GraphToken name) {
    first("size");
    int size = scanner.whole("the value of size");
    int[] rows = indices("rows");
    int[] columns = indices("columns");
    int[] order = indices("order");
    try {
      return SparseElimination.of(size, rows, columns, order);
    } catch (IllegalArgumentException e) {
      throw scanner.error(name, String.valueOf(e.getMessage()));
    }
  }

  private int[] indices(String key) {
    return wholes(key).stream().mapToInt(Integer::intValue).toArray();
  }

  private Window window() {
    return new Window(list("size"), wholes("stride"), wholes("low"), wholes("high"));
  }

  private Op custom() {
    GraphToken token = scanner.string("the name of a function, a string");
    CustomFunction function = customs.get(token.text());
    if (function == null) {
      throw scanner.error(
          token,
          "custom function '"
              + GraphText.escape(token.text())
              + "' is unknown; known are "
              + customs.keySet().stream().sorted().toList());
    }
    return new Op.Custom(function);
  }

  private double number(DType dtype) {
    GraphToken token = scanner.atom("a number");
    try {
      return GraphText.number(dtype, token.text());
    } catch (IllegalArgumentException e) {
      throw scanner.error(token, String.valueOf(e.getMessage()));
    }
  }
}
