package dev.odeon.examples;

import dev.odeon.adjoint.layer.NeuralOde;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Elementwise;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Samples;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.plotting.Axis;
import dev.odeon.plotting.LossCurve;
import dev.odeon.plotting.PhasePortrait;
import dev.odeon.plotting.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A neural ordinary differential equation learns a spiral from 30 points.
///
/// The problem is that of Chen, Rubanova, Bettencourt, Duvenaud, Neural ordinary differential
/// equations (2018), on the time span that DiffEqFlux uses.
public final class Spiral {
  private Spiral() {}

  /// Fits, prints the loss, and writes two pictures into the folder `out/spiral-program`.
  public static void main(String[] arguments) throws IOException {
    var span = TimeSpan.of(0, 1.5);
    var times = SaveAt.linspace(0, 1.5, 30);
    double[] start = {2, 0};
    var exact = StepControl.adaptive(Tolerances.of(1e-10, 1e-10));
    var truth =
        OdeSolver.solve(OdeProblem.of(Spiral::truth, span, start), Tsit5.METHOD, exact, times);

    var field =
        Chain.of(
            new Elementwise(y -> y.pow(3)), new Dense(2, 50, Activation.TANH), new Dense(50, 2));
    var model = NeuralOde.of(field, Tsit5.METHOD, span, times, Tolerances.of(1e-6, 1e-6));
    var samples = Samples.one(start, Shape.of(30, 2), truth.states());
    var fit = Fit.of(model, Loss.MEAN_SQUARE, samples);
    var result = fit.train(TrainingPlan.of(new Adam(0.05), 300).then(new Lbfgs(200)), 1);
    System.out.println(result.outcome().message() + " Mean square error " + result.bestLoss());

    var path = model.savingAt(SaveAt.linspace(0, 1.5, 300)).solve(result.parameters(), start);
    Path folder = Files.createDirectories(Path.of("out/spiral-program"));
    PhasePortrait.of("Spiral", Axis.of("x"), Axis.of("y"))
        .withTrajectory(Series.of("neural ODE", path.component(0, 0), path.component(0, 1)))
        .withData(Series.of("data", truth.component(0, 0), truth.component(0, 1)))
        .write(folder.resolve("trajectory.png"));
    LossCurve.of("Spiral", Series.ofSteps("loss", result.lossHistory()))
        .withStage("L-BFGS", 300)
        .write(folder.resolve("loss.png"));
  }

  /// dx/dt = -0.1 x^3 - 2 y^3, dy/dt = 2 x^3 - 0.1 y^3.
  static Tensor truth(Tensor t, Tensor y, Parameters p) {
    Tensor cube = y.pow(3);
    return Tensor.concatenate(
        cube.get(0).times(-0.1).minus(cube.get(1).times(2)),
        cube.get(0).times(2).minus(cube.get(1).times(0.1)));
  }
}
