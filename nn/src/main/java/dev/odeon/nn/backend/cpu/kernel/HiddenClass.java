package dev.odeon.nn.backend.cpu.kernel;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodHandles;
import java.util.function.Consumer;

/// Classes that are made while the program runs.
final class HiddenClass {
  private HiddenClass() {}

  /// What the class of such an instance is called in its own code.
  static ClassDesc name(Class<?> type, Engine engine) {
    String prefix =
        switch (engine) {
          case SCALAR -> "OnNumbers";
          case VECTOR -> "OnVectors";
        };
    return ClassDesc.of(HiddenClass.class.getPackageName(), prefix + type.getSimpleName());
  }

  /// An instance of a new class that implements `type`.
  ///
  /// @param engine what it runs on; classes are named after it
  /// @param methods adds the methods
  static <T> T instance(Class<T> type, Engine engine, Consumer<ClassBuilder> methods) {
    byte[] bytes =
        ClassFile.of()
            .build(
                name(type, engine),
                builder -> {
                  builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC);
                  builder.withInterfaceSymbols(type.describeConstable().orElseThrow());
                  builder.withMethodBody(
                      INIT_NAME,
                      MTD_void,
                      ClassFile.ACC_PUBLIC,
                      code ->
                          code.aload(0).invokespecial(CD_Object, INIT_NAME, MTD_void).return_());
                  methods.accept(builder);
                });
    try {
      MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClass(bytes, true);
      return type.cast(hidden.lookupClass().getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a compiled kernel cannot be loaded: " + e.getMessage(), e);
    }
  }
}
