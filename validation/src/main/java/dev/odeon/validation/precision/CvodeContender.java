package dev.odeon.validation.precision;

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
    CvodeField field = new CvodeField(library, new CompiledField(problem.field()));
    double[] initial = problem.initial();
    return () -> {
      try (CvodeSession session = new CvodeSession(library, field, family, initial)) {
        return session.run(problem, tolerances);
      }
    };
  }
}
