package dev.odeon.gpu.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The way from Java through JCuda into a driver library and back, with a library of C in the
/// driver's place. It needs a C compiler; a GPU would not show more of it.
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class JCudaBindingTest {
  @TempDir Path folder;

  @Test
  void everyCallReachesTheDriverWithItsArguments() throws Exception {
    compileTheLibrary();
    ForkedJava child =
        ForkedJava.run(
            List.of(),
            Map.of("LD_LIBRARY_PATH", folder.toString()),
            folder,
            Program.class.getName());
    assertEquals(
        """
        CUDA 13.0 is available on Stub 0 (compute capability 9.0, 0.0 GiB)
        MemoryInfo[freeBytes=3, totalBytes=21474836480]
        stub info: 26 characters
        registers 104, local 103, resident 1064
        [2.0, 4.0, 6.0, 4.0] after 0.0025 s
        [0.0, 0.0]
        pinned 7
        cuMemAlloc_v2 returned error 2, CUDA_ERROR_OUT_OF_MEMORY (free memory on this machine and its GPU)
        cuModuleLoadDataEx returned error 218, CUDA_ERROR_INVALID_PTX (a defect of Odeon; please report it with the log): stub; fatal: nonsense
        cuModuleGetFunction returned error 500, CUDA_ERROR_NOT_FOUND
        Stub 0 (ordinal 0) is lost to this process: cuStreamSynchronize returned error 700, CUDA_ERROR_ILLEGAL_ADDRESS (a kernel reached outside its memory; start a new process, and report it)
        the same context, dead: true
        """,
        child.output());
    assertEquals(0, child.exit());
  }

  private void compileTheLibrary() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "no C compiler");
    Path source = folder.resolve("libcuda.c");
    try (InputStream in =
        Objects.requireNonNull(JCudaBindingTest.class.getResourceAsStream("/driver/libcuda.c"))) {
      Files.copy(in, source);
    }
    Process compiler =
        new ProcessBuilder(
                "/usr/bin/cc",
                "-shared",
                "-fPIC",
                "-w",
                "-Wl,-soname,libcuda.so.1",
                "-o",
                folder.resolve("libcuda.so.1").toString(),
                source.toString())
            .inheritIO()
            .start();
    assertEquals(0, compiler.waitFor(), "the C compiler's exit status");
  }

  /// What runs in the process whose driver is the library of C.
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      CudaDevices devices = CudaDevices.ofThisProcess();
      System.out.println(devices.report().sentence());
      CudaContext context = devices.context(0);
      System.out.println(context.memory());
      CudaStream stream = context.stream();
      try (CudaModule module = context.load(".version 7.0 a test's text");
          DeviceArena arena = context.arena()) {
        System.out.println(module.log());
        computes(module, arena, stream);
      }
      fails("allocating", () -> context.arena().allocate(1 << 30));
      fails("loading", () -> context.load("nonsense"));
      CudaModule module = context.load(".version 7.0");
      fails("finding", () -> module.function("nothing"));
      module
          .function("crash")
          .launch(LaunchShape.of(1, 32), KernelParameters.builder().build(), stream);
      fails("synchronising", stream::synchronize);
      stream.close();
      context.close();
      System.out.println("the same context, dead: " + !devices.context(0).isAlive());
    }

    private static void computes(CudaModule module, DeviceArena arena, CudaStream stream) {
      CudaFunction axpy = module.function("axpy");
      System.out.printf(
          Locale.ROOT,
          "registers %d, local %d, resident %d%n",
          axpy.registers(),
          axpy.localBytes(),
          axpy.residentBlocks(64, 1000));
      try (Arena host = Arena.ofConfined()) {
        MemorySegment numbers = host.allocateFrom(ValueLayout.JAVA_DOUBLE, 1, 2, 3, 4);
        DeviceMemory x = arena.allocate(32);
        DeviceMemory y = arena.allocate(32);
        x.copyFrom(numbers, stream);
        y.copyFrom(x, stream);
        KernelParameters parameters =
            KernelParameters.builder().address(y).int32(3).float64(2).build();
        double seconds =
            stream.seconds(
                () ->
                    axpy.launch(
                        LaunchShape.covering(3, 64).withSharedBytes(65536), parameters, stream));
        y.copyTo(numbers, stream);
        stream.synchronize();
        System.out.printf(
            Locale.ROOT,
            "%s after %.4f s%n",
            Arrays.toString(numbers.toArray(ValueLayout.JAVA_DOUBLE)),
            seconds);
        y.fill((byte) 0, stream);
        MemorySegment half = numbers.asSlice(16);
        y.slice(16, 16).copyTo(half, stream);
        stream.synchronize();
        System.out.println(Arrays.toString(half.toArray(ValueLayout.JAVA_DOUBLE)));
      }
      MemorySegment pinned = arena.allocateHost(8);
      pinned.set(ValueLayout.JAVA_LONG, 0, 7);
      DeviceMemory eight = arena.allocate(8);
      eight.copyFrom(pinned, stream);
      pinned.fill((byte) 0);
      eight.copyTo(pinned, stream);
      stream.synchronize();
      System.out.println("pinned " + pinned.get(ValueLayout.JAVA_LONG, 0));
    }

    private static void fails(String what, Runnable action) {
      try {
        action.run();
        System.out.println(what + " did not fail");
      } catch (CudaException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
