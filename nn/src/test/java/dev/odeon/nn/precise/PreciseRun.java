package dev.odeon.nn.precise;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.hipparchus.dfp.Dfp;

/// Runs a graph with numbers of 40 digits. Every value is `[element][lane]`, shared ones too; truth
/// values are 0 and 1, whole numbers themselves.
public final class PreciseRun {
  private final int lanes;
  private final Map<String, UnaryOperator<Dfp>> functions;

  private PreciseRun(int lanes, Map<String, UnaryOperator<Dfp>> functions) {
    this.lanes = lanes;
    this.functions = functions;
  }

  /// The first output.
  ///
  /// @param input `[element][lane]`, the only input
  /// @param functions what the elementwise functions of users compute, by name
  public static Dfp[][] first(
      Graph graph, Dfp[][] input, Map<String, UnaryOperator<Dfp>> functions) {
    List<Dfp[][]> outputs =
        new PreciseRun(input[0].length, functions).run(graph, List.<Dfp[][]>of(input));
    return outputs.getFirst();
  }

  /// A number of 40 digits.
  public static Dfp number(double x) {
    return PreciseFunctions.number(x);
  }

  private List<Dfp[][]> run(Graph graph, List<Dfp[][]> inputs) {
    Map<Value, Dfp[][]> known = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      known.put(graph.inputs().get(i), inputs.get(i));
    }
    for (Equation equation : graph.equations()) {
      List<Dfp[][]> operands = equation.operands().stream().map(known::get).toList();
      List<Dfp[][]> results = results(equation, operands);
      for (int i = 0; i < results.size(); i++) {
        known.put(equation.results().get(i), results.get(i));
      }
    }
    return graph.outputs().stream().map(known::get).toList();
  }

  private List<Dfp[][]> results(Equation equation, List<Dfp[][]> x) {
    return switch (equation.op()) {
      case Op.Constant constant -> List.<Dfp[][]>of(constant(constant.value()));
      case Op.Elementwise elementwise -> List.<Dfp[][]>of(elementwise(elementwise, x));
      case Op.Rearrangement rearrangement ->
          List.<Dfp[][]>of(rearranged(rearrangement, equation.operands(), x));
      case Op.Combination combination ->
          new PreciseCombination(equation, x, lanes).results(combination);
      case Op.Call call -> called(call, x);
    };
  }

  private Dfp[][] constant(Literal literal) {
    boolean whole = literal.type().dtype() == DType.I32 || literal.type().dtype() == DType.I64;
    return IntStream.range(0, literal.size())
        .mapToObj(
            i -> {
              double carrier = literal.get(i);
              double element = whole ? Double.doubleToRawLongBits(carrier) : carrier;
              Dfp[] row = new Dfp[lanes];
              Arrays.fill(row, number(element));
              return row;
            })
        .toArray(Dfp[][]::new);
  }

  private Dfp[][] elementwise(Op.Elementwise op, List<Dfp[][]> x) {
    Dfp[][] result = new Dfp[x.getFirst().length][lanes];
    for (int e = 0; e < result.length; e++) {
      for (int lane = 0; lane < lanes; lane++) {
        Dfp[] operands = new Dfp[x.size()];
        for (int i = 0; i < operands.length; i++) {
          operands[i] = x.get(i)[e][lane];
        }
        result[e][lane] = element(op, operands);
      }
    }
    return result;
  }

  private static Dfp element(Op.Elementwise op, Dfp[] x) {
    return switch (op) {
      case Op.Unary unary -> PreciseFunctions.of(unary.function(), x[0]);
      case Op.Binary binary -> PreciseFunctions.of(binary.function(), x[0], x[1]);
      case Op.Fma _ -> x[0].multiply(x[1]).add(x[2]);
      case Op.Compare compare ->
          number(PreciseFunctions.test(compare.direction(), x[0], x[1]) ? 1 : 0);
      case Op.Logical logical -> number(logical(logical.function(), x[0], x[1]) ? 1 : 0);
      case Op.Not _ -> PreciseFunctions.FIELD.getOne().subtract(x[0]);
      case Op.Select _ -> x[0].isZero() ? x[2] : x[1];
      case Op.ShiftBits _, Op.Convert _, Op.BitcastConvert _ -> throw unknown(op);
    };
  }

  private static boolean logical(LogicalFunction function, Dfp x, Dfp y) {
    return function.apply(!x.isZero(), !y.isZero());
  }

  /// Where elements go is asked of the interpreter, which is given their numbers, from 1.
  private Dfp[][] rearranged(Op.Rearrangement op, List<Value> operands, List<Dfp[][]> x) {
    if (op instanceof Op.LaneBroadcast || op instanceof Op.StopGradient) {
      return x.getFirst();
    }
    List<ValueType> types =
        operands.stream().map(v -> new ValueType(v.type(), Scope.SHARED)).toList();
    Graph graph = Tracer.trace("places", types, in -> in.getFirst().tracer().apply(op, in));
    double[][] numbers = new double[x.size()][];
    List<Dfp[]> all = new ArrayList<>();
    for (int i = 0; i < numbers.length; i++) {
      int from = all.size() + 1;
      numbers[i] = IntStream.range(0, x.get(i).length).mapToDouble(e -> from + e).toArray();
      all.addAll(Arrays.asList(x.get(i)));
    }
    double[] places = new double[graph.outputs().getFirst().type().size()];
    new ReferenceBackend().compile(graph).run(numbers, new double[][] {places}, 1);
    Dfp[] zeros = new Dfp[lanes];
    Arrays.fill(zeros, number(0));
    return Arrays.stream(places)
        .mapToObj(place -> place == 0 ? zeros : all.get((int) place - 1))
        .toArray(Dfp[][]::new);
  }

  private List<Dfp[][]> called(Op.Call op, List<Dfp[][]> x) {
    return switch (op) {
      case Op.Cond cond -> cond(cond, x.getFirst()[0], x.subList(1, x.size()));
      case Op.Scan scan -> scan(scan, x);
      case Op.Custom custom -> {
        UnaryOperator<Dfp> function = functions.get(custom.function().name());
        if (function == null) {
          throw unknown(op);
        }
        yield List.<Dfp[][]>of(
            Arrays.stream(x.getFirst())
                .map(row -> Arrays.stream(row).map(function).toArray(Dfp[]::new))
                .toArray(Dfp[][]::new));
      }
      case Op.While _ -> throw unknown(op);
    };
  }

  private List<Dfp[][]> cond(Op.Cond op, Dfp[] predicate, List<Dfp[][]> x) {
    List<Dfp[][]> yes = run(op.whenTrue(), x);
    List<Dfp[][]> no = run(op.whenFalse(), x);
    List<Dfp[][]> results = new ArrayList<>();
    for (int i = 0; i < yes.size(); i++) {
      Dfp[][] result = new Dfp[yes.get(i).length][lanes];
      for (int e = 0; e < result.length; e++) {
        for (int lane = 0; lane < lanes; lane++) {
          result[e][lane] = (predicate[lane].isZero() ? no : yes).get(i)[e][lane];
        }
      }
      results.add(result);
    }
    return results;
  }

  private List<Dfp[][]> scan(Op.Scan op, List<Dfp[][]> x) {
    List<Dfp[][]> carry = x.subList(op.consts(), op.consts() + op.carries());
    int stacked = op.body().outputs().size() - op.carries();
    Dfp[][][] ys = new Dfp[stacked][][];
    for (int i = 0; i < stacked; i++) {
      ys[i] = new Dfp[op.body().outputs().get(op.carries() + i).type().size() * op.length()][];
    }
    for (int k = 0; k < op.length(); k++) {
      int place = op.order() == ScanOrder.FORWARD ? k : op.length() - 1 - k;
      List<Dfp[][]> arguments = new ArrayList<>(x.subList(0, op.consts()));
      arguments.addAll(carry);
      for (Dfp[][] whole : x.subList(op.consts() + op.carries(), x.size())) {
        int size = whole.length / op.length();
        arguments.add(Arrays.copyOfRange(whole, place * size, (place + 1) * size));
      }
      List<Dfp[][]> results = run(op.body(), arguments);
      carry = results.subList(0, op.carries());
      for (int i = 0; i < stacked; i++) {
        Dfp[][] y = results.get(op.carries() + i);
        System.arraycopy(y, 0, ys[i], place * y.length, y.length);
      }
    }
    List<Dfp[][]> all = new ArrayList<>(carry);
    all.addAll(Arrays.asList(ys));
    return all;
  }

  private static IllegalArgumentException unknown(Op op) {
    return new IllegalArgumentException(op.name() + " is not known in 40 digits");
  }
}
