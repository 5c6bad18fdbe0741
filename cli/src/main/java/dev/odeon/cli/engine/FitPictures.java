package dev.odeon.cli.engine;

import dev.odeon.cli.data.TimeSeries;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.fitfile.LossScale;
import dev.odeon.cli.model.Model;
import dev.odeon.cli.model.TracedModel;
import dev.odeon.cli.output.OutputException;
import dev.odeon.cli.output.OutputFolder;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.plotting.Axis;
import dev.odeon.plotting.AxisScale;
import dev.odeon.plotting.LossCurve;
import dev.odeon.plotting.PhasePortrait;
import dev.odeon.plotting.Picture;
import dev.odeon.plotting.PlaneField;
import dev.odeon.plotting.Series;
import dev.odeon.plotting.TrajectoryPlot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;

/// The pictures of a fit: data with fitted trajectories, phase portrait, loss curve.
///
/// @param model what was fitted
/// @param free its best parameters, without bounds
/// @param data all measurements
/// @param heldOut number of final times that the fit did not see
record FitPictures(Model model, ParameterVector free, TimeSeries data, int heldOut) {
  /// The names of the pictures.
  static final List<String> FILES = List.of("trajectories.png", "phase.png", "loss.png");

  private static final int CURVE_POINTS = 401;

  /// Draws all that there is to draw; pictures of an earlier fit are removed.
  void write(OutputFolder output, double[] losses, List<LossHistory.Begin> stages) {
    FILES.forEach(name -> remove(output.path().resolve(name)));
    List<String> observed = data.names();
    Prediction curve = Prediction.of(model, free, observed, fineTimes());
    if (curve.series().rows() > 1) {
      draw(trajectories(curve.series()), output.path().resolve("trajectories.png"));
      if (observed.size() >= 2) {
        draw(portrait(curve.series()), output.path().resolve("phase.png"));
      }
    }
    if (DoubleStream.of(losses).anyMatch(Double::isFinite)) {
      draw(lossCurve(losses, stages), output.path().resolve("loss.png"));
    }
  }

  private static void draw(Picture picture, Path file) {
    try {
      picture.write(file);
    } catch (IOException failure) {
      throw OutputException.writeFailed(file.toString(), failure);
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failure) {
      throw OutputException.writeFailed(file.toString(), failure);
    }
  }

  private double[] fineTimes() {
    double[] times = data.distinctTimes();
    double first = times[0];
    double last = times[times.length - 1];
    double[] fine = new double[CURVE_POINTS];
    for (int i = 0; i < CURVE_POINTS; i++) {
      fine[i] = first + (last - first) * i / (CURVE_POINTS - 1);
    }
    fine[CURVE_POINTS - 1] = last;
    return fine;
  }

  private Picture trajectories(TimeSeries curve) {
    FitFile file = model.file();
    Axis state = Axis.of("value");
    if (file.loss().on() == LossScale.LOG) {
      state = state.on(AxisScale.LOG);
    }
    String time = file.data().map(section -> section.time()).orElse("t");
    TrajectoryPlot plot = TrajectoryPlot.of("", Axis.of(time), state);
    for (String name : data.names()) {
      plot = plot.withFitted(Series.of(name, curve.times(), curve.column(name)));
      plot = plot.withData(Series.of(name, data.times(), data.column(name)));
    }
    if (heldOut > 0) {
      double[] times = data.distinctTimes();
      int first = times.length - heldOut;
      plot = plot.withHeldOutFrom((times[first - 1] + times[first]) / 2);
    }
    return plot;
  }

  private Picture portrait(TimeSeries curve) {
    String x = data.names().get(0);
    String y = data.names().get(1);
    PhasePortrait portrait =
        PhasePortrait.of("", Axis.of(x), Axis.of(y))
            .withTrajectory(Series.of("fit", curve.column(x), curve.column(y)))
            .withData(Series.of("data", data.column(x), data.column(y)));
    return model.states().equals(List.of(x, y)) ? portrait.withField(field()) : portrait;
  }

  /// The field of a model of two states at the first time.
  private PlaneField field() {
    TracedModel traced = new TracedModel(model);
    Tensor t = traced.tracer().input(TensorType.f64(), Scope.SHARED);
    Tensor y = traced.tracer().input(TensorType.f64(2), Scope.SHARED);
    Tensor rate = traced.derivative(t, y);
    Executable run = Backends.preferred().compile(traced.tracer().graph("velocity", List.of(rate)));
    ParameterSpec spec = model.spec();
    double[][] inputs = new double[spec.entries().size() + 2][];
    for (int i = 0; i < spec.entries().size(); i++) {
      inputs[i] = free.view(spec.entries().get(i).path()).toArray();
    }
    double[] state = new double[2];
    inputs[inputs.length - 2] = new double[] {data.time(0)};
    inputs[inputs.length - 1] = state;
    double[] velocity = new double[2];
    return (a, b) -> {
      state[0] = a;
      state[1] = b;
      run.run(inputs, new double[][] {velocity}, 1);
      return new PlaneField.Velocity(velocity[0], velocity[1]);
    };
  }

  private static Picture lossCurve(double[] losses, List<LossHistory.Begin> stages) {
    LossCurve curve = LossCurve.of("", Series.ofSteps("loss", losses));
    for (LossHistory.Begin stage : stages) {
      curve = curve.withStage(stage.name(), (double) stage.step());
    }
    return curve;
  }
}
