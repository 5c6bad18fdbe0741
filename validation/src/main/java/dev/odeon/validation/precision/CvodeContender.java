package dev.odeon.validation.precision;

import dev.odeon.nn.ad.sparse.JacobianSparsity;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.validation.problem.EndProblem;
import java.util.Locale;
import java.util.function.Supplier;

/// CVODE, which calls back into the compiled field.
record CvodeContender(Sundials library, CvodeFamily family) implements Contender {
  @Override
  public String name() {
    return "cvode:" + family.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Supplier<Ending> prepare(EndProblem problem, Tolerances tolerances) {
    if (problem.mass().isPresent()) {
      throw new IllegalArgumentException("CVODE has no mass matrices: " + problem);
    }
    CvodeField field = new CvodeField(library, new CompiledField(problem.field()));
    Band band = Band.of(JacobianSparsity.of(problem.field().graph(), 1, 0));
    double[] initial = problem.initial();
    return () -> {
      try (CvodeSession session = new CvodeSession(library, field, family, band, initial)) {
        return session.run(problem, tolerances);
      }
    };
  }
}
