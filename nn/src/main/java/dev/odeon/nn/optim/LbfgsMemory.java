package dev.odeon.nn.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The last steps s and changes of gradient y of an L-BFGS run, oldest first. Mutable.
public final class LbfgsMemory {
  private final List<double[]> steps = new ArrayList<>();
  private final List<double[]> changes = new ArrayList<>();

  /// An empty memory.
  public LbfgsMemory() {}

  /// The memory stored by [#toState].
  ///
  /// @throws IllegalArgumentException if the state is another minimiser's
  public static LbfgsMemory of(OptimizerState state) {
    LbfgsMemory memory = new LbfgsMemory();
    for (int i = 0; i < state.vectors().size() / 2; i++) {
      memory.steps.add(state.vector("step" + i).clone());
      memory.changes.add(state.vector("change" + i).clone());
    }
    return memory;
  }

  /// A copy as named vectors, to be stored after `step` iterations.
  public OptimizerState toState(long step) {
    Map<String, double[]> vectors = new LinkedHashMap<>();
    for (int i = 0; i < steps.size(); i++) {
      vectors.put("step" + i, steps.get(i).clone());
      vectors.put("change" + i, changes.get(i).clone());
    }
    return new OptimizerState(step, vectors);
  }

  boolean isEmpty() {
    return steps.isEmpty();
  }

  void clear() {
    steps.clear();
    changes.clear();
  }

  /// Remembers the pair if its curvature s·y is safely positive, forgetting the oldest beyond
  /// `limit`.
  void add(double[] step, double[] change, int limit) {
    double curvature = Vectors.dot(step, change);
    if (!(curvature > Math.ulp(1.0) * Vectors.norm(step) * Vectors.norm(change))) {
      return;
    }
    if (steps.size() == limit) {
      steps.removeFirst();
      changes.removeFirst();
    }
    steps.add(step);
    changes.add(change);
  }

  /// −H·g, H the inverse Hessian estimate: the two-loop recursion, Nocedal and Wright, algorithm
  /// 7.4 with eq. 7.20.
  double[] direction(double[] gradient) {
    int count = steps.size();
    double[] q = gradient.clone();
    double[] alpha = new double[count];
    for (int i = count - 1; i >= 0; i--) {
      alpha[i] = Vectors.dot(steps.get(i), q) / curvature(i);
      addScaled(q, -alpha[i], changes.get(i));
    }
    double scale =
        count == 0 ? 1 : curvature(count - 1) / Vectors.dot(changes.getLast(), changes.getLast());
    for (int j = 0; j < q.length; j++) {
      q[j] *= scale;
    }
    for (int i = 0; i < count; i++) {
      double beta = Vectors.dot(changes.get(i), q) / curvature(i);
      addScaled(q, alpha[i] - beta, steps.get(i));
    }
    for (int j = 0; j < q.length; j++) {
      q[j] = -q[j];
    }
    return q;
  }

  private double curvature(int i) {
    return Vectors.dot(steps.get(i), changes.get(i));
  }

  private static void addScaled(double[] target, double factor, double[] addend) {
    for (int j = 0; j < target.length; j++) {
      target[j] += factor * addend[j];
    }
  }
}
