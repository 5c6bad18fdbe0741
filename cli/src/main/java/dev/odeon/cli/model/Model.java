package dev.odeon.cli.model;

import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.fitfile.InitialValue;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.Constant;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The model of a fit file: what is fitted, and where it starts.
///
/// The optimiser sees numbers without bounds; [#bounded] turns them into those of the fit file.
/// Paths are `NAME` for a parameter, `initial.NAME` for a fitted initial value,
/// `NETWORK.LAYER.weight` and `NETWORK.LAYER.bias`.
public final class Model {
  private final FitFile file;
  private final List<FittedNumber> numbers = new ArrayList<>();
  private final Map<String, Chain> networks = new LinkedHashMap<>();
  private final ParameterSpec spec;

  /// @throws dev.odeon.cli.fitfile.FitFileException if a start value lies on its bound
  public Model(FitFile file) {
    this.file = file;
    file.parameters()
        .forEach((name, p) -> numbers.add(FittedNumber.of(name, p.start(), p.bounds())));
    file.states()
        .forEach(
            (name, value) -> {
              switch (value) {
                case InitialValue.Fitted fitted ->
                    numbers.add(
                        FittedNumber.of(initialPath(name), fitted.start(), fitted.bounds()));
                case InitialValue.Given _, InitialValue.Computed _ -> {}
              }
            });
    file.networks().forEach((name, network) -> networks.put(name, Networks.layer(network)));
    spec = buildSpec();
  }

  private ParameterSpec buildSpec() {
    ParameterSpec.Builder builder = ParameterSpec.builder();
    numbers.forEach(n -> builder.add(n.path(), Shape.SCALAR, new Constant(n.freeStart())));
    file.networks()
        .forEach(
            (name, network) ->
                builder.add(name, Networks.layer(network).parameters(Shape.of(network.inputs()))));
    return builder.build();
  }

  /// The path of the initial value of a state.
  public static String initialPath(String state) {
    return "initial." + state;
  }

  /// The fit file.
  public FitFile file() {
    return file;
  }

  /// Names of the states, in the order of the state vector.
  public List<String> states() {
    return List.copyOf(file.states().keySet());
  }

  /// The fitted tensors, without bounds.
  public ParameterSpec spec() {
    return spec;
  }

  List<FittedNumber> numbers() {
    return numbers;
  }

  Map<String, Chain> networks() {
    return networks;
  }

  /// Start number `number`, from 0, without bounds: the first from the values of the fit file, the
  /// others from values changed at random by about a third, with networks drawn anew.
  public ParameterVector start(int number) {
    ParameterVector start = spec.initialize(file.seed() + number);
    if (number == 0) {
      return start;
    }
    for (FittedNumber fitted : numbers) {
      double gauss =
          SplitMix64.stream(file.seed() + number, "start of " + fitted.path()).nextGaussian();
      double u = fitted.freeStart();
      double size =
          switch (fitted.transform()) {
            case Transform.Free _ -> u == 0 ? 1 : Math.abs(u);
            case Transform.Above _, Transform.Below _, Transform.Between _ -> 1;
          };
      start.flat()[spec.offset(fitted.path())] = u + gauss * size / 3;
    }
    return start;
  }

  /// The same parameters within their bounds, as the fit file means them.
  public ParameterVector bounded(ParameterVector free) {
    ParameterVector bounded = ParameterVector.of(spec, DType.F64, free.flat());
    for (FittedNumber number : numbers) {
      int at = spec.offset(number.path());
      bounded.flat()[at] = number.transform().toBounded(free.flat()[at]);
    }
    return bounded;
  }

  /// Fitted values of the parameters by name.
  public Map<String, Double> parameterValues(ParameterVector bounded) {
    Map<String, Double> values = new LinkedHashMap<>();
    file.parameters().keySet().forEach(name -> values.put(name, bounded.flat()[spec.offset(name)]));
    return values;
  }
}
