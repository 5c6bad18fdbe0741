package dev.odeon.nn.backend;

import dev.odeon.nn.graph.Graph;

/// A graph ready to run. Owns its working memory: used by one thread at a time.
public interface Executable {
  /// The graph that it runs.
  Graph graph();

  /// Runs the graph for `lanes` trajectories.
  ///
  /// Layout of each array: `[element]` for a shared value, `[element][lane]` (lane fastest) for a
  /// per-lane one; elements in row-major order; arrays may be longer than needed. Truth values are
  /// 0 and 1; `f32` values are doubles that are floats.
  ///
  /// @param inputs one array an input of the graph, read
  /// @param outputs one array an output, written; must be distinct from the inputs and from each
  ///   other
  /// @param lanes number of lanes, at least 1
  void run(double[][] inputs, double[][] outputs, int lanes);

  /// Runs on these very arrays, for short graphs that run thousands of times on the same ones. What
  /// the arrays hold may change between runs. Owns no memory beside the executable's: both are used
  /// by the same thread.
  ///
  /// @param inputs as for [#run]; read in later runs, so the arrays in it are not to be exchanged
  /// @param outputs as for [#run]; the same
  /// @param lanes most lanes of a run, at least 1
  default BoundRun bind(double[][] inputs, double[][] outputs, int lanes) {
    double[][] in = inputs.clone();
    double[][] out = outputs.clone();
    return count -> run(in, out, count);
  }
}
