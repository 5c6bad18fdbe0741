package dev.odeon.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Knows about one kind of thing that `odeon info` can be asked about.
@FunctionalInterface
public interface InfoSource {
  /// What there is to say about `subject`, as labels and texts in order; empty if it is of another
  /// kind.
  ///
  /// @param subject a file, or a word such as `devices`
  /// @param overrides the `--set` options
  /// @throws dev.odeon.cli.fault.CommandException if it is of this kind, but faulty
  Optional<Map<String, String>> about(String subject, List<String> overrides);
}
