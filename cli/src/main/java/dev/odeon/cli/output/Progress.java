package dev.odeon.cli.output;

/// Is told how a fit goes on.
public interface Progress extends AutoCloseable {
  /// A stage of the optimiser begins.
  ///
  /// @param name what it is called, such as `adam`
  /// @param steps how many steps it may take
  void stage(String name, long steps);

  /// A step of the stage is done.
  ///
  /// @param done number of steps done, this one included
  /// @param loss the loss after it
  void step(long done, double loss);

  /// The fit is over.
  @Override
  void close();

  /// Shows nothing.
  static Progress silent() {
    return new SilentProgress();
  }

  /// A bar on standard error if that is a terminal, otherwise nothing.
  static Progress onTerminal(Console console) {
    return StandardError.isTerminal() ? new ProgressOnTerminal(console.err()) : silent();
  }
}
