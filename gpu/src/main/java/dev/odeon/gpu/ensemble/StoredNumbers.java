package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// How numbers stand in the memory of a device, which are doubles on the processor.
enum StoredNumbers {
  FLOATS,
  DOUBLES;

  static StoredNumbers of(Memory memory) {
    return memory.type() == DType.F32 ? FLOATS : DOUBLES;
  }

  /// Copies to `target`.
  void put(double[] values, MemorySegment target) {
    switch (this) {
      case FLOATS -> {
        for (int i = 0; i < values.length; i++) {
          target.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values[i]);
        }
      }
      case DOUBLES ->
          MemorySegment.copy(values, 0, target, ValueLayout.JAVA_DOUBLE, 0, values.length);
    }
  }

  /// Copies from `source`.
  void get(MemorySegment source, double[] values) {
    switch (this) {
      case FLOATS -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = source.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        }
      }
      case DOUBLES ->
          MemorySegment.copy(source, ValueLayout.JAVA_DOUBLE, 0, values, 0, values.length);
    }
  }
}
