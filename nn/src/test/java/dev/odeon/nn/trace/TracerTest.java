package dev.odeon.nn.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.params.ParameterSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What does not fit is found while tracing, where the user's code asks for it.
class TracerTest {
  private static final ValueType THREE = new ValueType(TensorType.f64(3), Scope.PER_LANE);
  private static final ValueType FOUR = new ValueType(TensorType.f64(4), Scope.SHARED);

  private static Tensor mistake(Tensor x, Tensor y) {
    return x.plus(y);
  }

  private static void findsMistake(IllegalArgumentException e, String... words) {
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), "'" + word + "' in: " + e.getMessage());
    }
    boolean isHere =
        Arrays.stream(e.getStackTrace())
            .anyMatch(
                frame ->
                    frame.getClassName().equals(TracerTest.class.getName())
                        && frame.getMethodName().equals("mistake"));
    assertTrue(isHere, "the user's own line in " + Arrays.toString(e.getStackTrace()));
  }

  @Test
  void aShapeThatDoesNotFitIsFoundAtTheUsersLine() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Tracer.trace("f", List.of(THREE, FOUR), x -> List.of(mistake(x.get(0), x.get(1)))));
    findsMistake(e, "add", "[3]", "[4]");
  }

  @Test
  void typesAreNotMixed() {
    ValueType single = new ValueType(new TensorType(DType.F32, Shape.of(3)), Scope.PER_LANE);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Tracer.trace(
                    "f", List.of(THREE, single), x -> List.of(mistake(x.get(0), x.get(1)))));
    findsMistake(e, "add", "f64", "f32");
  }

  /// A layer that adds what has another length.
  private record Adding() implements Layer {
    @Override
    public ParameterSpec parameters(Shape input) {
      return ParameterSpec.builder().build();
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public Tensor apply(Parameters p, Tensor x) {
      return mistake(x, x.slice(0, 2));
    }
  }

  @Test
  void theLayerIsNamed() {
    Chain model = Chain.of(new Dense(3, 3), Chain.of(new Adding()));
    ParameterSpec spec = model.parameters(Shape.of(3));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> {
              Tracer tracer = new Tracer();
              Map<String, Tensor> named = new LinkedHashMap<>();
              for (ParameterSpec.Entry entry : spec.entries()) {
                TensorType type = TensorType.f64(entry.shape().toArray());
                named.put(entry.path(), tracer.input(type, Scope.SHARED));
              }
              model.apply(Parameters.of(named), tracer.input(THREE));
            });
    findsMistake(e, "add", "[3]", "[2]", "1.0");
  }

  /// A graph that is called has its own origins.
  @Test
  void theEquationOfACalledGraphIsNamed() {
    Graph inner =
        Tracer.trace(
            "inner",
            List.of(THREE),
            x -> List.of(x.getFirst().tracer().within("rate", () -> x.getFirst().exp())));
    assertEquals("rate", inner.equations().getFirst().origin().text());
    Graph outer = Tracer.trace("outer", List.of(THREE), x -> x.getFirst().tracer().call(inner, x));
    assertEquals("rate", outer.equations().getFirst().origin().text());
  }

  @Test
  void aTensorOfAnotherTraceIsRefused() {
    Tensor foreign = new Tracer().input(THREE);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Tracer.trace("f", List.of(THREE), x -> List.of(mistake(x.get(0), foreign))));
    findsMistake(e, "another trace");
  }
}
