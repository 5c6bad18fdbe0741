package dev.odeon.cli.output;

/// Shows nothing.
record SilentProgress() implements Progress {
  @Override
  public void stage(String name, long steps) {}

  @Override
  public void step(long done, double loss) {}

  @Override
  public void close() {}
}
