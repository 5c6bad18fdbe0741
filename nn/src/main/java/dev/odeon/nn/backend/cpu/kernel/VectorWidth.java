package dev.odeon.nn.backend.cpu.kernel;

import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.ClassFile;
import java.lang.constant.MethodTypeDesc;

/// How many elements a vector register holds; asked of the vector module, so only where it is
/// present.
@FunctionalInterface
interface VectorWidth {
  /// The number.
  int elements();

  static int of(Precision precision) {
    return HiddenClass.instance(
            VectorWidth.class,
            Engine.VECTOR,
            builder ->
                builder.withMethodBody(
                    "elements",
                    MethodTypeDesc.of(CD_int),
                    ClassFile.ACC_PUBLIC,
                    code -> {
                      VectorCode.of(precision).length(code);
                      code.ireturn();
                    }))
        .elements();
  }
}
