package dev.odeon.nn.train;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Feedback;
import dev.odeon.nn.backend.Recurrence;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.optim.Optimizer;
import dev.odeon.nn.optim.OptimizerState;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Steps of which all that is large stays where they are computed: samples, parameters, the
/// optimiser's memory. There go the numbers of the samples of a batch and three numbers more, back
/// come loss and norm of the gradient.
final class ResidentSteps implements BatchSteps {
  private static final int STATUS = 0;
  private static final int PARAMETERS = 1;

  private final Supplier<int[]> batch;
  private final Optimizer optimizer;
  private final ParameterVector parameters;
  private final OptimizerState memory;
  private final List<double[]> vectors;
  private final Recurrence recurrence;
  private final double[] status = new double[2];
  private boolean isBegun;

  /// @param loss of one batch: the parameters, then input and target of each lane
  /// @param samples all samples
  /// @param batch the numbers of the samples of the batch at hand
  /// @param size samples in a batch
  ResidentSteps(
      Backend backend,
      Graph loss,
      Samples samples,
      Supplier<int[]> batch,
      int size,
      Optimizer optimizer,
      ParameterVector parameters,
      OptimizerState memory) {
    this.batch = batch;
    this.optimizer = optimizer;
    this.parameters = parameters;
    this.memory = memory;
    vectors = List.copyOf(memory.vectors().values());
    Graph step = trace(loss, samples, optimizer, parameters, vectors.size());
    List<Feedback> feedback =
        IntStream.rangeClosed(0, vectors.size())
            .mapToObj(i -> new Feedback(PARAMETERS + i, i))
            .toList();
    recurrence = backend.recurrence(step, feedback, size);
    try {
      recurrence.set(0, parameters.flat());
      for (int i = 0; i < vectors.size(); i++) {
        recurrence.set(1 + i, vectors.get(i));
      }
      recurrence.set(factors() + 1, type(loss).rounded(byRows(samples.inputs(), samples.count())));
      recurrence.set(factors() + 2, type(loss).rounded(byRows(samples.targets(), samples.count())));
    } catch (RuntimeException | Error e) {
      recurrence.close();
      throw e;
    }
  }

  /// Number of the input after parameters and memory.
  private int factors() {
    return 1 + vectors.size();
  }

  /// From `[element][sample]` to `[sample][element]`.
  private static double[] byRows(double[] all, int count) {
    int elements = all.length / count;
    double[] rows = new double[all.length];
    for (int i = 0; i < all.length; i++) {
      rows[i % count * elements + i / count] = all[i];
    }
    return rows;
  }

  /// `(parameters, memory, factors, inputs, targets, number of a lane's sample) -> (loss and norm,
  /// parameters, memory)`.
  private static Graph trace(
      Graph loss, Samples samples, Optimizer optimizer, ParameterVector parameters, int vectors) {
    Tracer tracer = new Tracer();
    TensorType flat = TensorType.f64(parameters.size());
    Tensor p = tracer.input(flat, Scope.SHARED);
    List<Tensor> memory = new ArrayList<>();
    for (int i = 0; i < vectors; i++) {
      memory.add(tracer.input(flat, Scope.SHARED));
    }
    Tensor factors = tracer.input(TensorType.f64(OptimizerGraph.FACTORS), Scope.SHARED);
    DType type = type(loss);
    Tensor inputs = tracer.input(all(samples.inputShape(), samples.count(), type), Scope.SHARED);
    Tensor targets = tracer.input(all(samples.targetShape(), samples.count(), type), Scope.SHARED);
    Tensor number = tracer.input(TensorType.scalar(DType.I32), Scope.PER_LANE);
    List<ParameterSpec.Entry> entries = parameters.spec().entries();
    List<Tensor> arguments = new ArrayList<>();
    int at = 0;
    for (ParameterSpec.Entry entry : entries) {
      int size = entry.shape().size();
      arguments.add(p.slice(at, at + size).reshape(entry.shape()).in(type));
      at += size;
    }
    arguments.add(inputs.gather(number));
    arguments.add(targets.gather(number));
    List<Integer> wrt = IntStream.range(0, entries.size()).boxed().toList();
    List<Tensor> derived = tracer.call(ReverseMode.valueAndGradient(loss, wrt), arguments);
    Tensor value = derived.getFirst().in(DType.F64);
    Tensor g =
        Tensor.concatenate(
            derived.subList(1, derived.size()).stream()
                .map(part -> part.reshape(Shape.of(part.shape().size())).in(DType.F64))
                .toList());
    Tensor norm = OptimizerGraph.norm(g);
    Tensor isFinite =
        OptimizerGraph.isFinite(value)
            .logical(LogicalFunction.AND, OptimizerGraph.isFinite(norm))
            .broadcast(p.shape());
    List<Tensor> before = new ArrayList<>(List.of(p));
    before.addAll(memory);
    List<Tensor> after = new OptimizerGraph(factors, norm).update(optimizer, p, memory, g);
    List<Tensor> outputs = new ArrayList<>(List.of(Tensor.concatenate(value, norm)));
    for (int i = 0; i < before.size(); i++) {
      Tensor moved = i == 0 ? after.get(i).in(parameters.dtype()).in(DType.F64) : after.get(i);
      outputs.add(isFinite.select(moved, before.get(i)));
    }
    return Pipeline.standard().apply(tracer.graph("training_step", outputs));
  }

  /// The element type of parameters and samples in the loss.
  private static DType type(Graph loss) {
    return loss.inputs().getFirst().type().dtype();
  }

  private static TensorType all(Shape shape, int count, DType type) {
    int[] dims = IntStream.concat(IntStream.of(count), IntStream.of(shape.toArray())).toArray();
    return new TensorType(type, Shape.of(dims));
  }

  @Override
  public BatchEvaluation evaluate(double rate) {
    recurrence.set(factors() + 3, numbers(batch.get()));
    recurrence.set(factors(), OptimizerGraph.factors(optimizer, rate, memory.step() + 1));
    recurrence.run();
    recurrence.get(STATUS, status);
    return new BatchEvaluation(status[0], status[1]);
  }

  private static double[] numbers(int[] batch) {
    double[] numbers = new double[batch.length];
    for (int i = 0; i < batch.length; i++) {
      numbers[i] = Double.longBitsToDouble(batch[i]);
    }
    return numbers;
  }

  @Override
  public void take() {
    // The parameters have moved already.
    memory.advance();
    isBegun = true;
  }

  @Override
  public void bring() {
    if (!isBegun) {
      return;
    }
    recurrence.get(PARAMETERS, parameters.flat());
    for (int i = 0; i < vectors.size(); i++) {
      recurrence.get(PARAMETERS + 1 + i, vectors.get(i));
    }
  }

  @Override
  public void close() {
    recurrence.close();
  }
}
