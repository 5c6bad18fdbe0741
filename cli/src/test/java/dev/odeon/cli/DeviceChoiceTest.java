package dev.odeon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.cli.fault.ExitCode;
import dev.odeon.nn.backend.Device;
import dev.odeon.nn.backend.DeviceSource;
import dev.odeon.nn.backend.DeviceSource.Availability;
import dev.odeon.nn.backend.Placement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceChoiceTest {
  @TempDir Path folder;

  private static final String FILE = FitFolder.EXAMPLES.resolve("lynx-hare/fit.yaml").toString();
  private static final Function<Device, Placement> NO_GPU =
      machine(_ -> new Availability.Unusable("CUDA is not available: no driver"));
  private static final Function<Device, Placement> ONE_GPU =
      machine(
          cuda ->
              cuda.ordinal() == 0
                  ? new Availability.Usable("NVIDIA H100")
                  : new Availability.Unusable("there is no CUDA device " + cuda.ordinal()));

  @Test
  void autoWithoutAGpuComputesOnTheCpuAndSaysSoInOneLine() {
    CommandRun run = CommandRun.on(NO_GPU, "solve", FILE, "--device", "auto");
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    assertEquals(
        "odeon: device auto: computing on the CPU; CUDA is not available: no driver\n", run.err());
    CommandRun plain = CommandRun.on(NO_GPU, "solve", FILE);
    assertEquals("", plain.err(), "cpu is the default and says nothing");
    assertEquals(plain.out(), run.out());
    assertEquals("", CommandRun.on(NO_GPU, "solve", FILE, "--device=auto", "--quiet").err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"solve", "fit", "sweep"})
  void cudaWithoutAGpuIsRefusedBeforeAnyWork(String command) {
    List<String> arguments = new ArrayList<>(List.of(command, FILE, "--device", "cuda"));
    if (command.equals("sweep")) {
      arguments.addAll(List.of("--over", "a=1,2"));
    }
    CommandRun run = CommandRun.on(NO_GPU, arguments.toArray(String[]::new));
    assertEquals(75, run.exit().status());
    assertEquals(
        "odeon: fit.yaml: device: cuda cannot run here: CUDA is not available: no driver; set"
            + " device: cpu or auto\n",
        run.err());
    assertEquals("", run.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cuda", "auto"})
  void aMethodThatRunsOnTheCpuOnlyIsNamed(String device) {
    CommandRun run =
        CommandRun.on(
            ONE_GPU, "solve", FILE, "--device", device, "--set=solver.method=gragg_bulirsch_stoer");
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    assertEquals(
        "odeon: method gragg_bulirsch_stoer runs on the CPU; cuda, NVIDIA H100, is not used\n",
        run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"solve", "fit"})
  void oneTrajectoryGainsNothingFromAGpuThatWasNotDemanded(String command) {
    CommandRun run =
        CommandRun.on(
            ONE_GPU,
            command,
            FILE,
            "--device=auto",
            "--set=optimize=[{lbfgs: {steps: 1}}]",
            "--output=" + folder.resolve(command));
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    assertEquals("", run.err());
  }

  @Test
  void otherDevicesHaveNumbers() {
    CommandRun run = CommandRun.on(ONE_GPU, "solve", FILE, "--set", "device=cuda:3");
    assertEquals(ExitCode.GAVE_UP, run.exit());
    assertEquals(
        "odeon: fit.yaml: device: cuda:3 cannot run here: there is no CUDA device 3; set device:"
            + " cpu or auto\n",
        run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1000", "Cuda"})
  void anythingElseIsNoDevice(String device) {
    CommandRun run = CommandRun.on(ONE_GPU, "solve", FILE, "--device", device);
    assertEquals(ExitCode.BAD_DATA, run.exit());
    assertTrue(run.err().startsWith("odeon: fit.yaml: device (from --set): "), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  /// Whatever this machine has: the command and the probe agree.
  @Test
  void thisMachineIsAskedByDefault() {
    CommandRun run = CommandRun.of("solve", FILE, "--device", "auto");
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    CommandRun info = CommandRun.of("info", "devices");
    boolean missing = info.out().contains("CUDA is not available: ");
    assertEquals(missing, run.err().contains("CUDA is not available: "), run.err());
  }

  private static Function<Device, Placement> machine(DeviceSource source) {
    return wish -> Placement.of(wish, List.of(source));
  }
}
