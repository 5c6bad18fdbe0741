package dev.odeon.nn.backend.cpu.kernel;

import dev.odeon.nn.backend.cpu.trial.Trial;
import dev.odeon.nn.backend.cpu.trial.VectorChoice;
import dev.odeon.nn.backend.cpu.trial.WarmUp;

/// A [Copier] that runs on vectors when they are measured to be faster.
///
/// @param scalar its code on numbers
/// @param vector its code on vectors
/// @param choice which one runs
record MeasuredCopier(Copier scalar, Copier vector, VectorChoice choice) implements Copier {
  /// Rows and columns of what is copied to try it.
  private static final int TRIED_ROWS = 16;

  private static final int TRIED_COLUMNS = 32;

  static MeasuredCopier narrowing(Copier scalar, Copier vector) {
    return new MeasuredCopier(
        scalar,
        vector,
        new VectorChoice(_ -> new Copy(scalar, vector, filled(), new float[size()])));
  }

  static MeasuredCopier widening(Copier scalar, Copier vector) {
    return new MeasuredCopier(
        scalar,
        vector,
        new VectorChoice(_ -> new Copy(scalar, vector, new float[size()], filled())));
  }

  private static int size() {
    return TRIED_ROWS * TRIED_COLUMNS;
  }

  private static double[] filled() {
    return WarmUp.filled(size());
  }

  @Override
  public void copy(
      Object from, int start, int row, Object to, int at, int toRow, int rows, int columns) {
    Copier chosen = choice.use(columns, (long) rows * columns) ? vector : scalar;
    chosen.copy(from, start, row, to, at, toRow, rows, columns);
  }

  /// A copy of 16 rows of 32.
  private record Copy(Copier numbers, Copier vectors, Object from, Object to) implements Trial {
    @Override
    public void scalar() {
      run(numbers);
    }

    @Override
    public void vector() {
      run(vectors);
    }

    private void run(Copier copier) {
      copier.copy(from, 0, TRIED_COLUMNS, to, 0, TRIED_COLUMNS, TRIED_ROWS, TRIED_COLUMNS);
    }
  }
}
