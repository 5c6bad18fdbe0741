package dev.odeon.gpu.ptx;

import dev.odeon.gpu.emulator.EmulatedGraph;
import dev.odeon.gpu.emulator.SameBits;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.GraphParser;
import dev.odeon.nn.rewrite.RandomInputs;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where code for a lane could go wrong and random graphs seldom go.
class LaneCodeEdgesTest {
  private static void check(String text, double[]... inputs) {
    Graph graph = GraphParser.parse(text);
    int lanes = inputs[0].length / graph.inputs().getFirst().type().size();
    SameBits.check("edge", new EmulatedGraph(graph), inputs, lanes);
  }

  private static void check(String text, int lanes) {
    Graph graph = GraphParser.parse(text);
    double[][] inputs = RandomInputs.of(graph.inputs(), lanes, new Random(5));
    SameBits.check("edge", new EmulatedGraph(graph), inputs, lanes);
  }

  /// The bits of a NaN that arithmetic made are a device's own.
  @Test
  void bitsOfNaNsAreCanonical() {
    check(
        """
        graph @bits(%0: f64[] lane, %1: f32[] lane) {
          %2: f64[] lane = subtract %0, %0
          %3: i64[] lane = bitcast_convert %2 {to=i64}
          %4: f32[] lane = subtract %1, %1
          %5: i32[] lane = bitcast_convert %4 {to=i32}
          return %3, %5
        }
        """,
        new double[] {1, Double.POSITIVE_INFINITY, Double.NaN},
        new double[] {1, Double.POSITIVE_INFINITY, Double.NaN});
  }

  /// Carries that change places are all read before any is written.
  @Test
  void carriesChangePlaces() {
    check(
        """
        graph @exchange(%0: f64[] lane, %1: f64[] lane) {
          %2: f64[] lane, %3: f64[] lane = while %0, %1 {condition=graph @more(%0: f64[] lane, %1: f64[] lane) {
            %2: i1[] lane = compare %0, %1 {direction=LT}
            return %2
          }, body=graph @next(%0: f64[] lane, %1: f64[] lane) {
            return %1, %0
          }, consts=0}
          return %2, %3
        }
        """,
        new double[] {1, 2, 3}, new double[] {2, 1, 3});
  }

  @ParameterizedTest
  @ValueSource(strings = {"FORWARD", "REVERSE"})
  void longScansLoopOverSlicesInMemory(String order) {
    String text =
        """
        graph @fibonacci(%0: f64[9x2] lane, %1: f64[2] lane, %2: f64[2] shared) {
          %3: f64[2] lane, %4: f64[2] lane, %5: f64[9x2] lane = scan %1, %2, %0 {body=graph @step(%0: f64[2] lane, %1: f64[2] lane, %2: f64[2] lane) {
            %3: f64[2] lane = fma %0, %2, %1
            return %1, %3, %0
          }, consts=0, carries=2, length=9, order=ORDER}
          return %3, %4, %5
        }
        """;
    check(text.replace("ORDER", order), 7);
  }

  /// Rows may change places with rows above where the exchanges are no result of a factorisation.
  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "TRANSPOSED"})
  void exchangesOfRowsMayBeAny(String form) {
    String text =
        """
        graph @solve(%0: f64[3x3] lane, %1: f64[3x2] lane, %2: i32[3] lane) {
          %3: f64[3x2] lane = lu_solve %0, %2, %1 {form=FORM}
          return %3
        }
        """;
    double[] m = {4, 1, 2, 1, 3, 7, 2, 5, 9};
    double[] right = {1, 2, 3, 4, 5, 6};
    double[] rows = new double[3];
    for (int i = 0; i < 3; i++) {
      rows[i] = Double.longBitsToDouble(new long[] {2, 0, -5}[i]);
    }
    check(text.replace("FORM", form), m, right, rows);
  }

  /// A zero pivot, a matrix of zeros, equal candidates, NaNs.
  @Test
  void pivotsAreTheFirstLargest() {
    double[][] matrices = {
      {0, 1, 1, 0}, {0, 0, 0, 0}, {1, 2, -1, 3}, {Double.NaN, 1, 2, 3}, {1, 2, Double.NaN, 3}
    };
    double[] lanes = new double[4 * matrices.length];
    for (int lane = 0; lane < matrices.length; lane++) {
      for (int e = 0; e < 4; e++) {
        lanes[e * matrices.length + lane] = matrices[lane][e];
      }
    }
    check(
        """
        graph @factor(%0: f64[2x2] lane) {
          %1: f64[2x2] lane, %2: i32[2] lane = lu_factor %0
          return %1, %2
        }
        """,
        lanes);
  }

  /// Products that underflow to -0 are added to +0 in the tree, not in the accumulators.
  @Test
  void sumsOfNegativeZeros() {
    check(
        """
        graph @zeros(%0: f64[2] lane) {
          %1: f64[] lane = dot_general %0, %0 {left_contracting=[0], right_contracting=[0], left_batch=[], right_batch=[]}
          %2: f64[2] shared = constant [-1.0E-300, -1.0E-300]
          %3: f64[] lane = dot_general %0, %2 {left_contracting=[0], right_contracting=[0], left_batch=[], right_batch=[]}
          %4: f64[] lane = reduce %0 {kind=sum, axes=[0]}
          return %1, %3, %4
        }
        """,
        new double[] {1e-300, -0.0, 0.0, 1e-300, -0.0, -0.0});
  }

  @Test
  void manySlicesAreIndexedInMemory() {
    check(
        """
        graph @slices(%0: f64[20] lane, %1: i32[6] lane, %2: f64[6] lane, %3: f64[20] shared) {
          %4: f64[20] lane = add %0, %3
          %5: f64[6] lane = gather %4, %1
          %6: f64[6] lane = gather %3, %1
          %7: f64[20] lane = scatter_add %4, %1, %2
          return %5, %6, %7
        }
        """,
        33);
  }
}
