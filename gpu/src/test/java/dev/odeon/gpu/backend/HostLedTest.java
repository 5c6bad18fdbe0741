package dev.odeon.gpu.backend;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.FakeDriver;
import dev.odeon.gpu.emulator.PtxMachine;
import dev.odeon.gpu.emulator.SameBits;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.GraphParser;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.rewrite.RandomGraphs;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Branches and loops over tensors too large for registers, which the host leads: lanes part.
class HostLedTest {
  private static final int LANES = 70;

  private static void check(Class<? extends DeviceStep> step, String text) {
    Graph graph = GraphParser.parse(text, RandomGraphs.CUSTOMS);
    assertTrue(
        DeviceProgram.of(graph).steps().stream().anyMatch(step::isInstance),
        () -> "no step " + step.getSimpleName() + " in the program of\n" + text);
    Random random = new Random(8);
    double[][] inputs = new double[graph.inputs().size()][];
    for (int i = 0; i < inputs.length; i++) {
      Value input = graph.inputs().get(i);
      inputs[i] = random.doubles(DeviceElements.count(input, LANES)).toArray();
    }
    try (CudaContext context = FakeDriver.running(new PtxMachine()).open();
        CudaExecutable executable = new CudaBackend(context).compile(graph)) {
      SameBits.check(step.getSimpleName(), executable, inputs, LANES);
    }
  }

  /// Each lane stops when it is done, and keeps what it has; the carries change places.
  @Test
  void loopsStopLaneByLane() {
    check(
        WhileStep.class,
        """
        graph @grow(%0: f64[24] lane, %1: f64[24] shared) {
          %2: f64[24] lane, %3: f64[24] lane = while %0, %1 {condition=graph @more(%0: f64[24] lane, %1: f64[24] lane) {
            %2: f64[] lane = reduce %0 {kind=sum, axes=[0]}
            %3: f64[] shared = constant 40.0
            %4: i1[] lane = compare %2, %3 {direction=LT}
            return %4
          }, body=graph @next(%0: f64[24] lane, %1: f64[24] lane) {
            %2: f64[24] lane = add %0, %1
            return %2, %0
          }, consts=0}
          return %2, %3
        }
        """);
  }

  /// A condition that all lanes share, which counts; a carry that is shared from the beginning.
  @Test
  void loopsCountForAllLanes() {
    check(
        WhileStep.class,
        """
        graph @count(%0: f64[24] lane, %1: f64[] shared) {
          %2: f64[24] lane, %3: f64[] shared = while %0, %1 {condition=graph @more(%0: f64[24] lane, %1: f64[] shared) {
            %2: f64[] shared = constant 4.0
            %3: i1[] shared = compare %1, %2 {direction=LT}
            return %3
          }, body=graph @next(%0: f64[24] lane, %1: f64[] shared) {
            %2: f64[] shared = constant 1.0
            %3: f64[] shared = add %1, %2
            %4: f64[24] shared = broadcast_in_dim %3 {shape=[24], axes=[]}
            %5: f64[24] lane = multiply %0, %4
            return %5, %3
          }, consts=0}
          return %2, %3
        }
        """);
  }

  /// Some lanes take one branch and some the other; one branch gives what is shared.
  @Test
  void branchesAreTakenLaneByLane() {
    check(
        CondStep.class,
        """
        graph @choose(%0: f64[24] lane, %1: f64[24] shared, %2: f64[] lane) {
          %3: f64[] shared = constant 0.5
          %4: i1[] lane = compare %2, %3 {direction=LT}
          %5: f64[24] lane = cond %4, %0, %1 {when_true=graph @yes(%0: f64[24] lane, %1: f64[24] lane) {
            %2: f64[24] lane = multiply %0, %1
            return %2
          }, when_false=graph @no(%0: f64[24] lane, %1: f64[24] shared) {
            %2: f64[24] shared = negate %1
            return %2
          }}
          return %5
        }
        """);
  }

  @Test
  void scansHandOnLargeCarries() {
    check(
        ScanStep.class,
        """
        graph @steps(%0: f64[5x24] lane, %1: f64[24] shared, %2: f64[24] lane, %3: f64[5x24] shared) {
          %4: f64[24] lane, %5: f64[24] lane, %6: f64[5x24] lane = scan %1, %2, %0, %3 {body=graph @step(%0: f64[24] lane, %1: f64[24] lane, %2: f64[24] lane, %3: f64[24] lane) {
            %4: f64[24] lane = fma %0, %2, %3
            return %1, %4, %0
          }, consts=0, carries=2, length=5, order=REVERSE}
          return %4, %5, %6
        }
        """);
  }

  /// Sums over lanes within a loop, which no kernel of a lane has.
  @Test
  void loopsMayHaveSumsOverLanes() {
    check(
        WhileStep.class,
        """
        graph @mean(%0: f64[2] lane) {
          %1: f64[2] lane = while %0 {condition=graph @more(%0: f64[2] lane) {
            %1: f64[2] shared = lane_reduce %0
            %2: f64[] shared = reduce %1 {kind=sum, axes=[0]}
            %3: f64[] shared = constant 200.0
            %4: i1[] shared = compare %2, %3 {direction=LT}
            return %4
          }, body=graph @next(%0: f64[2] lane) {
            %1: f64[2] shared = constant [1.25, 1.5]
            %2: f64[2] lane = multiply %0, %1
            return %2
          }, consts=0}
          return %1
        }
        """);
  }

  @Test
  void userCodeRunsOnTheHost() {
    check(
        CustomStep.class,
        """
        graph @turned(%0: f64[3] lane, %1: f64[] shared) {
          %2: f64[3] lane = add %0, %0
          %3: f64[3] lane, %4: f64[] lane = custom %2, %1 {function="test.turn"}
          %5: f64[3] lane = multiply %3, %2
          return %5, %4
        }
        """);
  }
}
