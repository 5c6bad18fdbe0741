package dev.odeon.gpu.driver;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import jcuda.nvptxcompiler.JNvPTXCompiler;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;

/// NVIDIA's PTX compiler, as it stands in the driver: assembles PTX text on a machine that has
/// neither a GPU nor a driver, and tells registers and spills (NVIDIA, *PTX Compiler APIs*).
public final class PtxAssembler {
  /// Names of `nvPTXCompileResult`, by number.
  private static final List<String> RESULTS =
      List.of(
          "NVPTXCOMPILE_SUCCESS",
          "NVPTXCOMPILE_ERROR_INVALID_COMPILER_HANDLE",
          "NVPTXCOMPILE_ERROR_INVALID_INPUT",
          "NVPTXCOMPILE_ERROR_COMPILATION_FAILURE",
          "NVPTXCOMPILE_ERROR_INTERNAL",
          "NVPTXCOMPILE_ERROR_OUT_OF_MEMORY",
          "NVPTXCOMPILE_ERROR_COMPILER_INVOCATION_INCOMPLETE",
          "NVPTXCOMPILE_ERROR_UNSUPPORTED_PTX_VERSION",
          "NVPTXCOMPILE_ERROR_UNSUPPORTED_DEVSIDE_SYNC");

  private PtxAssembler() {}

  /// Assembles `ptx` for a generation of GPUs.
  ///
  /// @param options of `ptxas`, such as `--fmad=false`; `--gpu-name` and `--verbose` are given
  /// @throws DriverException with the compiler's log if the text is faulty, or with the reason why
  ///   the compiler cannot be loaded
  public static PtxAssembly assemble(String ptx, ComputeCapability target, String... options)
      throws DriverException {
    NativeLibraries.load(NativeLibrary.PTX_COMPILER);
    byte[] text = (ptx + '\0').getBytes(StandardCharsets.UTF_8);
    nvPTXCompilerHandle compiler = new nvPTXCompilerHandle();
    check(
        "nvPTXCompilerCreate", JNvPTXCompiler.nvPTXCompilerCreate(compiler, text.length, text), "");
    try {
      String[] all = all(target, options);
      int result = JNvPTXCompiler.nvPTXCompilerCompile(compiler, all.length, all);
      check("nvPTXCompilerCompile", result, errorLog(compiler));
      long[] size = new long[1];
      check(
          "nvPTXCompilerGetCompiledProgramSize",
          JNvPTXCompiler.nvPTXCompilerGetCompiledProgramSize(compiler, size),
          "");
      return new PtxAssembly(size[0], infoLog(compiler));
    } finally {
      JNvPTXCompiler.nvPTXCompilerDestroy(compiler);
    }
  }

  private static String[] all(ComputeCapability target, String... options) {
    List<String> all = new ArrayList<>();
    all.add("--gpu-name=sm_" + target.major() + target.minor());
    all.add("--verbose");
    all.addAll(List.of(options));
    return all.toArray(String[]::new);
  }

  private static String errorLog(nvPTXCompilerHandle compiler) {
    long[] size = new long[1];
    if (JNvPTXCompiler.nvPTXCompilerGetErrorLogSize(compiler, size) != 0 || size[0] == 0) {
      return "";
    }
    byte[] log = new byte[(int) size[0] + 1];
    JNvPTXCompiler.nvPTXCompilerGetErrorLog(compiler, log);
    return text(log);
  }

  private static String infoLog(nvPTXCompilerHandle compiler) {
    long[] size = new long[1];
    if (JNvPTXCompiler.nvPTXCompilerGetInfoLogSize(compiler, size) != 0 || size[0] == 0) {
      return "";
    }
    byte[] log = new byte[(int) size[0] + 1];
    JNvPTXCompiler.nvPTXCompilerGetInfoLog(compiler, log);
    return text(log);
  }

  private static String text(byte[] log) {
    int end = 0;
    while (end < log.length && log[end] != 0) {
      end++;
    }
    return new String(log, 0, end, StandardCharsets.UTF_8);
  }

  private static void check(String call, int result, String log) throws DriverException {
    if (result != 0) {
      String name = result > 0 && result < RESULTS.size() ? RESULTS.get(result) : "unknown";
      throw DriverException.missing(
          "%s returned %d, %s: %s".formatted(call, result, name, log.strip()));
    }
  }
}
