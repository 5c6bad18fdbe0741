package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.SparseElimination;
import java.util.Arrays;

/// Where the elements of sparse factors are, as plain arrays; see [SparseElimination].
///
/// @param starts number of the first element of each row, and of the end
/// @param diagonal number of the diagonal element of each row
/// @param columns column of each element
/// @param order the row that is eliminated at each step
@SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
record SparseRows(int[] starts, int[] diagonal, int[] columns, int[] order) {
  static SparseRows of(SparseElimination elimination) {
    int[] starts = new int[elimination.size() + 1];
    int[] diagonal = new int[elimination.size()];
    int[] columns = new int[elimination.factorSize()];
    int[] order = new int[elimination.size()];
    Arrays.setAll(starts, elimination::start);
    Arrays.setAll(diagonal, elimination::diagonal);
    Arrays.setAll(columns, elimination::factorColumn);
    Arrays.setAll(order, elimination::order);
    return new SparseRows(starts, diagonal, columns, order);
  }
}
