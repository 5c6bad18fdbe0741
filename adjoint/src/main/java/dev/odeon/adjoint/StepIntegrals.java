package dev.odeon.adjoint;

import dev.odeon.ode.lanes.StepRecord;

/// Parameter integrals by a quadrature formula over each backward step.
final class StepIntegrals implements ParameterIntegrals {
  private final GaussLegendre formula;
  private final PointCotangents sums;

  StepIntegrals(GaussLegendre formula, AdjointProgram program) {
    this.formula = formula;
    sums = new PointCotangents(program.field(), program.backend());
  }

  @Override
  public void begin(AdjointTask task, double[][] gradients) {
    sums.begin(task.parameters(), gradients, task.lanes());
  }

  @Override
  public void add(Stretch stretch, double scale) {
    StepRecord steps = stretch.steps();
    int count = formula.count();
    double[] s = new double[steps.steps() * count];
    double[] weights = new double[s.length];
    for (int step = 0; step < steps.steps(); step++) {
      double begin = steps.t(step);
      double size = (step + 1 < steps.steps() ? steps.t(step + 1) : 1) - begin;
      for (int i = 0; i < count; i++) {
        s[step * count + i] = Math.fma(formula.node(i), size, begin);
        weights[step * count + i] = formula.weight(i) * size;
      }
    }
    stretch.addTo(sums, stretch.lane(), s, weights, scale);
  }

  @Override
  public void finish() {
    sums.flush();
  }
}
