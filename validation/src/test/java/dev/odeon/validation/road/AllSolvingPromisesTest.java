package dev.odeon.validation.road;

import dev.odeon.ode.method.Method;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/// The faults of a user's problem, for every method that adapts its steps.
@Tag("nightly")
final class AllSolvingPromisesTest extends SolvingPromisesTest {
  @Override
  Stream<Method> methods() {
    return adaptive();
  }
}
