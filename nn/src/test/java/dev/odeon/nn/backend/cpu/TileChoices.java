package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.cpu.trial.VectorChoice;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The choices between numbers and vectors of all loops and tiles that are known: in use they
/// change while programs run, in an order that nobody knows.
final class TileChoices {
  private static final String KERNELS = "dev.odeon.nn.backend.cpu.kernel.";

  private TileChoices() {}

  /// Settles each of them by the toss of a coin.
  ///
  /// @return how many there are
  static int toss(Random random) {
    if (!Vectors.areAvailable()) {
      return 0;
    }
    List<VectorChoice> choices = new ArrayList<>();
    try {
      for (String tile :
          List.of(
              "MeasuredTile", "MeasuredLaneTile", "MeasuredOuterTile", "MeasuredLaneProductTile")) {
        for (Object known : known(Class.forName(KERNELS + tile)).values()) {
          choices.add(choice(known, "choice"));
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the tiles keep their choices elsewhere now", e);
    }
    choices.forEach(choice -> choice.decide(random.nextBoolean()));
    return choices.size() + tossLoops(random);
  }

  private static int tossLoops(Random random) {
    int count = 0;
    try {
      for (Object reference : List.copyOf(known(LaneCode.class).values())) {
        Object code = ((Reference<?>) reference).get();
        if (code != null) {
          choice(code, "nested").decide(random.nextBoolean());
          choice(code, "flat").decide(random.nextBoolean());
          count += 2;
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("loops keep their choices elsewhere now", e);
    }
    return count;
  }

  private static Map<?, ?> known(Class<?> type) throws ReflectiveOperationException {
    Field field = type.getDeclaredField("KNOWN");
    field.setAccessible(true);
    return (Map<?, ?>) field.get(null);
  }

  private static VectorChoice choice(Object owner, String name)
      throws ReflectiveOperationException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return (VectorChoice) field.get(owner);
  }
}
