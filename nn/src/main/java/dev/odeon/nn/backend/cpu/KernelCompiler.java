package dev.odeon.nn.backend.cpu;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import dev.odeon.nn.graph.DType;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.Map;

/// Compiles a [LaneProgram] to a hidden class.
final class KernelCompiler {
  private static final ClassDesc KERNEL = LaneKernel.class.describeConstable().orElseThrow();
  private static final ClassDesc ARRAYS = CD_double.arrayType().arrayType();
  private static final MethodTypeDesc RUN = MethodTypeDesc.of(CD_void, ARRAYS, CD_int);
  private static final int SLOTS = 1;
  private static final int COUNT = 2;

  private final LaneProgram program;
  private final boolean flat;

  private KernelCompiler(LaneProgram program, boolean flat) {
    this.program = program;
    this.flat = flat;
  }

  /// The compiled program; its vector methods run the scalar code if this machine has no vectors.
  static LaneKernel compile(LaneProgram program) {
    boolean vectors = Vectors.areAvailable();
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of("dev.odeon.nn.backend.cpu.Compiled"),
                builder -> {
                  builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC);
                  builder.withInterfaceSymbols(KERNEL);
                  builder.withMethodBody(
                      INIT_NAME,
                      MTD_void,
                      ClassFile.ACC_PUBLIC,
                      code ->
                          code.aload(0).invokespecial(CD_Object, INIT_NAME, MTD_void).return_());
                  method(builder, "scalar", new KernelCompiler(program, false), false);
                  method(builder, "flatScalar", new KernelCompiler(program, true), false);
                  method(builder, "vector", new KernelCompiler(program, false), vectors);
                  method(builder, "flatVector", new KernelCompiler(program, true), vectors);
                });
    try {
      MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClass(bytes, true);
      return (LaneKernel) hidden.lookupClass().getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a compiled kernel cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static void method(
      java.lang.classfile.ClassBuilder builder,
      String name,
      KernelCompiler compiler,
      boolean vectors) {
    builder.withMethodBody(
        name,
        RUN,
        ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
        code -> compiler.body(code, vectors));
  }

  private void body(CodeBuilder code, boolean vectors) {
    Map<Integer, Integer> arrays = arrays(code);
    int element = code.allocateLocal(TypeKind.INT);
    code.iconst_0().istore(element);
    Label again = code.newLabel();
    boolean loops = !flat && program.elements() > 1;
    if (loops) {
      code.labelBinding(again);
    }
    lanes(code, arrays, element, vectors);
    if (loops) {
      code.iinc(element, 1).iload(element).loadConstant(program.elements()).if_icmplt(again);
    }
    code.return_();
  }

  /// A local variable for each array.
  private Map<Integer, Integer> arrays(CodeBuilder code) {
    Map<Integer, Integer> locals = new HashMap<>();
    for (Node node : program.nodes()) {
      if (node instanceof Node.Load load) {
        array(code, locals, load.at().slot());
      }
    }
    program.stores().forEach(store -> array(code, locals, store.at().slot()));
    return locals;
  }

  private static void array(CodeBuilder code, Map<Integer, Integer> locals, int slot) {
    if (!locals.containsKey(slot)) {
      int local = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(SLOTS).loadConstant(slot).aaload().astore(local);
      locals.put(slot, local);
    }
  }

  private void lanes(CodeBuilder code, Map<Integer, Integer> arrays, int element, boolean vectors) {
    int lane = code.allocateLocal(TypeKind.INT);
    code.iconst_0().istore(lane);
    if (!vectors) {
      Label again = code.newLabel();
      code.labelBinding(again);
      straight(code, arrays, element, lane, new ScalarCode());
      code.iinc(lane, 1).iload(lane).iload(COUNT).if_icmplt(again);
      return;
    }
    int width = code.allocateLocal(TypeKind.INT);
    VectorType.DOUBLES
        .species(code)
        .invokeinterface(VectorType.SPECIES, "length", MethodTypeDesc.of(CD_int))
        .istore(width);
    if (program.isNarrow()) {
      int twice = code.allocateLocal(TypeKind.INT);
      code.iload(width).iconst_2().imul().istore(twice);
      whole(code, arrays, element, lane, twice, new PackedCode(width));
    }
    whole(code, arrays, element, lane, width, VectorCode.of(program, new VectorMemory(-1)));
    Label end = code.newLabel();
    code.iload(lane).iload(COUNT).if_icmpge(end);
    int mask = code.allocateLocal(TypeKind.REFERENCE);
    VectorType.DOUBLES
        .species(code)
        .iload(lane)
        .iload(COUNT)
        .invokeinterface(
            VectorType.SPECIES, "indexInRange", MethodTypeDesc.of(VectorType.MASK, CD_int, CD_int))
        .astore(mask);
    straight(code, arrays, element, lane, VectorCode.of(program, new VectorMemory(mask)));
    code.labelBinding(end);
  }

  /// Runs `nodes` as long as `step` lanes are left.
  private void whole(
      CodeBuilder code,
      Map<Integer, Integer> arrays,
      int element,
      int lane,
      int step,
      NodeCode nodes) {
    int last = code.allocateLocal(TypeKind.INT);
    code.iload(COUNT).iload(step).isub().istore(last);
    Label again = code.newLabel();
    Label rest = code.newLabel();
    code.labelBinding(again).iload(lane).iload(last).if_icmpgt(rest);
    straight(code, arrays, element, lane, nodes);
    code.iload(lane).iload(step).iadd().istore(lane).goto_(again);
    code.labelBinding(rest);
  }

  private void straight(
      CodeBuilder outer, Map<Integer, Integer> arrays, int element, int lane, NodeCode nodes) {
    outer.block(
        code -> {
          int[] locals = new int[program.nodes().size()];
          for (int i = 0; i < locals.length; i++) {
            Node node = program.nodes().get(i);
            if (node instanceof Node.Load load) {
              load(code, arrays, element, lane, nodes, load);
            } else {
              nodes.emit(code, node, locals);
            }
            TypeKind kind = nodes.local(node.type());
            locals[i] = code.allocateLocal(kind);
            code.storeLocal(kind, locals[i]);
          }
          for (LaneProgram.Store store : program.stores()) {
            DType type = program.nodes().get(store.register()).type();
            code.aload(local(arrays, store.at().slot()));
            index(code, store.at(), element, lane);
            code.loadLocal(nodes.local(type), locals[store.register()]);
            nodes.store(code, type);
          }
        });
  }

  private static int local(Map<Integer, Integer> arrays, int slot) {
    return arrays.getOrDefault(slot, -1);
  }

  private void load(
      CodeBuilder code,
      Map<Integer, Integer> arrays,
      int element,
      int lane,
      NodeCode nodes,
      Node.Load load) {
    code.aload(local(arrays, load.at().slot()));
    index(code, load.at(), element, lane);
    boolean moves = flat ? load.at().strided() : load.at().perLane();
    if (nodes instanceof SpreadingCode vectors && !moves) {
      code.daload();
      vectors.spread(code, load.type());
    } else {
      nodes.load(code, load.type());
    }
  }

  /// Pushes the index of an access.
  private void index(CodeBuilder code, Access at, int element, int lane) {
    code.loadConstant(at.element());
    if (flat) {
      if (at.strided()) {
        code.iload(lane).iadd();
      }
      return;
    }
    if (at.strided()) {
      code.iload(element).iadd();
    }
    if (at.perLane()) {
      code.iload(COUNT).imul().iload(lane).iadd();
    }
  }
}
