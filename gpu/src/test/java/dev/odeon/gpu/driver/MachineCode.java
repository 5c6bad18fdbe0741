package dev.odeon.gpu.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import jcuda.nvptxcompiler.JNvPTXCompiler;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;

/// What the PTX compiler makes of a text, looked into: how many instructions of which kind each
/// entry has. Instructions of Volta and later are 16 bytes; the lowest 9 bits tell the kind.
///
/// @param counts number of instructions of each kind, padding apart, by entry
/// @param log registers and spills
public record MachineCode(Map<String, Map<Integer, Integer>> counts, String log) {
  public static final int FMUL = 0x020;
  public static final int FADD = 0x021;
  public static final int FFMA = 0x023;
  public static final int DMUL = 0x028;
  public static final int DADD = 0x029;
  public static final int DFMA = 0x02b;
  private static final int NOP = 0x118;
  private static final String TEXT = ".text.";

  /// Assembles `ptx` for `sm_{target}`.
  public static MachineCode of(String ptx, int target, String... options) throws DriverException {
    NativeLibraries.load(NativeLibrary.PTX_COMPILER);
    byte[] text = (ptx + '\0').getBytes(StandardCharsets.UTF_8);
    nvPTXCompilerHandle compiler = new nvPTXCompilerHandle();
    JNvPTXCompiler.nvPTXCompilerCreate(compiler, text.length, text);
    try {
      String[] all = Arrays.copyOf(options, options.length + 2);
      all[options.length] = "--gpu-name=sm_" + target;
      all[options.length + 1] = "--verbose";
      if (JNvPTXCompiler.nvPTXCompilerCompile(compiler, all.length, all) != 0) {
        // The same again, for the log of what is wrong.
        PtxAssembler.assemble(ptx, new ComputeCapability(target / 10, target % 10), options);
      }
      long[] size = new long[1];
      JNvPTXCompiler.nvPTXCompilerGetCompiledProgramSize(compiler, size);
      byte[] image = new byte[(int) size[0]];
      JNvPTXCompiler.nvPTXCompilerGetCompiledProgram(compiler, image);
      JNvPTXCompiler.nvPTXCompilerGetInfoLogSize(compiler, size);
      byte[] log = new byte[(int) size[0] + 1];
      JNvPTXCompiler.nvPTXCompilerGetInfoLog(compiler, log);
      return new MachineCode(
          sections(ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN)),
          new String(log, StandardCharsets.UTF_8));
    } finally {
      JNvPTXCompiler.nvPTXCompilerDestroy(compiler);
    }
  }

  /// The sections of an ELF image that hold code (*System V ABI*, "Sections").
  private static Map<String, Map<Integer, Integer>> sections(ByteBuffer elf) {
    Map<String, Map<Integer, Integer>> found = new TreeMap<>();
    int headers = (int) elf.getLong(0x28);
    int size = elf.getShort(0x3A);
    int count = elf.getShort(0x3C);
    int names = (int) elf.getLong(headers + elf.getShort(0x3E) * size + 0x18);
    for (int s = 0; s < count; s++) {
      int header = headers + s * size;
      String name = string(elf, names + elf.getInt(header));
      if (name.startsWith(TEXT)) {
        int from = (int) elf.getLong(header + 0x18);
        int bytes = (int) elf.getLong(header + 0x20);
        found.put(name.substring(TEXT.length()), kinds(elf, from, bytes));
      }
    }
    return found;
  }

  private static Map<Integer, Integer> kinds(ByteBuffer elf, int from, int bytes) {
    Map<Integer, Integer> kinds = new TreeMap<>();
    for (int at = from; at < from + bytes; at += 16) {
      int kind = elf.getInt(at) & 0x1FF;
      if (kind != NOP) {
        kinds.merge(kind, 1, Integer::sum);
      }
    }
    return kinds;
  }

  private static String string(ByteBuffer elf, int at) {
    int end = at;
    while (elf.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - at];
    elf.get(at, bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  /// Number of instructions of `entry`.
  public int instructions(String entry) {
    return counts.getOrDefault(entry, Map.of()).values().stream().mapToInt(n -> n).sum();
  }

  /// Number of instructions of one kind in `entry`.
  public int count(String entry, int kind) {
    return counts.getOrDefault(entry, Map.of()).getOrDefault(kind, 0);
  }

  /// Registers a thread, of the entry that has most.
  public int registers() {
    return numbers("Used (\\d+) registers").max().orElseThrow();
  }

  /// Bytes of registers that are stored to memory and loaded again, both counted, of all entries.
  public int spillBytes() {
    return numbers("(\\d+) bytes spill stores").sum() + numbers("(\\d+) bytes spill loads").sum();
  }

  private IntStream numbers(String pattern) {
    return Pattern.compile(pattern)
        .matcher(log)
        .results()
        .mapToInt(found -> Integer.parseInt(found.group(1)));
  }
}
