package dev.odeon.adjoint;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import java.util.Arrays;
import java.util.List;

/// Cotangents by forward sensitivities: the whole Jacobian of each trajectory, column by column,
/// times the cotangent.
final class JacobianProduct {
  private final ForwardSensitivity forward;
  private final int dimension;
  private final List<ValueType> types;
  private final int columns;

  JacobianProduct(LaneIntegrator integrator, List<ValueType> types) {
    forward = new ForwardSensitivity(integrator);
    dimension = integrator.steps().field().dimension();
    this.types = types;
    int parameters = 0;
    for (ValueType type : types) {
      parameters += type.type().size();
    }
    columns = dimension + parameters;
  }

  /// @param cotangent of the saved states
  /// @param out cotangents of the initial state and of the parameters, written
  void run(LaneRun run, double[][] parameters, double[] cotangent, double[][] out) {
    run(run, parameters, new double[][] {cotangent}, out);
  }

  /// @param cotangents of the saved states, and, if there are more, of the states and times at the
  ///   ends
  /// @param out cotangents of the initial state and of the parameters, written
  void run(LaneRun run, double[][] parameters, double[][] cotangents, double[][] out) {
    int lanes = run.solution().lanes();
    double[][] products = new double[lanes][];
    for (int lane = 0; lane < lanes; lane++) {
      products[lane] = row(run, parameters, cotangents, lane);
    }
    int column = 0;
    for (int i = 0; i < dimension; i++, column++) {
      for (int lane = 0; lane < lanes; lane++) {
        out[0][i * lanes + lane] = products[lane][column];
      }
    }
    for (int p = 0; p < types.size(); p++) {
      boolean shared = types.get(p).scope() == Scope.SHARED;
      for (int e = 0; e < types.get(p).type().size(); e++, column++) {
        double sum = 0;
        for (int lane = 0; lane < lanes; lane++) {
          if (shared) {
            sum += products[lane][column];
          } else {
            out[1 + p][e * lanes + lane] = products[lane][column];
          }
        }
        if (shared) {
          out[1 + p][e] = sum;
        }
      }
    }
  }

  /// The cotangent of one trajectory times its Jacobian: one direction a component and parameter.
  private double[] row(LaneRun run, double[][] parameters, double[][] cotangents, int lane) {
    int lanes = run.solution().lanes();
    int[] trajectory = new int[columns];
    Arrays.fill(trajectory, lane);
    double[] initial = new double[dimension * columns];
    for (int i = 0; i < dimension; i++) {
      initial[i * columns + i] = 1;
    }
    double[][] tangents = new double[types.size()][];
    int column = dimension;
    for (int p = 0; p < tangents.length; p++) {
      int elements = types.get(p).type().size();
      tangents[p] = new double[elements * columns];
      for (int e = 0; e < elements; e++) {
        tangents[p][e * columns + column++] = 1;
      }
    }
    double[][] jacobians = new double[cotangents.length][];
    for (int i = 0; i < cotangents.length; i++) {
      jacobians[i] = new double[rows(run, i) * columns];
    }
    forward.run(run, parameters, trajectory, initial, tangents, jacobians);
    double[] product = new double[columns];
    for (int i = 0; i < cotangents.length; i++) {
      for (int k = 0; k < rows(run, i); k++) {
        double w = cotangents[i][k * lanes + lane];
        for (int c = 0; w != 0 && c < columns; c++) {
          product[c] += w * jacobians[i][k * columns + c];
        }
      }
    }
    return product;
  }

  /// Numbers a trajectory of result `index`: saved states, state at the end, time of the end.
  private int rows(LaneRun run, int index) {
    return switch (index) {
      case 0 -> run.solution().saveAt().mostTimes() * dimension;
      case 1 -> dimension;
      default -> 1;
    };
  }
}
