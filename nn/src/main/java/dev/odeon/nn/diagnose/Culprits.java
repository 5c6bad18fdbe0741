package dev.odeon.nn.diagnose;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Turns a culprit into a finding, looking into branches and loops.
final class Culprits {
  private Culprits() {}

  /// @param forward number of the equations that compute values; those after it compute gradients
  static NonFinite resolve(Recorded run, Culprit culprit, int forward) {
    Position position = run.position(culprit.value(), culprit.index());
    double value = run.array(culprit.value())[culprit.index()];
    if (culprit.maker().isEmpty()) {
      int input = run.graph().inputs().indexOf(culprit.value());
      return new NonFinite.OfInput(input, value, position.element(), position.laneIfAny());
    }
    Equation equation = culprit.maker().get();
    Sweep sweep =
        run.graph().equations().indexOf(equation) < forward ? Sweep.FORWARD : Sweep.BACKWARD;
    Optional<InnerRun> inner = InnerRun.find(run, culprit, equation);
    Optional<NonFinite.OfEquation> deeper =
        inner.flatMap(found -> resolve(found, equation.origin(), sweep));
    return deeper.isPresent()
        ? deeper.get()
        : new NonFinite.OfEquation(
            equation,
            sweep,
            List.of(),
            value,
            position.element(),
            position.laneIfAny(),
            operands(run, culprit, equation));
  }

  private static Optional<NonFinite.OfEquation> resolve(
      InnerRun inner, Origin around, Sweep sweep) {
    Graph graph = inner.run().graph();
    int forward = sweep == Sweep.FORWARD ? graph.equations().size() : 0;
    return inner
        .blame()
        .trace()
        .map(culprit -> resolve(inner.run(), culprit, forward))
        .flatMap(
            found ->
                found instanceof NonFinite.OfEquation equation
                    ? Optional.of(within(equation, inner.name(), around))
                    : Optional.empty());
  }

  private static NonFinite.OfEquation within(
      NonFinite.OfEquation found, String name, Origin around) {
    List<String> within = new ArrayList<>(List.of(name));
    within.addAll(found.within());
    Equation equation = found.equation();
    Equation named =
        equation.origin().text().isEmpty()
            ? new Equation(equation.op(), equation.operands(), equation.results(), around)
            : equation;
    return new NonFinite.OfEquation(
        named,
        found.sweep(),
        within,
        found.value(),
        found.element(),
        found.lane(),
        found.operands());
  }

  private static List<Double> operands(Recorded run, Culprit culprit, Equation equation) {
    if (!Blame.isElementwise(equation.op()) || equation.op() instanceof Op.Select) {
      return List.of();
    }
    return equation.operands().stream()
        .map(x -> run.array(x)[run.counterpart(culprit.value(), culprit.index(), x)])
        .toList();
  }
}
