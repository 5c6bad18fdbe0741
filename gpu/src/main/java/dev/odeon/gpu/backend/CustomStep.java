package dev.odeon.gpu.backend;

import dev.odeon.nn.graph.CustomFunction;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import java.util.List;

/// User code, run on the host: operands are copied there, results back.
record CustomStep(List<Value> operands, List<Value> results, CustomFunction function)
    implements DeviceStep {
  static CustomStep of(Equation equation, CustomFunction function) {
    return new CustomStep(equation.operands(), equation.results(), function);
  }

  @Override
  public void run(DeviceState state) {
    double[][] in = operands.stream().map(state::read).toArray(double[][]::new);
    double[][] out =
        results.stream()
            .map(y -> new double[Math.toIntExact(DeviceElements.count(y, state.lanes()))])
            .toArray(double[][]::new);
    function.bind(operands.stream().map(ValueType::of).toList()).run(in, out, state.lanes());
    for (int i = 0; i < out.length; i++) {
      state.write(results.get(i), out[i]);
    }
  }
}
