package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Reverse rule of [Op.While].
///
/// Nobody knows beforehand how many turns a loop takes, so no carry is kept: the turns are counted
/// first, then they are gone back over, from the last one, in stretches of about the square root of
/// their number. What a stretch begins with is made from the start of the loop, and what a turn
/// begins with from the start of its stretch. So n turns cost about n^(3/2) evaluations of the
/// body, and memory does not grow with n. Where a bound is known, [Op.Scan] keeps its carries and
/// is faster. See Griewank and Walther, Evaluating Derivatives, 2nd ed., section 12.2.
final class LoopVjp {
  private static final TensorType COUNT = TensorType.scalar(DType.I32);

  private final Graph condition;
  private final Graph body;
  private final int consts;

  /// Types of constants, of carries, and of the numbers among each.
  private final List<ValueType> constTypes;

  private final List<ValueType> carryTypes;
  private final List<ValueType> constNumbers;
  private final List<ValueType> carryNumbers;
  private final ValueType count;

  private LoopVjp(Graph condition, Graph body, int consts) {
    this.condition = condition;
    this.body = body;
    this.consts = consts;
    List<ValueType> all = body.inputs().stream().map(ValueType::of).toList();
    constTypes = all.subList(0, consts);
    carryTypes = all.subList(consts, all.size());
    constNumbers = numbers(constTypes);
    carryNumbers = numbers(carryTypes);
    count = new ValueType(COUNT, condition.outputs().getFirst().scope());
  }

  private static List<ValueType> numbers(List<ValueType> types) {
    return types.stream().filter(LoopVjp::isNumber).toList();
  }

  private static boolean isNumber(ValueType type) {
    return type.type().dtype().isFloating();
  }

  static List<@Nullable Tensor> pullBack(VjpRules.Site at, Op.While op) {
    boolean lanes = SubgraphVjp.allLanes(at);
    LoopVjp loop =
        new LoopVjp(
            lanes ? Lift.toLanes(op.condition()) : op.condition(),
            lanes ? Lift.toLanes(op.body()) : op.body(),
            op.consts());
    return loop.back(at, lanes ? at.x().stream().map(SubgraphVjp::laneWise).toList() : at.x());
  }

  private List<@Nullable Tensor> back(VjpRules.Site at, List<Tensor> x) {
    Tracer tracer = at.tracer();
    List<Tensor> given = x.subList(0, consts);
    List<Tensor> start = fitted(carryTypes, x.subList(consts, x.size()));
    Tensor turns = turns(tracer, given, start);
    List<Tensor> operands = new ArrayList<>(given);
    operands.addAll(start);
    operands.add(stretch(turns));
    operands.add(turns);
    constNumbers.forEach(type -> operands.add(zeros(tracer, type)));
    List<Tensor> seeds = new ArrayList<>();
    for (int i = 0; i < carryTypes.size(); i++) {
      if (isNumber(carryTypes.get(i))) {
        seeds.add(at.cotangentOrZeros(i));
      }
    }
    operands.addAll(fitted(carryNumbers, seeds));
    int held = consts + start.size() + 1;
    List<Tensor> found = tracer.apply(new Op.While(isLeft(held), overStretch(), held), operands);
    List<@Nullable Tensor> cotangents = new ArrayList<>(VjpRules.none(at));
    int next = 1;
    for (int i = 0; i < x.size(); i++) {
      if (x.get(i).dtype().isFloating()) {
        cotangents.set(i, found.get(next++));
      }
    }
    return cotangents;
  }

  /// How many turns the loop takes.
  private Tensor turns(Tracer tracer, List<Tensor> given, List<Tensor> start) {
    List<ValueType> types = new ArrayList<>(constTypes);
    types.add(count);
    types.addAll(carryTypes);
    Graph goesOn =
        Tracer.trace(
            condition.name() + "_counted",
            types,
            in -> in.getFirst().tracer().call(condition, without(in, consts)));
    List<Tensor> operands = new ArrayList<>(given);
    operands.add(zeros(tracer, count));
    operands.addAll(start);
    return tracer.apply(new Op.While(goesOn, counted(types), consts), operands).getFirst();
  }

  /// `(constants, number, carry) -> (number + 1, carry after a turn)`.
  private Graph counted(List<ValueType> types) {
    return Tracer.trace(
        body.name() + "_counted",
        types,
        in -> {
          List<Tensor> results = new ArrayList<>(List.of(in.get(consts).plus(one(in, 1))));
          results.addAll(
              fitted(carryTypes, in.getFirst().tracer().call(body, without(in, consts))));
          return results;
        });
  }

  private static Tensor one(List<Tensor> in, int number) {
    return in.getFirst().tracer().constant(Literal.ofIntegers(COUNT, number));
  }

  private static List<Tensor> without(List<Tensor> in, int place) {
    List<Tensor> rest = new ArrayList<>(in);
    rest.remove(place);
    return rest;
  }

  /// The root of the number of turns, rounded up.
  private static Tensor stretch(Tensor turns) {
    Tracer tracer = turns.tracer();
    Tensor root = tracer.apply1(new Op.Convert(DType.F64), turns).sqrt();
    return tracer.apply1(new Op.Convert(DType.I32), root.unary(UnaryFunction.CEIL));
  }

  /// `(held, turns left, ...) -> whether there is one`.
  private Graph isLeft(int held) {
    return Tracer.trace(
        body.name() + "_is_left",
        outer(),
        in -> List.of(in.get(held).compare(Comparison.GT, one(in, 0))));
  }

  /// (constants, start, length of a stretch; turns left, cotangents of constants, of carries).
  private List<ValueType> outer() {
    List<ValueType> types = new ArrayList<>(constTypes);
    types.addAll(carryTypes);
    types.add(count);
    types.add(count);
    types.addAll(constNumbers);
    types.addAll(carryNumbers);
    return types;
  }

  /// Goes back over the last stretch that is left.
  private Graph overStretch() {
    int held = consts + carryTypes.size() + 1;
    return Tracer.trace(
        body.name() + "_stretch_back",
        outer(),
        in -> {
          Tracer tracer = in.getFirst().tracer();
          List<Tensor> given = in.subList(0, consts);
          List<Tensor> start = in.subList(consts, held - 1);
          Tensor left = in.get(held);
          Tensor from = beginning(left, in.get(held - 1));
          List<Tensor> operands = new ArrayList<>(given);
          operands.addAll(forwards(tracer, given, start, zeros(tracer, count), from));
          operands.add(from);
          operands.addAll(in.subList(held, in.size()));
          return tracer.apply(new Op.While(isInStretch(held), overTurn(), held), operands);
        });
  }

  /// The number of the first turn of the stretch that has turn `left - 1`.
  private static Tensor beginning(Tensor left, Tensor stretch) {
    Tracer tracer = left.tracer();
    Tensor last = tracer.apply1(new Op.Convert(DType.F64), left).minus(1);
    Tensor length = tracer.apply1(new Op.Convert(DType.F64), stretch);
    Tensor whole = last.dividedBy(length).unary(UnaryFunction.FLOOR);
    // A lane that has no turns left waits for the others.
    Tensor first = whole.times(length).max(whole.zeros());
    return tracer.apply1(new Op.Convert(DType.I32), first);
  }

  private Graph isInStretch(int held) {
    return Tracer.trace(
        body.name() + "_is_in_stretch",
        outer(),
        in -> List.of(in.get(held).compare(Comparison.GT, in.get(held - 1))));
  }

  /// Goes back over the last turn that is left; (constants, carry at the beginning of the stretch,
  /// its number; turns left, cotangents).
  private Graph overTurn() {
    int held = consts + carryTypes.size() + 1;
    return Tracer.trace(
        body.name() + "_turn_back",
        outer(),
        in -> {
          Tracer tracer = in.getFirst().tracer();
          List<Tensor> given = in.subList(0, consts);
          Tensor turn = in.get(held).minus(one(in, 1));
          List<Tensor> arguments = new ArrayList<>(given);
          List<Tensor> begin = in.subList(consts, held - 1);
          arguments.addAll(forwards(tracer, given, begin, in.get(held - 1), turn));
          int sums = held + 1;
          int incoming = sums + constNumbers.size();
          List<Tensor> found = cotangents(tracer, arguments, in.subList(incoming, in.size()));
          List<Tensor> results = new ArrayList<>(List.of(turn));
          for (int i = 0; i < constNumbers.size(); i++) {
            results.add(in.get(sums + i).plus(found.get(i)));
          }
          results.addAll(found.subList(constNumbers.size(), found.size()));
          return fitted(outer().subList(held, outer().size()), results);
        });
  }

  private List<Tensor> cotangents(Tracer tracer, List<Tensor> arguments, List<Tensor> incoming) {
    List<Integer> wrt =
        IntStream.range(0, arguments.size())
            .filter(i -> arguments.get(i).dtype().isFloating())
            .boxed()
            .toList();
    List<@Nullable Tensor> seeds = new ArrayList<>();
    int next = 0;
    for (Value output : body.outputs()) {
      seeds.add(output.type().dtype().isFloating() ? incoming.get(next++) : null);
    }
    return new ReverseMode.Linearised(tracer, body, arguments, wrt).pullBack(seeds);
  }

  /// The carry at the beginning of turn `to` from that of turn `from`.
  private List<Tensor> forwards(
      Tracer tracer, List<Tensor> given, List<Tensor> carry, Tensor from, Tensor to) {
    List<ValueType> types = new ArrayList<>(constTypes);
    types.add(count);
    types.add(count);
    types.addAll(carryTypes);
    Graph isBefore =
        Tracer.trace(
            body.name() + "_is_before",
            types,
            in -> List.of(in.get(consts + 1).compare(Comparison.LT, in.get(consts))));
    Graph turn =
        Tracer.trace(
            body.name() + "_again",
            types,
            in -> {
              List<Tensor> arguments = without(without(in, consts), consts);
              List<Tensor> results = new ArrayList<>(List.of(in.get(consts + 1).plus(one(in, 1))));
              results.addAll(fitted(carryTypes, in.getFirst().tracer().call(body, arguments)));
              return results;
            });
    List<Tensor> operands = new ArrayList<>(given);
    operands.add(to);
    operands.add(from);
    operands.addAll(carry);
    List<Tensor> found = tracer.apply(new Op.While(isBefore, turn, consts + 1), operands);
    return found.subList(1, found.size());
  }

  private static Tensor zeros(Tracer tracer, ValueType type) {
    double[] none = new double[type.type().size()];
    Literal literal =
        type.type().dtype().isInteger()
            ? Literal.ofIntegers(type.type(), new long[none.length])
            : Literal.of(type.type(), none);
    return fitted(type, tracer.constant(literal));
  }

  private static List<Tensor> fitted(List<ValueType> types, List<Tensor> tensors) {
    return IntStream.range(0, types.size())
        .mapToObj(i -> fitted(types.get(i), tensors.get(i)))
        .toList();
  }

  /// One copy a lane where one a lane is wanted.
  private static Tensor fitted(ValueType type, Tensor tensor) {
    return type.scope() == Scope.PER_LANE && tensor.scope() == Scope.SHARED
        ? tensor.tracer().apply1(new Op.LaneBroadcast(), tensor)
        : tensor;
  }
}
