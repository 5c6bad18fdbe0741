package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.method.Bdf;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Steps of the numerical differentiation formulas, each lane with its own order and step size. The
/// Jacobian is evaluated at a start and when the iteration does not converge with the one at hand;
/// the matrix is factored when the step size, the order or the Jacobian has changed. Shampine and
/// Reichelt (1997), sections 2.2 and 2.3.
record BdfRule(FieldGraph field, Bdf method) implements StepRule {
  private static final int ITERATIONS = 4;

  /// Errors count this many times. A step's error estimate says little of what the steps before did
  /// to the history that it rests on: at 1, van der Pol's equation ends 100 tolerances off.
  private static final double CAUTION = 4;

  private static final double LEAST_FACTOR = 0.2;
  private static final double LARGEST_FACTOR = 10;

  private TensorType state() {
    return field.graph().inputs().get(1).type();
  }

  @Override
  public List<TensorType> memory() {
    return BdfMemory.types(state(), FieldJacobian.of(field));
  }

  @Override
  public List<Tensor> begin(Tensor t, Tensor y, Tensor derivative, List<Tensor> p) {
    Tensor zero = t.scalar(0);
    Tensor one = t.scalar(1);
    List<Tensor> rows = new ArrayList<>(List.of(derivative));
    rows.addAll(Collections.nCopies(Differences.COUNT - 1, y.zeros()));
    List<TensorType> types = memory();
    Tensor jacobian = zeros(y, types.get(Differences.COUNT + 3));
    Tensor factors = zeros(y, types.get(Differences.COUNT + 6));
    Tensor pivots = zeros(y, types.get(Differences.COUNT + 7));
    BdfMemory memory =
        new BdfMemory(
            new Differences(rows, one), one, zero, jacobian, one, zero, factors, pivots, zero);
    return memory.values();
  }

  private static Tensor zeros(Tensor like, TensorType type) {
    return type.dtype().isFloating()
        ? like.tracer().constant(Literal.of(type, new double[type.size()]))
        : like.tracer().constant(Literal.ofIntegers(type, new long[type.size()]));
  }

  @Override
  public int startOrder() {
    return 1;
  }

  @Override
  public Trial attempt(StepPoint point, ErrorNorm norm) {
    BdfMemory old = BdfMemory.of(point.memory());
    Tensor factor = point.h().dividedBy(old.spacing());
    Tensor same = factor.compare(Comparison.EQ, 1);
    Differences differences = old.differences().rescaled(factor);
    Tensor equal = same.select(old.equal(), old.equal().scalar(0));
    Tensor t1 = point.t().plus(point.h());
    Tensor predicted = point.y();
    Tensor psi = differences.get(1).times(Bdf.gamma(1));
    for (int i = 1; i <= method.maxOrder(); i++) {
      predicted = predicted.plus(differences.used(i));
      psi = i == 1 ? psi : differences.used(i).fma(psi.scalar(Bdf.gamma(i)), psi);
    }
    Tensor alpha = differences.pick(table(Bdf::alpha));
    Tensor c = point.h().dividedBy(alpha);
    BdfMemory ready = prepare(old, t1, predicted, c, point.p());
    Tensor factored = ready.factored().compare(Comparison.NE, old.factored());
    Tensor renewed = old.wanted().compare(Comparison.NE, 0).logical(LogicalFunction.OR, factored);
    BdfNewton newton = solve(norm, ready, t1, predicted, psi.dividedBy(alpha), c, point.p());
    Tensor y1 = predicted.plus(newton.d());
    Differences advanced = differences.advanced(newton.d());
    Choice choice = choose(norm, newton, advanced, equal.plus(1), point.y(), y1);
    Tensor again = newton.converged().not().logical(LogicalFunction.AND, isOld(ready));
    Tensor one = point.t().scalar(1);
    Tensor zero = point.t().scalar(0);
    Tensor half = newton.converged().select(choice.factor(), point.t().scalar(0.5));
    Tensor next = again.select(point.h(), point.h().times(half));
    Tensor jacobians = old.wanted().compare(Comparison.NE, 0).select(one, zero);
    List<Tensor> dense = new ArrayList<>(List.of(y1));
    for (int i = 1; i <= Differences.MOST; i++) {
      dense.add(new Differences(advanced.rows(), differences.order()).used(i));
    }
    return new Trial(
        y1,
        newton.converged().select(choice.error(), point.t().scalar(Double.POSITIVE_INFINITY)),
        norm instanceof ErrorNorm.Ignored ? Optional.empty() : Optional.of(next),
        ready
            .withFlags(zero, zero)
            .with(new Differences(advanced.rows(), choice.order()), point.h(), choice.equal())
            .values(),
        ready.withFlags(newton.converged().select(zero, one), ready.current()).values(),
        dense,
        newton.guards(),
        List.of(newton.iterations(), jacobians, renewed.select(one, zero)));
  }

  private static Tensor isOld(BdfMemory memory) {
    return memory.current().compare(Comparison.EQ, 0);
  }

  private static double[] table(java.util.function.IntToDoubleFunction function) {
    double[] table = new double[Differences.MOST + 1];
    for (int k = 1; k < table.length; k++) {
      table[k] = function.applyAsDouble(k);
    }
    return table;
  }

  /// Evaluates the Jacobian where it is wanted, and factors `M - c J` where J or c has changed. For
  /// small fields both are done always, which costs less than to ask.
  private BdfMemory prepare(
      BdfMemory memory, Tensor t1, Tensor predicted, Tensor c, List<Tensor> p) {
    FieldJacobian jacobian = FieldJacobian.of(field);
    Tensor wanted = memory.wanted().compare(Comparison.NE, 0);
    List<Tensor> arguments = new ArrayList<>(List.of(t1, predicted));
    arguments.addAll(p);
    Tensor matrix =
        isSmall()
            ? wanted.select(jacobian.at(t1, predicted, p), memory.jacobian())
            : Branch.when(
                    wanted,
                    arguments,
                    List.of(memory.jacobian()),
                    x -> List.of(jacobian.at(x.get(0), x.get(1), x.subList(2, x.size()))))
                .getFirst();
    Tensor stale = wanted.logical(LogicalFunction.OR, c.compare(Comparison.NE, memory.factored()));
    List<Tensor> factors =
        isSmall()
            ? List.of(memory.factors(), memory.pivots())
            : Branch.when(
                stale,
                List.of(matrix, c),
                List.of(memory.factors(), memory.pivots()),
                x -> jacobian.stage(x.get(0), x.get(1)).values());
    Tensor current = wanted.select(c.scalar(1), memory.current());
    return new BdfMemory(
        memory.differences(),
        memory.spacing(),
        memory.equal(),
        matrix,
        memory.wanted(),
        current,
        factors.get(0),
        factors.get(1),
        c);
  }

  private boolean isSmall() {
    return field.dimension() <= StageMatrix.UNROLLED;
  }

  private BdfNewton solve(
      ErrorNorm norm,
      BdfMemory ready,
      Tensor t1,
      Tensor predicted,
      Tensor psi,
      Tensor c,
      List<Tensor> p) {
    FieldJacobian jacobian = FieldJacobian.of(field);
    StageMatrix factors =
        isSmall()
            ? jacobian.stage(ready.jacobian(), c)
            : jacobian.stage(List.of(ready.factors(), ready.pivots()));
    return switch (norm) {
      case ErrorNorm.Ignored _ ->
          BdfNewton.solve(
              new BdfNewton.Problem(
                  field,
                  t1,
                  predicted,
                  psi,
                  c,
                  factors,
                  norm,
                  predicted.abs().plus(1e-3),
                  1e-12,
                  10 * ITERATIONS,
                  p));
      case ErrorNorm.Weighted weighted ->
          BdfNewton.solve(
              new BdfNewton.Problem(
                  field,
                  t1,
                  predicted,
                  psi,
                  c,
                  factors,
                  norm,
                  weighted.scale(predicted, predicted),
                  weighted.newtonTolerance(),
                  ITERATIONS,
                  p));
    };
  }

  /// What follows a step: its weighted error, the factor of the step size, the order, the number of
  /// equal steps.
  private record Choice(Tensor error, Tensor factor, Tensor order, Tensor equal) {}

  private Choice choose(
      ErrorNorm norm, BdfNewton newton, Differences advanced, Tensor equal, Tensor y, Tensor y1) {
    Tensor order = advanced.order();
    return switch (norm) {
      case ErrorNorm.Ignored _ -> {
        Tensor rises =
            equal
                .compare(Comparison.GT, order)
                .logical(LogicalFunction.AND, order.compare(Comparison.LT, method.maxOrder()));
        yield new Choice(
            order.scalar(0),
            order.scalar(1),
            rises.select(order.plus(1), order),
            rises.select(order.scalar(0), equal));
      }
      case ErrorNorm.Weighted weighted -> judge(weighted, newton, advanced, equal, y, y1);
    };
  }

  private Choice judge(
      ErrorNorm.Weighted norm,
      BdfNewton newton,
      Differences advanced,
      Tensor equal,
      Tensor y,
      Tensor y1) {
    Tensor order = advanced.order();
    Tensor safety =
        newton
            .iterations()
            .plus(2 * ITERATIONS)
            .scalar(0.9 * (2 * ITERATIONS + 1))
            .dividedBy(newton.iterations().plus(2 * ITERATIONS));
    Tensor error = norm.of(newton.d().times(advanced.pick(table(BdfRule::constant))), y, y1);
    Tensor lower =
        norm.of(advanced.beyond(0).times(advanced.pick(table(k -> constant(k - 1)))), y, y1);
    Tensor higher =
        norm.of(
            advanced.beyond(2).times(advanced.pick(table(k -> constant(Math.min(k + 1, 5))))),
            y,
            y1);
    Tensor none = order.scalar(0);
    Tensor stay = growth(error, order.plus(1));
    Tensor down = order.compare(Comparison.GT, 1).select(growth(lower, order), none);
    Tensor up =
        order.compare(Comparison.LT, method.maxOrder()).select(growth(higher, order.plus(2)), none);
    Tensor best = stay.max(down).max(up);
    Tensor falls = down.compare(Comparison.EQ, best);
    Tensor stays = stay.compare(Comparison.EQ, best);
    Tensor chosen = falls.select(order.minus(1), stays.select(order, order.plus(1)));
    Tensor settles = equal.compare(Comparison.GT, order);
    Tensor accepted = error.compare(Comparison.LE, 1);
    Tensor grown = best.times(safety).min(order.scalar(LARGEST_FACTOR));
    Tensor shrunk = stay.times(safety).max(order.scalar(LEAST_FACTOR));
    Tensor factor = accepted.select(settles.select(grown, order.scalar(1)), shrunk);
    return new Choice(
        error, factor, settles.select(chosen, order), settles.select(order.scalar(0), equal));
  }

  private static double constant(int order) {
    return CAUTION * Bdf.errorConstant(order);
  }

  /// `error^(-1/exponent)`, infinite for no error.
  private static Tensor growth(Tensor error, Tensor exponent) {
    return error.max(error.scalar(1e-30)).pow(exponent.scalar(-1).dividedBy(exponent));
  }

  @Override
  public List<TensorType> dense() {
    return Collections.nCopies(1 + Differences.MOST, state());
  }

  /// The polynomial through the last states: equation (1.15) of Hairer, Norsett, Wanner, section
  /// III.1, in backward differences.
  @Override
  public Tensor interpolate(Tensor theta, StepPoint point, List<Tensor> dense) {
    Tensor value = dense.getFirst();
    Tensor weight = theta.minus(1);
    for (int i = 1; i <= Differences.MOST; i++) {
      value = dense.get(i).fma(weight, value);
      weight = weight.times(theta.plus(i - 1)).dividedBy(i + 1.0);
    }
    return value;
  }

  @Override
  public boolean isImplicit() {
    return true;
  }

  @Override
  public int errorExponent() {
    return 1;
  }

  @Override
  public Work work() {
    return new Work.Counted();
  }
}
