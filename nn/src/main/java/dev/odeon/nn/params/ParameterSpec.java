package dev.odeon.nn.params;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.Initializer;
import dev.odeon.nn.init.SplitMix64;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The parameters of a model: an ordered list of named, shaped tensors laid end to end in one flat
/// vector.
///
/// A path is words of letters, digits, `_` and `-` joined by dots, such as `0.weight`. Paths are
/// unique. Specs are equal if their entries are, start values included; see [#hasLayoutOf] for
/// names and shapes alone.
public final class ParameterSpec {
  /// The spec of a model without parameters.
  public static final ParameterSpec EMPTY = new ParameterSpec(List.of());

  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
  private static final int MAX_PATH = 1000;

  private final List<Entry> entries;
  private final Map<String, Integer> indices = new LinkedHashMap<>();
  private final int[] offsets;

  /// One tensor.
  ///
  /// @param path its name
  /// @param shape its extents, at least one element
  /// @param init its start values
  public record Entry(String path, Shape shape, Initializer init) {
    public Entry {
      if (path.length() > MAX_PATH || !PATH.matcher(path).matches()) {
        throw new IllegalArgumentException(
            "parameter path '"
                + path
                + "' is not words of letters, digits, '_' and '-' joined by dots");
      }
      if (shape.size() == 0) {
        throw new IllegalArgumentException(
            "parameter '" + path + "' of shape [" + shape + "] has no elements");
      }
    }

    @Override
    public String toString() {
      return path + "[" + shape + "]";
    }
  }

  /// The spec with these entries in this order.
  ///
  /// @throws IllegalArgumentException if two have the same path, or all together exceed 2^31-1
  ///   elements
  public ParameterSpec(List<Entry> entries) {
    this.entries = List.copyOf(entries);
    offsets = new int[this.entries.size() + 1];
    for (int i = 0; i < this.entries.size(); i++) {
      Entry entry = this.entries.get(i);
      if (indices.put(entry.path(), i) != null) {
        throw new IllegalArgumentException("parameter path '" + entry.path() + "' occurs twice");
      }
      long end = (long) offsets[i] + entry.shape().size();
      if (end > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "parameters up to '" + entry.path() + "' have " + end + " elements, over 2^31-1");
      }
      offsets[i + 1] = (int) end;
    }
  }

  /// A name for each element of the flat vector: its path, with an index where a path has several
  /// elements.
  public List<String> elementNames() {
    List<String> names = new ArrayList<>();
    for (Entry entry : entries) {
      int size = entry.shape().size();
      for (int i = 0; i < size; i++) {
        names.add(size == 1 ? entry.path() : entry.path() + "[" + i + "]");
      }
    }
    return List.copyOf(names);
  }

  /// A builder of a spec.
  public static Builder builder() {
    return new Builder();
  }

  /// The entries of all `specs` in order.
  public static ParameterSpec concat(ParameterSpec... specs) {
    List<Entry> all = new ArrayList<>();
    for (ParameterSpec spec : specs) {
      all.addAll(spec.entries);
    }
    return new ParameterSpec(all);
  }

  /// This spec with `prefix` and a dot before every path.
  public ParameterSpec prefixed(String prefix) {
    return new ParameterSpec(
        entries.stream()
            .map(e -> new Entry(prefix + "." + e.path(), e.shape(), e.init()))
            .toList());
  }

  /// The entries in order.
  public List<Entry> entries() {
    return entries;
  }

  /// Number of elements of all tensors together.
  public int size() {
    return offsets[entries.size()];
  }

  /// Whether there is a tensor at `path`.
  public boolean contains(String path) {
    return indices.containsKey(path);
  }

  /// Index in the flat vector of the first element of the tensor at `path`.
  ///
  /// @throws IllegalArgumentException if there is none
  public int offset(String path) {
    return offsets[index(path)];
  }

  /// Shape of the tensor at `path`.
  ///
  /// @throws IllegalArgumentException if there is none
  public Shape shape(String path) {
    return entries.get(index(path)).shape();
  }

  /// Start values in `f64`; see [#initialize(long, DType)].
  public ParameterVector initialize(long seed) {
    return initialize(seed, DType.F64);
  }

  /// Start values: each tensor is drawn from its own stream, named by its path under `seed`, so a
  /// change elsewhere in the model leaves it as it is.
  ///
  /// @param seed any number
  /// @param dtype `F32` or `F64`
  /// @throws IllegalArgumentException if an initialiser yields the wrong number of values
  public ParameterVector initialize(long seed, DType dtype) {
    ParameterVector vector = new ParameterVector(this, dtype, new double[size()]);
    for (Entry entry : entries) {
      double[] values = entry.init().values(entry.shape(), SplitMix64.stream(seed, entry.path()));
      vector.view(entry.path()).copyFrom(values);
    }
    return vector;
  }

  /// Whether names and shapes are the same, in the same order.
  public boolean hasLayoutOf(ParameterSpec other) {
    return layout().equals(other.layout());
  }

  /// Names and shapes as text: `0.weight[50x2] 0.bias[50]`.
  public String layout() {
    return entries.stream().map(Entry::toString).collect(Collectors.joining(" "));
  }

  private int index(String path) {
    Integer index = indices.get(path);
    if (index == null) {
      throw new IllegalArgumentException("no parameter '" + path + "' among " + indices.keySet());
    }
    return index;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ParameterSpec spec && entries.equals(spec.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  @Override
  public String toString() {
    return layout();
  }

  /// Collects entries.
  public static final class Builder {
    private final List<Entry> entries = new ArrayList<>();

    private Builder() {}

    /// Adds a tensor.
    public Builder add(String path, Shape shape, Initializer init) {
      entries.add(new Entry(path, shape, init));
      return this;
    }

    /// Adds all of `spec`, with `prefix` and a dot before every path.
    public Builder add(String prefix, ParameterSpec spec) {
      entries.addAll(spec.prefixed(prefix).entries());
      return this;
    }

    /// The spec.
    public ParameterSpec build() {
      return new ParameterSpec(entries);
    }
  }
}
