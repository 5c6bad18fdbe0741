package dev.odeon.nn.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.odeon.nn.backend.DeviceSource.Availability;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static final DeviceSource ONE_GPU =
      cuda ->
          cuda.ordinal() == 0
              ? new Availability.Usable("a GPU")
              : new Availability.Unusable("there is no CUDA device " + cuda.ordinal());
  private static final DeviceSource NO_GPU = _ -> new Availability.Unusable("no driver");

  @Test
  void aWishThatCanBeFulfilledIsGranted() {
    assertEquals(
        new Placement.Granted(Device.cpu(), "the processor"),
        Placement.of(Device.cpu(), List.of(NO_GPU)));
    assertEquals(
        new Placement.Granted(Device.cuda(), "a GPU"),
        Placement.of(Device.cuda(), List.of(NO_GPU, ONE_GPU)));
    assertEquals(
        new Placement.Granted(Device.cuda(0), "a GPU"),
        Placement.of(Device.auto(), List.of(ONE_GPU)));
  }

  @Test
  void autoFallsBackAndCudaIsRefusedWithTheSameReason() {
    assertEquals(new Placement.FellBack("no driver"), Placement.of(Device.auto(), List.of(NO_GPU)));
    assertEquals(new Placement.Refused("no driver"), Placement.of(Device.cuda(), List.of(NO_GPU)));
    assertEquals(
        new Placement.Refused("there is no CUDA device 3"),
        Placement.of(Device.cuda(3), List.of(ONE_GPU)));
    assertEquals(
        new Placement.Refused("this program was built without the module for GPUs, odeon-gpu"),
        Placement.of(Device.cuda(), List.of()));
  }

  @Test
  void theProcessorAsksNobody() {
    DeviceSource never =
        _ -> {
          throw new AssertionError("looked for a GPU");
        };
    assertEquals(
        new Placement.Granted(Device.cpu(), "the processor"),
        Placement.of(Device.cpu(), List.of(never)));
  }

  @Test
  void aDeviceSaysHowManyLanesKeepItBusy() {
    DeviceSource wide =
        new DeviceSource() {
          @Override
          public Availability find(Device.Cuda device) {
            return ONE_GPU.find(device);
          }

          @Override
          public int lanesAtOnce(Device.Cuda device) {
            return 270_336;
          }
        };
    assertEquals(270_336, Placement.lanesAtOnce(Device.auto(), List.of(NO_GPU, wide)));
    assertEquals(270_336, Placement.lanesAtOnce(Device.cuda(), List.of(wide)));
    assertEquals(1, Placement.lanesAtOnce(Device.cuda(), List.of(NO_GPU)));
    assertEquals(1, Placement.lanesAtOnce(Device.auto(), List.of(NO_GPU)));
    assertEquals(1, Placement.lanesAtOnce(Device.cpu(), List.of(wide)));
  }

  @Test
  void devicesAreValues() {
    assertEquals(Device.cuda(), Device.cuda(0));
    assertEquals("cuda:2", Device.cuda(2).toString());
    assertEquals("cpu", Device.cpu().toString());
    assertEquals("auto", Device.auto().toString());
    var e = assertThrows(IllegalArgumentException.class, () -> Device.cuda(-1));
    assertEquals("ordinal must be at least 0, was -1", e.getMessage());
  }
}
