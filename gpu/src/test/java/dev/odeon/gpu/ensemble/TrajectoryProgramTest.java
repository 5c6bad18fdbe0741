package dev.odeon.gpu.ensemble;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.Recording;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The program for threads, interpreted, against the lanes solver: the same bits and decisions.
class TrajectoryProgramTest {
  @ParameterizedTest
  @MethodSource({
    "dev.odeon.gpu.ensemble.SolveCases#saves",
    "dev.odeon.gpu.ensemble.SolveCases#outcomes",
    "dev.odeon.gpu.ensemble.SolveCases#breaks",
    "dev.odeon.gpu.ensemble.StochasticCases#all",
    "dev.odeon.gpu.ensemble.SolveCases#methods"
  })
  void isTheLanesSolver(SolveCase one) {
    SameSolve.check(
        new LaneIntegrator(one.plan(), new ReferenceBackend(), 1).run(one.input(), Recording.NONE),
        SolveTwin.run(one.plan(), one.input()));
  }
}
