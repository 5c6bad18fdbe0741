package dev.odeon.validation.precision;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.odeon.ode.problem.Tolerances;
import dev.odeon.validation.problem.EndProblem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalDouble;

/// One integration by CVODE, and the memory it takes.
final class CvodeSession implements AutoCloseable {
  private static final int NORMAL = 1;
  private static final int TSTOP_RETURN = 1;

  private final Arena arena = Arena.ofConfined();
  private final Sundials library;
  private final CvodeField field;
  private final CvodeFamily family;
  private final MemorySegment context;
  private final MemorySegment state;
  private final MemorySegment memory;
  private final MemorySegment matrix;
  private final MemorySegment solver;

  @SuppressWarnings("restricted")
  CvodeSession(
      Sundials library, CvodeField field, CvodeFamily family, Band band, double[] initial) {
    this.library = library;
    this.field = field;
    this.family = family;
    MemorySegment slot = arena.allocate(ADDRESS);
    Sundials.call(library.createContext, MemorySegment.NULL, slot);
    context = slot.get(ADDRESS, 0);
    long size = field.dimension();
    state = address(Sundials.call(library.newVector, size, context));
    MemorySegment.copy(initial, 0, data(), JAVA_DOUBLE, 0, initial.length);
    memory = address(Sundials.call(library.create, family.code(), context));
    matrix =
        switch (family) {
          case ADAMS -> MemorySegment.NULL;
          case BDF -> address(matrix(band));
        };
    solver =
        address(
            switch (family) {
              case ADAMS -> Sundials.call(library.fixedPoint, state, 0, context);
              case BDF ->
                  Sundials.call(
                      band.isNarrow() ? library.bandSolver : library.denseSolver,
                      state,
                      matrix,
                      context);
            });
  }

  private Object matrix(Band band) {
    long size = band.size();
    return band.isNarrow()
        ? Sundials.call(library.bandMatrix, size, (long) band.above(), (long) band.below(), context)
        : Sundials.call(library.denseMatrix, size, size, context);
  }

  Ending run(EndProblem problem, Tolerances tolerances) {
    double end = problem.span().end();
    Sundials.call(library.silence, memory, MemorySegment.NULL);
    check(Sundials.call(library.init, memory, field.function(), problem.span().start(), state));
    check(Sundials.call(library.tolerances, memory, tolerances.relTol(), tolerances.absTol()));
    check(Sundials.call(library.maxSteps, memory, (long) Contender.MAX_STEPS));
    check(Sundials.call(library.stopTime, memory, end));
    switch (family) {
      case ADAMS -> check(Sundials.call(library.useIteration, memory, solver));
      case BDF -> check(Sundials.call(library.useSolver, memory, solver, matrix));
    }
    MemorySegment reached = arena.allocate(JAVA_DOUBLE);
    int flag = (int) Sundials.call(library.integrate, memory, end, state, reached, NORMAL);
    long evaluations = evaluations();
    return flag == 0 || flag == TSTOP_RETURN
        ? new Ending(
            OptionalDouble.of(problem.error(data().toArray(JAVA_DOUBLE), problem.tolerances(1))),
            evaluations)
        : Ending.failed(evaluations);
  }

  /// Those of difference quotients for the Jacobian included.
  private long evaluations() {
    MemorySegment count = arena.allocate(JAVA_LONG);
    Sundials.call(library.evaluations, memory, count);
    long all = count.get(JAVA_LONG, 0);
    return switch (family) {
      case ADAMS -> all;
      case BDF -> {
        Sundials.call(library.linearEvaluations, memory, count);
        yield all + count.get(JAVA_LONG, 0);
      }
    };
  }

  @SuppressWarnings("restricted")
  private MemorySegment data() {
    return address(Sundials.call(library.dataOf, state))
        .reinterpret((long) field.dimension() * Double.BYTES);
  }

  private static MemorySegment address(Object result) {
    MemorySegment segment = (MemorySegment) result;
    if (segment.equals(MemorySegment.NULL)) {
      throw new IllegalStateException("SUNDIALS returned no object");
    }
    return segment;
  }

  private static void check(Object flag) {
    if ((int) flag != 0) {
      throw new IllegalStateException("CVODE refused a setting with code " + flag);
    }
  }

  @Override
  public void close() {
    MemorySegment slot = arena.allocate(ADDRESS);
    slot.set(ADDRESS, 0, memory);
    Sundials.call(library.free, slot);
    switch (family) {
      case ADAMS -> Sundials.call(library.freeIteration, solver);
      case BDF -> {
        Sundials.call(library.freeSolver, solver);
        Sundials.call(library.freeMatrix, matrix);
      }
    }
    Sundials.call(library.freeVector, state);
    slot.set(ADDRESS, 0, context);
    Sundials.call(library.freeContext, slot);
    arena.close();
  }
}
