package dev.odeon.ode.control;

import java.util.List;

/// How the weighed errors of the components make one number; a step is accepted up to 1.
public sealed interface Norm {
  /// The root of the mean of the squares.
  Norm ROOT_MEAN_SQUARE = new RootMeanSquare();

  /// The largest magnitude.
  Norm MAXIMUM = new Maximum();

  /// Checks that it fits a state.
  ///
  /// @throws IllegalArgumentException if it does not fit states of `dimension` components
  void checkDimension(int dimension);

  /// The root of the mean of the squares: a few components may exceed their tolerance.
  record RootMeanSquare() implements Norm {
    @Override
    public void checkDimension(int dimension) {}
  }

  /// The largest magnitude: no component exceeds its tolerance.
  record Maximum() implements Norm {
    @Override
    public void checkDimension(int dimension) {}
  }

  /// The root of the weighted mean of the squares. A component of weight 0 is not controlled.
  ///
  /// @param weights one a component, at least 0, one of them positive
  record Weighted(List<Double> weights) implements Norm {
    public Weighted {
      weights = List.copyOf(weights);
      for (int i = 0; i < weights.size(); i++) {
        double weight = weights.get(i);
        if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException(
              "norm weight " + i + " is " + weight + ", not a finite number >= 0");
        }
      }
      if (!(total(weights) > 0 && total(weights) < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "norm weights " + weights + " add up to " + total(weights) + ": give some above 0");
      }
    }

    private static double total(List<Double> weights) {
      return weights.stream().mapToDouble(Double::doubleValue).sum();
    }

    /// The share of component `i` in the mean.
    double share(int i) {
      return weights.get(i) / total(weights);
    }

    @Override
    public void checkDimension(int dimension) {
      if (weights.size() != dimension) {
        throw new IllegalArgumentException(
            "norm has " + weights.size() + " weights, the state has " + dimension + " components");
      }
    }
  }

  /// The largest of the root mean squares of blocks of the state, as of positions and velocities,
  /// or of the parts of a coupled system: none hides behind the size of another.
  ///
  /// @param sizes number of components of each block, in the order of the state
  record Blocks(List<Integer> sizes) implements Norm {
    public Blocks {
      sizes = List.copyOf(sizes);
      for (int i = 0; i < sizes.size(); i++) {
        if (sizes.get(i) < 1) {
          throw new IllegalArgumentException("norm block " + i + " has size " + sizes.get(i));
        }
      }
    }

    @Override
    public void checkDimension(int dimension) {
      long total = sizes.stream().mapToLong(Integer::longValue).sum();
      if (total != dimension) {
        throw new IllegalArgumentException(
            "norm blocks " + sizes + " have " + total + " components, the state has " + dimension);
      }
    }
  }

  /// A norm of the first components only. The others, such as an integral along the trajectory, are
  /// not controlled: the steps are those without them.
  ///
  /// @param count number of components that count, at least 1
  /// @param own their norm
  record Leading(int count, Norm own) implements Norm {
    public Leading {
      if (count < 1) {
        throw new IllegalArgumentException("norm of the first " + count + " components");
      }
      own.checkDimension(count);
    }

    @Override
    public void checkDimension(int dimension) {
      if (dimension < count) {
        throw new IllegalArgumentException(
            "norm of the first " + count + " components, the state has " + dimension);
      }
    }
  }
}
