package dev.odeon.gpu.ensemble;


import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.Tsit5;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Gradients by kernels, run by an emulator of the device, against the sweep on the processor: the
/// same bits.
class GradientSolverTest {
  static Stream<SolveCase> cases() {
    LanePlan few = SolveCases.lorenz(Tsit5.METHOD, SolveCases.ADAPTIVE, 0.3, 0, 0.1, 0.22, 0.3);
    LanePlan ends = SolveCases.lorenz(Tsit5.METHOD, StepControl.fixed(7), 0.1, 0.1);
    LanePlan many = SolveCases.lorenz(Tsit5.METHOD, StepControl.fixed(80), 0.3, 0.3);
    return Stream.of(
        new SolveCase("states within steps", few, Ensembles.lorenz(5)),
        new SolveCase("two blocks", ends, Ensembles.lorenz(66)),
        new SolveCase("more steps than there was room for", many, Ensembles.lorenz(2)),
        SolveCases.saves().filter(one -> one.name().equals("own times")).findFirst().orElseThrow(),
        new SolveCase("spiral", SolveCases.spirals(8), Ensembles.spirals(8, 4)),
        new SolveCase(
            "Robertson", SolveCases.robertson(Rosenbrock.RODAS_5P, 4), Ensembles.robertson(3)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isTheSweepOnTheProcessor(SolveCase one) {
    SameGradient.check(
        one.plan(),
        one.input(),
        (context, integrator) ->
            new GradientSolver(
                new LoadedKernels(context),
                integrator,
                TrajectoryForm.THREADS,
                ThreadsBack.of(BackwardProgram.of(integrator).orElseThrow(), 32)));
  }
}
