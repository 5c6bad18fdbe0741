package dev.odeon.nn.backend.cpu.kernel;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CLASS_INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Bytecode of the sums of the elements of vectors, those of several vectors at once: elements half
/// a register apart are added first, then those a quarter apart, and so on. In each step two
/// vectors become one, whose elements belong to the one or the other.
///
/// @param owner class that holds the constants
/// @param width elements of a vector
record VectorFold(ClassDesc owner, int width) {
  private static final VectorCode VECTORS = VectorCode.of(Precision.DOUBLE);

  static VectorFold in(ClassDesc owner) {
    return new VectorFold(owner, VectorWidth.of(Precision.DOUBLE));
  }

  /// Adds the fields that the code for sums of a shape reads.
  void constants(ClassBuilder builder, LaneTileShape shape) {
    int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_FINAL;
    for (int apart = 1; apart < width; apart *= 2) {
      builder.withField(swap(apart), VectorCode.SHUFFLE, flags);
      builder.withField(upper(apart), VectorCode.MASK, flags);
    }
    List<Part> parts =
        parts(shape).stream()
            .filter(part -> !part.isWhole(width))
            .map(Part::inFirst)
            .distinct()
            .toList();
    for (Part part : parts) {
      builder.withField(part.mask(), VectorCode.MASK, flags);
    }
    builder.withMethodBody(
        CLASS_INIT_NAME,
        MTD_void,
        ClassFile.ACC_STATIC,
        code -> {
          for (int apart = 1; apart < width; apart *= 2) {
            putSwap(code, apart);
            long bits = 0;
            for (int i = 0; i < width; i++) {
              bits |= (i & apart) == 0 ? 0 : 1L << i;
            }
            putMask(code, upper(apart), bits);
          }
          for (Part part : parts) {
            putMask(code, part.mask(), (1L << part.to()) - (1L << part.from()));
          }
          code.return_();
        });
  }

  /// Elements of a register of sums that stand together in the results.
  ///
  /// @param vector which register
  /// @param row which row of the results
  /// @param from first element
  /// @param to end of them
  private record Part(int vector, int row, int from, int to) {
    boolean isWhole(int width) {
      return to - from == width;
    }

    Part inFirst() {
      return new Part(0, 0, from, to);
    }

    String mask() {
      return "FROM_" + from + "_TO_" + to;
    }
  }

  private List<Part> parts(LaneTileShape shape) {
    List<Part> parts = new ArrayList<>();
    int across = shape.sums() / shape.apart();
    for (int row = 0; row < shape.apart(); row++) {
      int end = (row + 1) * across;
      for (int at = row * across; at < end; ) {
        int vector = at / width;
        int to = Math.min(end - vector * width, width);
        parts.add(new Part(vector, row, at - vector * width, to));
        at = vector * width + to;
      }
    }
    return parts;
  }

  private void putSwap(CodeBuilder code, int apart) {
    VECTORS.begin(code);
    code.loadConstant(width).newarray(TypeKind.INT);
    for (int i = 0; i < width; i++) {
      code.dup().loadConstant(i).loadConstant(i ^ apart).iastore();
    }
    code.invokeinterface(
            VectorCode.SPECIES,
            "shuffleFromValues",
            MethodTypeDesc.of(VectorCode.SHUFFLE, CD_int.arrayType()))
        .putstatic(owner, swap(apart), VectorCode.SHUFFLE);
  }

  private void putMask(CodeBuilder code, String name, long bits) {
    VECTORS.begin(code);
    code.loadConstant(bits)
        .invokestatic(
            VectorCode.MASK,
            "fromLong",
            MethodTypeDesc.of(VectorCode.MASK, VectorCode.SPECIES, CD_long))
        .putstatic(owner, name, VectorCode.MASK);
  }

  private static String swap(int apart) {
    return "SWAP_" + apart;
  }

  private static String upper(int apart) {
    return "UPPER_" + apart;
  }

  /// Folds vectors; element i of the results, taken one after another, is the sum of vector i.
  ///
  /// @param vectors variables
  /// @return variables, as many as the sums fill
  int[] apply(LaneTileCode tile, int[] vectors) {
    int[] now = vectors.clone();
    for (int apart = width / 2; apart > 0; apart /= 2) {
      for (int i = 0; i < now.length; i++) {
        if (i % width < apart) {
          now[i] =
              i + apart < now.length
                  ? both(tile, now[i], now[i + apart], apart)
                  : one(tile, now[i], apart);
        }
      }
    }
    return IntStream.range(0, now.length).filter(i -> i % width == 0).map(i -> now[i]).toArray();
  }

  /// Elements whose number lacks the bit `apart` are sums of x, the others of y.
  private int both(LaneTileCode tile, int x, int y, int apart) {
    blend(tile, x, y, apart);
    blend(tile, y, x, apart);
    swap(tile.code(), apart);
    tile.add();
    return tile.variable();
  }

  private int one(LaneTileCode tile, int x, int apart) {
    tile.fetch(x);
    tile.fetch(x);
    swap(tile.code(), apart);
    tile.add();
    return tile.variable();
  }

  private void blend(LaneTileCode tile, int x, int y, int apart) {
    tile.fetch(x);
    tile.fetch(y);
    tile.code().getstatic(owner, upper(apart), VectorCode.MASK);
    VECTORS.blend(tile.code());
  }

  private void swap(CodeBuilder code, int apart) {
    code.getstatic(owner, swap(apart), VectorCode.SHUFFLE);
    VECTORS.rearrange(code);
  }

  /// Stores sums, zeros as +0.
  void store(LaneTileCode tile, int[] sums) {
    CodeBuilder code = tile.code();
    for (int sum : sums) {
      tile.fetch(sum);
      VECTORS.zero(code);
      VECTORS.add(code);
      code.storeLocal(TypeKind.REFERENCE, sum);
    }
    int across = tile.shape().sums() / tile.shape().apart();
    for (Part part : parts(tile.shape())) {
      code.aload(LaneTileCode.OUT).iload(LaneTileCode.AT);
      if (part.row() > 0) {
        code.iload(LaneTileCode.OUT_STRIDE).loadConstant(part.row()).imul().iadd();
      }
      code.loadConstant(part.vector() * width - part.row() * across).iadd();
      tile.fetch(sums[part.vector()]);
      if (part.isWhole(width)) {
        VECTORS.store(code);
      } else {
        int mask = code.allocateLocal(TypeKind.REFERENCE);
        code.getstatic(owner, part.mask(), VectorCode.MASK).astore(mask);
        VECTORS.store(code, mask);
      }
    }
  }
}
