package dev.odeon.validation.precision;

import dev.odeon.plotting.Axis;
import dev.odeon.plotting.PictureSize;
import dev.odeon.plotting.Series;
import dev.odeon.plotting.WorkPrecision;
import dev.odeon.validation.problem.EndProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// What all contenders measured on one problem.
///
/// @param problem the problem
/// @param works what was measured: a diagram each
/// @param measured points in order of tolerance, by contender
record Comparison(
    EndProblem problem, List<Work> works, SequencedMap<String, List<Measurement>> measured) {
  /// After a run this long no tighter tolerance is tried.
  private static final double LONG_MILLIS = 600;

  private static final PictureSize SIZE = new PictureSize(530, 500);

  /// A smaller error is the rounding of the reference: 1 in the last place or so.
  private static final double LEAST_ERROR = 1e-16;

  /// Measures all contenders that suit the problem at tolerances 1e-3 to 1e-11.
  static Comparison of(EndProblem problem, List<Work> works) {
    SequencedMap<String, List<Measurement>> measured = new LinkedHashMap<>();
    for (Contender contender : contenders(problem)) {
      List<Measurement> points = measure(contender, problem, works);
      if (points.stream().anyMatch(Measurement::reachedTheEnd)) {
        measured.put(contender.name(), points);
      }
    }
    return new Comparison(problem, works, measured);
  }

  private static List<Contender> contenders(EndProblem problem) {
    List<Contender> all = new ArrayList<>(OdeonContender.suiting(problem));
    CvodeFamily family =
        switch (problem.stiffness()) {
          case STIFF -> CvodeFamily.BDF;
          case NON_STIFF -> CvodeFamily.ADAMS;
        };
    Sundials.installed().ifPresent(library -> all.add(new CvodeContender(library, family)));
    return all;
  }

  /// A method that does not take the problem, or never reaches its end, has no points.
  private static List<Measurement> measure(
      Contender contender, EndProblem problem, List<Work> works) {
    Work hardest = works.contains(Work.TIME) ? Work.TIME : Work.EVALUATIONS;
    List<Measurement> points = new ArrayList<>();
    for (int digits = 3; digits <= 11; digits += 2) {
      Measurement point;
      try {
        point = Measurement.of(contender, problem, Math.pow(10, -digits), hardest);
      } catch (IllegalArgumentException _) {
        return List.of();
      }
      points.add(point);
      if (point.millis() > LONG_MILLIS || !point.reachedTheEnd()) {
        break;
      }
    }
    return points;
  }

  /// Draws a picture a kind of work into `folder`.
  void draw(Path folder) throws IOException {
    for (Work work : works) {
      draw(folder, work);
    }
  }

  private void draw(Path folder, Work work) throws IOException {
    WorkPrecision diagram =
        WorkPrecision.of(problem.name(), Axis.of("error at the end"), work.axis()).withSize(SIZE);
    for (Map.Entry<String, List<Measurement>> line : measured.entrySet()) {
      diagram = diagram.withMethod(series(line.getKey(), line.getValue(), work));
    }
    diagram.write(folder.resolve(work.file(problem.name())));
  }

  private static Series series(String name, List<Measurement> all, Work work) {
    List<Measurement> points = all.stream().filter(Measurement::reachedTheEnd).toList();
    double[] errors =
        points.stream().mapToDouble(point -> Math.max(point.error(), LEAST_ERROR)).toArray();
    return Series.of(name, errors, points.stream().mapToDouble(work::of).toArray());
  }
}
