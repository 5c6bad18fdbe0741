package dev.odeon.nn.params;

import dev.odeon.nn.graph.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// A header as parsed, before it is believed.
///
/// @param metadata texts by name
/// @param entries tensors by name
record SafetensorsHeader(Map<String, String> metadata, Map<String, Entry> entries) {
  /// What the header says of one tensor; offsets count from the first byte after the header.
  record Entry(String dtype, List<Long> shape, long from, long to) {}

  /// A tensor whose type, shape and place have been checked.
  record Slot(String name, StoredType type, Shape shape, int from, int to) {}

  /// The tensors by place, once it is certain that they cover the `dataLength` bytes of data
  /// without overlap or hole.
  List<Slot> slots(long dataLength, String source) throws ModelFormatException {
    if (dataLength > Integer.MAX_VALUE - 8) {
      throw new ModelFormatException(
          source + " has " + dataLength + " bytes of data, more than 2^31-9 can be read");
    }
    List<Slot> slots = new ArrayList<>();
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      slots.add(slot(entry.getKey(), entry.getValue(), dataLength, source));
    }
    slots.sort(Comparator.comparingInt(Slot::from).thenComparingInt(Slot::to));
    requireTiling(slots, dataLength, source);
    return slots;
  }

  private static Slot slot(String name, Entry entry, long dataLength, String source)
      throws ModelFormatException {
    String where = "tensor '" + name + "' of " + source;
    if (entry.from > entry.to || entry.to > dataLength) {
      throw new ModelFormatException(
          where
              + " has data_offsets ["
              + entry.from
              + ", "
              + entry.to
              + "] in "
              + dataLength
              + " bytes of data");
    }
    StoredType type = type(entry.dtype, where);
    Shape shape = shape(entry.shape, where);
    long size = (long) shape.size() * type.bytes();
    if (size != entry.to - entry.from) {
      throw new ModelFormatException(
          where
              + ", "
              + type
              + entry.shape
              + ", takes "
              + size
              + " bytes, its data_offsets hold "
              + (entry.to - entry.from));
    }
    return new Slot(name, type, shape, (int) entry.from, (int) entry.to);
  }

  private static StoredType type(String dtype, String where) throws ModelFormatException {
    for (StoredType type : StoredType.values()) {
      if (type.name().equals(dtype)) {
        return type;
      }
    }
    throw new ModelFormatException(where + " has unknown dtype '" + dtype + "'");
  }

  private static Shape shape(List<Long> extents, String where) throws ModelFormatException {
    try {
      return new Shape(extents.stream().map(Math::toIntExact).toList());
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new ModelFormatException(
          where + " has shape " + extents + " of more than 2^31-1 elements");
    }
  }

  private static void requireTiling(List<Slot> slots, long dataLength, String source)
      throws ModelFormatException {
    int end = 0;
    Slot last = new Slot("", StoredType.U8, Shape.SCALAR, -1, -1);
    for (Slot slot : slots) {
      if (slot.from != end) {
        throw new ModelFormatException(
            "tensor '"
                + slot.name
                + "' of "
                + source
                + " begins at byte "
                + slot.from
                + " of the data, the tensor before it ends at "
                + end);
      }
      if (slot.from == last.from && slot.to == last.to) {
        throw new ModelFormatException(
            "tensors '"
                + last.name
                + "' and '"
                + slot.name
                + "' of "
                + source
                + " share byte "
                + slot.from
                + " of the data");
      }
      end = slot.to;
      last = slot;
    }
    if (end != dataLength) {
      throw new ModelFormatException(
          source + " has " + dataLength + " bytes of data, its tensors end at " + end);
    }
  }
}
