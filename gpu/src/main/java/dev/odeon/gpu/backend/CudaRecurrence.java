package dev.odeon.gpu.backend;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.DeviceArena;
import dev.odeon.gpu.driver.DeviceMemory;
import dev.odeon.nn.backend.Feedback;
import dev.odeon.nn.backend.Recurrence;
import dev.odeon.nn.backend.RecurrentGraph;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A graph whose arrays stay on the device from run to run: only what is set goes there, only what
/// is asked for comes back.
final class CudaRecurrence implements Recurrence {
  private static final Cleaner CLEANER = Cleaner.create();

  private final RecurrentGraph form;
  private final Graph running;
  private final DeviceHoldings holdings;
  private final Cleaner.Cleanable cleanable;
  private final DeviceState state;
  private final List<DeviceMemory> inputs = new ArrayList<>();

  /// Where outputs that are fed back stand until the next run, so that none overwrites another's
  /// source.
  private final List<DeviceMemory> fed = new ArrayList<>();

  private final @Nullable DeviceMemory[] outputs;
  private final @Nullable DeviceMemory[] copies;
  private final DeviceArena arrays;
  private boolean hasRun;
  private boolean isFed = true;

  CudaRecurrence(RecurrentGraph form, CudaContext context, DeviceProgram program) {
    this.form = form;
    running = program.graph();
    holdings = new DeviceHoldings(context, program);
    cleanable = CLEANER.register(this, holdings);
    state = new DeviceState(holdings.loaded(), holdings.stream());
    outputs = new DeviceMemory[running.outputs().size()];
    copies = new DeviceMemory[outputs.length];
    arrays = holdings.renew();
    try {
      for (Value input : running.inputs()) {
        DeviceMemory memory = arrays.allocate(DeviceElements.bytes(input, form.lanes()));
        inputs.add(memory);
        state.set(input, memory);
      }
      for (Feedback pair : form.feedback()) {
        Value input = running.inputs().get(pair.input());
        fed.add(arrays.allocate(DeviceElements.bytes(input, form.lanes())));
      }
      state.reserve(arrays, form.lanes());
    } catch (RuntimeException | Error e) {
      cleanable.clean();
      throw e;
    }
  }

  @Override
  public void set(int input, double[] values) {
    form.setting(input, values);
    feed();
    state.write(running.inputs().get(input), values, form.lanes());
  }

  @Override
  public void run() {
    form.running();
    feed();
    hasRun = false;
    try {
      state.run(form.lanes());
    } catch (RuntimeException | Error e) {
      holdings.stream().settle();
      throw e;
    }
    hasRun = true;
    isFed = false;
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = lasting(i);
    }
  }

  /// Where an output of this run stands until the next: an array of its own if it is an input,
  /// which may be set or fed before.
  private DeviceMemory lasting(int output) {
    Value value = running.outputs().get(output);
    DeviceMemory made = state.array(value);
    if (!inputs.contains(made)) {
      return made;
    }
    DeviceMemory copy = copies[output];
    if (copy == null) {
      copy = arrays.allocate(DeviceElements.bytes(value, form.lanes()));
      copies[output] = copy;
    }
    state.copy(made, copy, DeviceElements.bytes(value, form.lanes()));
    return copy;
  }

  /// Makes what is fed back the inputs, by way of arrays that are nobody's source.
  private void feed() {
    if (isFed) {
      return;
    }
    for (int i = 0; i < fed.size(); i++) {
      int output = form.feedback().get(i).output();
      DeviceMemory made = Objects.requireNonNull(outputs[output]);
      Value value = running.outputs().get(output);
      state.copy(made, fed.get(i), DeviceElements.bytes(value, form.lanes()));
    }
    for (int i = 0; i < fed.size(); i++) {
      int input = form.feedback().get(i).input();
      DeviceMemory before = inputs.get(input);
      inputs.set(input, fed.get(i));
      fed.set(i, before);
      state.set(running.inputs().get(input), inputs.get(input));
    }
    isFed = true;
  }

  @Override
  public void get(int output, double[] into) {
    if (!hasRun) {
      throw new IllegalStateException("graph " + form.graph().name() + " has not run yet");
    }
    form.getting(output, into);
    DeviceMemory made = Objects.requireNonNull(outputs[output]);
    state.read(running.outputs().get(output), made, into);
  }

  @Override
  public void close() {
    cleanable.clean();
  }
}
