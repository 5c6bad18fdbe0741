package dev.odeon.gpu.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.CudaDevices;
import dev.odeon.gpu.driver.DeviceReport;
import dev.odeon.gpu.driver.DriverException;
import dev.odeon.gpu.driver.FakeDriver;
import dev.odeon.gpu.driver.MachineCode;
import dev.odeon.gpu.emulator.PtxMachine;
import dev.odeon.gpu.emulator.SameBits;
import dev.odeon.gpu.ptx.PtxModule;
import dev.odeon.gpu.ptx.PtxTarget;
import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.GraphParser;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.RandomGraphs;
import dev.odeon.nn.rewrite.RandomInputs;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Random graphs over every primitive on the backend, its kernels run by the emulator, have the
/// interpreter's bits.
class CudaBackendTest {
  @Test
  void randomGraphsHaveTheInterpretersBits() {
    compare(0, 100);
  }

  @Test
  @Tag("nightly")
  void twoThousandRandomGraphsHaveTheInterpretersBits() {
    compare(0, 2000);
  }

  private static void compare(int from, int to) {
    for (int seed = from; seed < to; seed++) {
      Graph graph = RandomGraphs.of(seed, 4 + seed * 7 % 57);
      check("seed " + seed, graph, List.of(1, 3, 65).get(seed % 3), seed);
    }
  }

  /// Threads that race would show where the last runs first.
  private static void check(String what, Graph graph, int lanes, long seed) {
    PtxMachine.Order order = seed % 2 == 0 ? PtxMachine.Order.FORWARD : PtxMachine.Order.BACKWARD;
    double[][] inputs = RandomInputs.of(graph.inputs(), lanes, new Random(seed));
    try (CudaContext context = FakeDriver.running(new PtxMachine(order)).open();
        CudaExecutable executable = new CudaBackend(context).compile(graph)) {
      SameBits.check(what + ", " + lanes + " lanes", executable, inputs, lanes);
    }
  }

  private static ValueType shared(DType dtype, int... dims) {
    return new ValueType(new TensorType(dtype, Shape.of(dims)), Scope.SHARED);
  }

  private static ValueType lane(DType dtype, int... dims) {
    return new ValueType(new TensorType(dtype, Shape.of(dims)), Scope.PER_LANE);
  }

  /// The loss of a network and its gradient: tiled products of weights, and products of lanes that
  /// the sums over lanes make themselves.
  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 200, 321})
  void aNetworksLossAndGradient(int lanes) {
    for (DType dtype : List.of(DType.F64, DType.F32)) {
      check("gradient in " + dtype.text(), gradient(dtype), lanes, lanes);
    }
  }

  private static Graph gradient(DType dtype) {
    Graph loss =
        Tracer.trace(
            "loss",
            List.of(
                shared(dtype, 20, 5),
                shared(dtype, 20),
                shared(dtype, 3, 20),
                lane(dtype, 5, 1),
                lane(dtype, 3)),
            in -> {
              Tensor hidden =
                  in.get(0).matmul(in.get(3)).reshape(Shape.of(20)).plus(in.get(1)).tanh();
              Tensor y = in.get(2).matmul(hidden.reshape(Shape.of(20, 1))).reshape(Shape.of(3));
              Tensor error = y.minus(in.get(4));
              return List.of(error.times(error).sum().laneSum());
            });
    return ReverseMode.vjp(loss, List.of(0, 1, 2));
  }

  @Test
  void noArrayHoldsAProductOfWeightsForEachLane() {
    DeviceProgram program = DeviceProgram.of(gradient(DType.F64));
    int most =
        program.slots().stream()
            .filter(slot -> slot.scope() == Scope.PER_LANE)
            .mapToInt(slot -> slot.type().size())
            .max()
            .orElseThrow();
    assertEquals(20, most, "elements a lane of the largest array, hidden units");
    assertTrue(
        program.slots().size() < program.places().size(),
        program.places().size() + " values in " + program.slots().size() + " arrays");
  }

  @ParameterizedTest
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  @ValueSource(ints = {70, 80, 90})
  void itsKernelsAreAssembledWithoutSpills(int target) throws DriverException {
    for (DType dtype : List.of(DType.F64, DType.F32)) {
      DeviceProgram program = DeviceProgram.of(gradient(dtype));
      String ptx = new PtxModule(PtxTarget.SM_70, program.kernels()).text();
      MachineCode code = MachineCode.of(ptx, target);
      assertEquals(0, code.spillBytes(), code.log());
      assertTrue(code.registers() <= 80, code.registers() + " registers");
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void kernelsOfEveryPrimitiveAreAssembled() throws DriverException {
    for (int seed = 0; seed < 3; seed++) {
      assemble(DeviceProgram.of(RandomGraphs.of(seed, 20)));
    }
  }

  private static void assemble(DeviceProgram program) throws DriverException {
    if (!program.kernels().isEmpty()) {
      MachineCode.of(new PtxModule(PtxTarget.SM_70, program.kernels()).text(), 70);
    }
    for (DeviceProgram inner : program.inner().values()) {
      assemble(inner);
    }
  }

  /// More rows, columns and contracted indices than a tile has, and fewer; weights on either side.
  @ParameterizedTest
  @CsvSource({"17,4,1,3", "8,16,1,128", "9,17,1,129", "21,37,2,5", "16,48,3,70"})
  void productsOfWeightsAreTiled(int rows, int depth, int columns, int lanes) {
    for (DType dtype : List.of(DType.F64, DType.F32)) {
      Graph left =
          Tracer.trace(
              "left",
              List.of(shared(dtype, rows, depth), lane(dtype, depth, columns)),
              in -> List.of(in.get(0).matmul(in.get(1))));
      Graph right =
          Tracer.trace(
              "right",
              List.of(shared(dtype, rows, depth), lane(dtype, columns, depth)),
              in -> List.of(in.get(1).matmul(in.get(0).transpose())));
      for (Graph graph : List.of(left, right)) {
        DeviceProgram program = DeviceProgram.of(graph);
        assertTrue(
            program.steps().stream().anyMatch(TiledProduct.class::isInstance),
            () -> "no tiled product in the steps of\n" + graph);
        check(graph.name() + " in " + dtype.text(), graph, lanes, 3);
      }
    }
  }

  /// Matrices that no thread holds in its registers.
  @ParameterizedTest
  @EnumSource(MatrixForm.class)
  void largeMatricesAreFactoredInMemory(MatrixForm form) {
    int n = 27;
    Graph graph =
        GraphParser.parse(
            """
            graph @solve(%0: f64[27x27] lane, %1: f64[27x2] lane, %2: f64[27] shared) {
              %3: f64[27x27] lane, %4: i32[27] lane = lu_factor %0
              %5: f64[27x2] lane = lu_solve %3, %4, %1 {form=FORM}
              %6: f64[27] lane = lu_solve %3, %4, %2 {form=FORM}
              return %3, %4, %5, %6
            }
            """
                .replace("FORM", form.name()));
    Random random = new Random(3);
    int lanes = 3;
    double[][] inputs = {
      random.doubles((long) n * n * lanes).toArray(),
      random.doubles(2L * n * lanes).toArray(),
      random.doubles(n).toArray()
    };
    try (CudaContext context = FakeDriver.running(new PtxMachine()).open();
        CudaExecutable executable = new CudaBackend(context).compile(graph)) {
      SameBits.check("27 equations", executable, inputs, lanes);
      for (int i = 0; i < n * lanes; i++) {
        inputs[0][i * n / 2 % inputs[0].length] = 0;
      }
      SameBits.check("a matrix with zeros", executable, inputs, lanes);
    }
  }

  @Test
  void sumsOverManyLanesGoUpTheTree() {
    for (DType dtype : List.of(DType.F64, DType.F32)) {
      Graph sums =
          Tracer.trace(
              "sums",
              List.of(lane(dtype, 2), shared(dtype)),
              in -> List.of(in.get(0).laneSum(), in.get(1).laneSum()));
      for (int lanes : List.of(1, 16, 17, 64, 65, 129, 400, 1000)) {
        check("sums in " + dtype.text(), sums, lanes, lanes);
      }
    }
  }

  @Test
  void anExecutableServesFewerAndMoreLanesAndFreesItsArrays() {
    Graph graph = gradient(DType.F64);
    FakeDriver driver = FakeDriver.running(new PtxMachine());
    try (CudaContext context = driver.open()) {
      int before = driver.openThings();
      try (CudaExecutable executable = new CudaBackend(context).compile(graph)) {
        for (int lanes : List.of(5, 2, 70, 5)) {
          double[][] inputs = RandomInputs.of(graph.inputs(), lanes, new Random(lanes));
          SameBits.check(lanes + " lanes", executable, inputs, lanes);
        }
        int open = driver.openThings();
        double[][] inputs = RandomInputs.of(graph.inputs(), 70, new Random(1));
        for (int run = 0; run < 5; run++) {
          executable.run(inputs, SameBits.arrays(graph, 70), 70);
        }
        assertEquals(open, driver.openThings(), "what is on the device after more runs");
      }
      assertEquals(before, driver.openThings(), "what is left on the device");
    }
  }

  @Test
  void withoutADeviceItIsThereAndSaysSo() {
    Backend backend = Backends.named("cuda");
    assertEquals("cpu", Backends.preferred().name());
    if (CudaDevices.ofThisProcess().report() instanceof DeviceReport.Unavailable missing) {
      var e =
          assertThrows(
              IllegalArgumentException.class, () -> backend.compile(RandomGraphs.of(1, 5)));
      assertEquals(missing.sentence(), e.getMessage());
    }
  }

  /// 24 bytes at a time, so that arrays of all types go in parts.
  @Test
  void largeArraysGoInParts() {
    for (int seed = 0; seed < 12; seed++) {
      Graph graph = RandomGraphs.of(seed, 8);
      double[][] inputs = RandomInputs.of(graph.inputs(), 7, new Random(seed));
      try (CudaContext context = FakeDriver.running(new PtxMachine()).open();
          CudaExecutable executable =
              new CudaExecutable(graph, context, DeviceProgram.of(graph), 24)) {
        SameBits.check("seed " + seed, executable, inputs, 7);
      }
    }
  }

  @Test
  void tooManyLanesAreRefusedBeforeAnyWork() {
    Tracer tracer = new Tracer();
    Tensor x = tracer.input(lane(DType.F64, 1000));
    Graph graph = tracer.graph("wide", List.of(x.times(2)));
    FakeDriver driver = FakeDriver.running(new PtxMachine());
    try (CudaContext context = driver.open();
        CudaExecutable executable = new CudaBackend(context).compile(graph)) {
      int calls = driver.calls().size();
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class,
              () -> executable.run(new double[1][], new double[1][], 2_147_484));
      assertEquals(
          "graph wide on 2147484 lanes needs arrays of more than 2^31-1 numbers: a device runs at most"
              + " 2147483 lanes of it at a time",
          refusal.getMessage());
      assertEquals(calls, driver.calls().size(), "the device was asked");
    }
  }
}
