package dev.odeon.cli.job;

import dev.odeon.cli.data.TimeSeries;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.output.OutputFolder;
import dev.odeon.cli.output.Progress;

/// A fit to be done.
///
/// @param file what to fit; its `data` is present
/// @param data the measurements; columns are called like the observed quantities
/// @param resume where to begin
/// @param output folder for model, checkpoints and pictures; `fit.json` and `fit.csv` are written
///   from the report
/// @param progress to be told of stages and steps
/// @param cancellation to be asked whether to stop
public record FitRequest(
    FitFile file,
    TimeSeries data,
    Resume resume,
    OutputFolder output,
    Progress progress,
    Cancellation cancellation) {}
