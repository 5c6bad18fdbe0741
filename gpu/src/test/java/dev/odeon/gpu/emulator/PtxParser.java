package dev.odeon.gpu.emulator;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// From the text of a module to programs, one an entry.
final class PtxParser {
  private static final Pattern HEADER =
      Pattern.compile(
          "\\s*\\.version\\s+(\\d)\\.(\\d)\\s+\\.target\\s+sm_(\\d+)\\s+\\.address_size\\s+64\\s");
  private static final Pattern ENTRY =
      Pattern.compile(
          "\\s*(?:\\.extern\\s+\\.shared\\s+\\.align\\s+16\\s+\\.b8\\s+(\\w+)\\[\\];)?"
              + "\\s*\\.visible\\s+\\.entry\\s+(\\w+)\\s*\\(([^)]*)\\)([^{]*)\\{(.*?)\\n\\}\\s*",
          Pattern.DOTALL);
  private static final Pattern MOST_THREADS =
      Pattern.compile("\\.maxntid\\s+(\\d+)\\s*,\\s*(\\d+)\\s*,\\s*(\\d+)");
  private static final Pattern LEAST_BLOCKS = Pattern.compile("\\.minnctapersm\\s+\\d+");

  private final String text;

  PtxParser(String text) {
    this.text = text.replaceAll("//[^\n]*", "");
  }

  Map<String, MachineProgram> kernels() {
    Matcher header = HEADER.matcher(text);
    if (!header.lookingAt()) {
      throw new MachineFault("the text does not begin with version, target and address size");
    }
    Map<String, MachineProgram> kernels = new HashMap<>();
    Matcher entry = ENTRY.matcher(text);
    int at = header.end();
    while (at < text.length()) {
      entry.region(at, text.length());
      if (!entry.lookingAt()) {
        String rest = text.substring(at).strip();
        throw new MachineFault("not an entry: " + rest.substring(0, Math.min(60, rest.length())));
      }
      String name = entry.group(2);
      KernelParser parser = new KernelParser(name, mostThreads(entry.group(4)), entry.group(1));
      if (kernels.put(name, parser.parse(entry.group(3), entry.group(5))) != null) {
        throw new MachineFault("entry " + name + " is there twice");
      }
      at = entry.end();
    }
    return kernels;
  }

  private static int mostThreads(String directives) {
    int most = 1024;
    Matcher threads = MOST_THREADS.matcher(directives);
    String rest = directives;
    if (threads.find()) {
      most =
          Integer.parseInt(threads.group(1))
              * Integer.parseInt(threads.group(2))
              * Integer.parseInt(threads.group(3));
      rest = threads.replaceFirst("");
    }
    rest = LEAST_BLOCKS.matcher(rest).replaceFirst("");
    if (!rest.isBlank()) {
      throw new MachineFault("directive '" + rest.strip() + "' is unknown");
    }
    return most;
  }
}
