package dev.odeon.adjoint.layer;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// A parameter vector as the shared parameters of a field.
///
/// @param types by name
/// @param values in that order
record FieldParameters(SequencedMap<String, ValueType> types, List<double[]> values) {
  /// @throws IllegalArgumentException if `parameters` are not of the layout of `spec`
  static FieldParameters of(ParameterSpec spec, ParameterVector parameters) {
    if (!spec.hasLayoutOf(parameters.spec())) {
      throw new IllegalArgumentException(
          "parameters "
              + parameters.spec().layout()
              + " are not those of the field, "
              + spec.layout());
    }
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    List<double[]> values = new ArrayList<>();
    for (ParameterSpec.Entry entry : spec.entries()) {
      TensorType type = TensorType.f64(entry.shape().toArray());
      types.put(entry.path(), new ValueType(type, Scope.SHARED));
      double[] array = new double[entry.shape().size()];
      parameters.view(entry.path()).copyTo(array);
      values.add(array);
    }
    return new FieldParameters(types, values);
  }

  /// The same with `prefix` and a dot before every name.
  FieldParameters below(String prefix) {
    SequencedMap<String, ValueType> named = new LinkedHashMap<>();
    types.forEach((path, type) -> named.put(prefix + "." + path, type));
    return new FieldParameters(named, values);
  }

  double[][] arrays() {
    return values.toArray(double[][]::new);
  }
}
