package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.step.Carry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Begins, or begins anew, from the time and the state that are carried.
final class TrajectoryStart {
  private final Trajectory self;
  private final ProgramBuilder code;
  private final Optional<Variable> found;
  private final List<Variable> started;

  TrajectoryStart(Trajectory self) {
    this.self = self;
    code = self.code;
    found = self.program.steps().consistent().map(_ -> code.number());
    started = code.results(self.program.start());
  }

  /// Computes what is carried from here on.
  ///
  /// @param whole where the trajectory is to end
  /// @param values whether the values of events at the start are to be carried
  void run(Variable whole, Variable values) {
    Variable t = self.before.get(Carry.T);
    Variable y = self.before.get(Carry.Y);
    self.program
        .steps()
        .consistent()
        .ifPresent(
            graph -> code.apply(graph, self.with(List.of(t, y)), List.of(y, found.orElseThrow())));
    code.apply(self.program.start(), self.with(List.of(t, whole, y)), started);
    List<Variable> targets = new ArrayList<>(List.of(self.before.get(Carry.H)));
    targets.addAll(self.before.subList(self.carry.controlStart(), self.carry.size()));
    List<Variable> sources = started.subList(0, targets.size());
    if (self.program.events().isEmpty()) {
      code.assign(targets, sources);
    } else {
      int own = targets.size() - 1;
      code.assign(targets.subList(0, own), sources.subList(0, own));
      code.when(values, () -> code.assign(targets.getLast(), sources.getLast()));
    }
    judge();
  }

  /// Notes why no step can begin, if so.
  private void judge() {
    double start = self.program.span().start();
    code.set(
        List.of(self.end, self.which, self.when),
        x -> {
          Tensor end = x.number(Report.RUNNING);
          Tensor which = x.number(0);
          Tensor derivative = x.of(started.get(started.size() - self.guards - 1));
          for (int i = derivative.type().size() - 1; i >= 0; i--) {
            Tensor finite =
                derivative.get(i).abs().compare(Comparison.LT, Double.POSITIVE_INFINITY);
            end = finite.select(end, x.number(Report.NON_FINITE));
            which = finite.select(which, x.number(i));
          }
          if (found.isPresent()) {
            Tensor holds = x.of(found.orElseThrow()).compare(Comparison.NE, 0);
            end = holds.select(end, x.number(Report.INCONSISTENT));
          }
          for (int i = self.guards - 1; i >= 0; i--) {
            Tensor holds = x.of(started.get(started.size() - self.guards + i));
            end = holds.select(end, x.number(Report.DIVERGED));
            which = holds.select(which, x.number(i));
          }
          Tensor when = x.of(self.first).select(x.number(start), x.of(self.before.get(Carry.T)));
          return List.of(end, which, when);
        });
  }

  /// A trajectory of no length ends where it begins.
  ///
  /// @param end where it ends
  void endIfEmpty(Variable end) {
    double start = self.program.span().start();
    code.set(
        self.end,
        x ->
            x.of(end)
                .compare(Comparison.EQ, start)
                .logical(LogicalFunction.AND, x.of(self.first))
                .select(x.number(Report.SUCCESS), x.of(self.end)));
  }
}
