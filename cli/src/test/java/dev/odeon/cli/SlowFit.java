package dev.odeon.cli;

import dev.odeon.cli.job.Cancellation;
import dev.odeon.cli.job.FitRequest;
import dev.odeon.cli.output.Ending;
import dev.odeon.cli.output.FitReport;
import dev.odeon.cli.output.Reports;
import java.util.List;

/// A process whose fit goes on until it is cancelled; started by [InterruptTest].
final class SlowFit {
  private SlowFit() {}

  public static void main(String[] arguments) {
    Main.run(cancellation -> List.of(new FitCommand(SlowFit::fit, cancellation)), arguments);
  }

  private static FitReport fit(FitRequest request) {
    request.output().file("started").write("");
    Cancellation cancellation = request.cancellation();
    while (!cancellation.isRequested()) {
      Thread.onSpinWait();
    }
    request.output().file("checkpoint").write("");
    return Reports.fit(Ending.interrupted("interrupted; --resume goes on from there"));
  }
}
