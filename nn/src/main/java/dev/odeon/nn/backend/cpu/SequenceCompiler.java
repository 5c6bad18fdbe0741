package dev.odeon.nn.backend.cpu;

import static java.lang.constant.ConstantDescs.CD_MethodHandles;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.DEFAULT_NAME;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.List;

/// Compiles a [KernelSequence] to a hidden class whose constants are the kernels.
final class SequenceCompiler {
  private static final ClassDesc SEQUENCE = KernelSequence.class.describeConstable().orElseThrow();
  private static final ClassDesc KERNEL = LaneKernel.class.describeConstable().orElseThrow();
  private static final ClassDesc ARRAYS = CD_double.arrayType().arrayType();
  private static final DirectMethodHandleDesc CONSTANT =
      ConstantDescs.ofConstantBootstrap(CD_MethodHandles, "classDataAt", CD_Object, CD_int);

  private SequenceCompiler() {}

  static KernelSequence compile(List<LaneKernel> kernels) {
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of("dev.odeon.nn.backend.cpu.Sequence"),
                builder -> {
                  builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC);
                  builder.withInterfaceSymbols(SEQUENCE);
                  builder.withMethodBody(
                      INIT_NAME,
                      MTD_void,
                      ClassFile.ACC_PUBLIC,
                      code ->
                          code.aload(0).invokespecial(CD_Object, INIT_NAME, MTD_void).return_());
                  builder.withMethodBody(
                      "run",
                      MethodTypeDesc.of(CD_void, ARRAYS.arrayType()),
                      ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
                      code -> calls(code, kernels.size()));
                });
    try {
      MethodHandles.Lookup hidden =
          MethodHandles.lookup().defineHiddenClassWithClassData(bytes, kernels, true);
      return (KernelSequence) hidden.lookupClass().getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a sequence cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static void calls(CodeBuilder code, int kernels) {
    for (int i = 0; i < kernels; i++) {
      code.ldc(DynamicConstantDesc.ofNamed(CONSTANT, DEFAULT_NAME, KERNEL, i))
          .aload(1)
          .loadConstant(i)
          .aaload()
          .iconst_1()
          .invokeinterface(KERNEL, "flatScalar", MethodTypeDesc.of(CD_void, ARRAYS, CD_int));
    }
    code.return_();
  }
}
