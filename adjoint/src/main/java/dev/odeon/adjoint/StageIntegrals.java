package dev.odeon.adjoint;

import dev.odeon.ode.lanes.StepRecord;
import dev.odeon.ode.method.ButcherTableau;

/// Parameter integrals by the weights of the stages of each backward step: what integrating them
/// along would give, without their having a say in the steps.
final class StageIntegrals implements ParameterIntegrals {
  private static final int S = 0;
  private static final int H = 1;
  private static final int Z = 2;
  private static final int FROM = 3;
  private static final int TO = 4;
  private static final int SCALE = 5;
  private static final int KNOWN = 6;

  private final ColumnSums sums;
  private final int dimension;

  StageIntegrals(ButcherTableau tableau, AdjointProgram program) {
    dimension = program.adjointField().dimension();
    sums =
        new ColumnSums(
            StageGraph.of(program, program.adjointField(), tableau),
            program.field().parameterTypes(),
            FROM,
            program.backend());
  }

  @Override
  public void begin(AdjointTask task, double[][] gradients) {
    sums.begin(task.parameters(), gradients, task.lanes());
  }

  @Override
  public void add(Stretch stretch, double scale) {
    StepRecord steps = stretch.steps();
    for (int step = 0; step < steps.steps(); step++) {
      sums.put(S, 0, steps.t(step));
      sums.put(H, 0, steps.h(step));
      for (int i = 0; i < dimension; i++) {
        sums.put(Z, i, steps.y(step, i));
      }
      sums.put(FROM, 0, stretch.from());
      sums.put(TO, 0, stretch.to());
      sums.put(SCALE, 0, scale);
      for (int i = 0; i < stretch.coefficients(); i++) {
        sums.put(KNOWN, i, stretch.coefficient(i));
      }
      sums.add(stretch.lane());
    }
  }

  @Override
  public void finish() {
    sums.flush();
  }
}
