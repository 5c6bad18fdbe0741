package dev.odeon.nn.backend;

import dev.odeon.nn.graph.Value;
import java.util.List;

/// A [Recurrence] in arrays of this process: what is fed back changes places.
final class HostRecurrence implements Recurrence {
  private final RecurrentGraph form;
  private final Executable executable;
  private final double[][] inputs;
  private final double[][] outputs;
  private boolean hasRun;
  private boolean isFed = true;

  HostRecurrence(RecurrentGraph form, Executable executable) {
    this.form = form;
    this.executable = executable;
    inputs = arrays(form.graph().inputs());
    outputs = arrays(form.graph().outputs());
  }

  private double[][] arrays(List<Value> values) {
    return values.stream().map(value -> new double[form.count(value)]).toArray(double[][]::new);
  }

  @Override
  public void set(int input, double[] values) {
    form.setting(input, values);
    feed();
    System.arraycopy(values, 0, inputs[input], 0, inputs[input].length);
  }

  @Override
  public void run() {
    form.running();
    feed();
    hasRun = false;
    executable.run(inputs, outputs, form.lanes());
    hasRun = true;
    isFed = false;
  }

  /// Copies what is fed back; the outputs stay readable.
  private void feed() {
    if (!isFed) {
      for (Feedback pair : form.feedback()) {
        double[] from = outputs[pair.output()];
        System.arraycopy(from, 0, inputs[pair.input()], 0, from.length);
      }
      isFed = true;
    }
  }

  @Override
  public void get(int output, double[] into) {
    if (!hasRun) {
      throw new IllegalStateException("graph " + form.graph().name() + " has not run yet");
    }
    form.getting(output, into);
    System.arraycopy(outputs[output], 0, into, 0, outputs[output].length);
  }

  @Override
  public void close() {
    // Arrays are the collector's.
  }
}
