package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Device;
import dev.odeon.nn.backend.Placement;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class LanePlacementTest {
  private static final LaneProgram PROGRAM =
      LaneProgram.of(
          new LanePlan(
              FieldGraph.trace("decay", (t, y, p) -> y.negate(), 1),
              Tsit5.METHOD,
              StepControl.fixed(10),
              TimeSpan.of(0, 1),
              SaveAt.times(1)));
  private static final Placement GRANTED = new Placement.Granted(Device.cuda(1), "a GPU");
  private static final LaneExecutable CODE =
      input -> {
        throw new IllegalStateException("not to be run");
      };

  private static LaneCompiler refusing(String reason) {
    return (program, device) -> new LaneCompiler.Compilation.Refused(reason);
  }

  @Test
  void aProgramRunsOnTheDeviceThatWasGranted() {
    LaneCompiler compiler =
        (program, device) -> {
          assertSame(PROGRAM, program);
          assertEquals(Device.cuda(1), device);
          return new LaneCompiler.Compilation.Compiled(CODE);
        };
    LanePlacement placement =
        LanePlacement.of(
            PROGRAM, Device.cuda(1), GRANTED, List.of(refusing("too small"), compiler));
    assertSame(CODE, placement.code().orElseThrow());
    assertEquals("it runs on a GPU", placement.reason());
  }

  @Test
  void whatTheDeviceCannotDoStaysWithTheReason() {
    LanePlacement placement =
        LanePlacement.of(PROGRAM, Device.cuda(1), GRANTED, List.of(refusing("it is too large")));
    assertTrue(placement.code().isEmpty());
    assertEquals("it is too large", placement.reason());
    LanePlacement none = LanePlacement.of(PROGRAM, Device.cuda(1), GRANTED, List.of());
    assertEquals("nothing here solves differential equations on cuda:1", none.reason());
  }

  @Test
  void aDeviceThatIsDemandedAndMissingIsAnError() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    LanePlacement.of(
                        PROGRAM, Device.cuda(), new Placement.Refused("there is none"), List.of()))
            .getMessage();
    assertEquals("device cuda cannot be used: there is none", message);
  }

  @Test
  void anyDeviceFallsBackToTheProcessor() {
    LanePlacement placement =
        LanePlacement.of(
            PROGRAM, Device.auto(), new Placement.FellBack("there is none"), List.of());
    assertTrue(placement.code().isEmpty());
    assertEquals("there is none", placement.reason());
  }
}
