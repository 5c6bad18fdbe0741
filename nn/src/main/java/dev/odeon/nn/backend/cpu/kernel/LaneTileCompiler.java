package dev.odeon.nn.backend.cpu.kernel;

import java.lang.classfile.ClassFile;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Compiles tiles of sums over lanes, each shape once.
final class LaneTileCompiler {
  private static final Map<LaneTileShape, LaneTile> KNOWN = new ConcurrentHashMap<>();

  private LaneTileCompiler() {}

  static LaneTile tile(LaneTileShape shape) {
    return KNOWN.computeIfAbsent(shape, LaneTileCompiler::compile);
  }

  private static LaneTile compile(LaneTileShape shape) {
    int flags = ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL;
    return switch (shape.engine()) {
      case SCALAR ->
          HiddenClass.instance(
              LaneTile.class,
              Engine.SCALAR,
              builder ->
                  builder.withMethodBody(
                      "run",
                      LaneTileCode.RUN,
                      flags,
                      code -> new LaneTileOnNumbers(LaneTileCode.of(shape, code)).body()));
      case VECTOR -> {
        VectorFold fold = VectorFold.in(HiddenClass.name(LaneTile.class, Engine.VECTOR));
        yield HiddenClass.instance(
            LaneTile.class,
            Engine.VECTOR,
            builder -> {
              fold.constants(builder, shape);
              builder.withMethodBody(
                  "run",
                  LaneTileCode.RUN,
                  flags,
                  code -> new LaneTileOnVectors(LaneTileCode.of(shape, code), fold).body());
            });
      }
    };
  }
}
