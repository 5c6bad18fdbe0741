package dev.odeon.nn.trace;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The line of the user's program that led here.
///
/// @param place `Class.method(File.java:line)`
/// @param through the library method that it called, ` through Class.method`; empty if it asked
///   itself
record SourceLine(String place, String through) {
  private static final String HERE = SourceLine.class.getPackageName();

  /// The line of the innermost frame that belongs neither to tracing, nor to Hipparchus, nor to the
  /// JDK.
  static SourceLine find() {
    List<StackWalker.StackFrame> frames =
        StackWalker.getInstance()
            .walk(all -> all.filter(Predicate.not(SourceLine::isHere)).toList());
    Optional<StackWalker.StackFrame> user =
        frames.stream().filter(frame -> !isLibrary(frame)).findFirst();
    if (user.isEmpty()) {
      return new SourceLine("unknown source", "");
    }
    int index = frames.indexOf(user.get());
    String through = index == 0 ? "" : " through " + method(frames.get(index - 1));
    StackWalker.StackFrame frame = user.get();
    String file = frame.getFileName() == null ? "unknown file" : frame.getFileName();
    return new SourceLine(method(frame) + "(" + file + ":" + frame.getLineNumber() + ")", through);
  }

  private static boolean isHere(StackWalker.StackFrame frame) {
    String name = frame.getClassName();
    return name.lastIndexOf('.') == HERE.length() && name.startsWith(HERE);
  }

  private static boolean isLibrary(StackWalker.StackFrame frame) {
    String name = frame.getClassName();
    return isHere(frame) || name.startsWith("org.hipparchus.") || name.startsWith("java.");
  }

  private static String method(StackWalker.StackFrame frame) {
    String name = frame.getClassName();
    return name.substring(name.lastIndexOf('.') + 1) + "." + frame.getMethodName();
  }
}
