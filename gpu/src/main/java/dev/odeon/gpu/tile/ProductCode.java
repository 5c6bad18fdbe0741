package dev.odeon.gpu.tile;

import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The product of a matrix of weights with a vector of each column, by all threads of the block:
/// every result accumulates over ascending products from zero with `fma`, as in a graph.
///
/// Weights that do not stay in shared memory come in slabs, each loaded while the one before is
/// worked on.
final class ProductCode {
  private final TileThreads threads;
  private final PtxCode code;
  private final SharedPool pool;
  private final WeightView view;
  private final Tiling tiling;
  private final PtxType type;
  private final int bytes;
  private final int stride;
  private final PtxRegister group;
  private final PtxRegister rowGroup;
  private final List<List<PtxRegister>> sums = new ArrayList<>();

  private ProductCode(TileThreads threads, SharedPool pool, WeightView view) {
    this.threads = threads;
    this.pool = pool;
    this.view = view;
    code = threads.code();
    tiling = Tiling.of(threads.shape(), view.dtype(), view.rows());
    type = PtxType.of(view.dtype());
    bytes = view.dtype().bytes();
    stride = SlabCopy.stride(view, tiling.rows());
    group =
        code.value(PtxType.B32, "and.b32", threads.thread(), PtxImmediate.of(tiling.groups() - 1));
    rowGroup = threads.shifted(threads.thread(), tiling.groups());
  }

  /// Writes a product.
  ///
  /// @param x the vector, `[element][column]`
  /// @param result where the product is left, likewise
  static void write(
      TileThreads threads,
      SharedPool pool,
      ResidentWeights resident,
      WeightView view,
      SharedRegion x,
      SharedRegion result) {
    int most = Tiling.mostAtOnce(threads.shape());
    int line = threads.shape().columns() * view.dtype().bytes();
    for (int first = 0; first < view.rows(); first += most) {
      WeightView part = view.rows(first, most);
      SharedRegion target =
          new SharedRegion(result.offset() + first * line, result.bytes() - first * line);
      threads.code().scoped(() -> new ProductCode(threads, pool, part).write(resident, x, target));
    }
    pool.written();
  }

  private void write(ResidentWeights resident, SharedRegion x, SharedRegion result) {
    for (int i = 0; i < tiling.rows(); i++) {
      List<PtxRegister> row = new ArrayList<>();
      for (int j = 0; j < tiling.columns(); j++) {
        row.add(code.variable(PtxImmediate.floating(type, 0)));
      }
      sums.add(row);
    }
    PtxRegister vector =
        code.variable(
            threads.narrow(
                threads.at(threads.shared(x.offset()), group, tiling.columns() * bytes)));
    resident
        .place(view, tiling.rows())
        .ifPresentOrElse(place -> fromResident(place, vector), () -> fromSlabs(vector));
    whereActive(() -> store(result));
  }

  private PtxRegister weights(int offset) {
    return code.variable(
        threads.narrow(threads.at(threads.shared(offset), rowGroup, tiling.rows() * bytes)));
  }

  private void fromResident(int place, PtxRegister vector) {
    pool.settle();
    PtxRegister weights = weights(place);
    whereActive(
        () -> {
          int whole = view.depth() / SlabCopy.DEPTH;
          Runnable slab =
              () -> {
                accumulate(SlabCopy.DEPTH, weights, vector);
                int slabBytes = SlabCopy.DEPTH * stride * bytes;
                code.assign(weights, "add.s32", weights, PtxImmediate.of(slabBytes));
              };
          if (whole > 0) {
            threads.repeat(whole, _ -> slab.run());
          }
          accumulate(view.depth() % SlabCopy.DEPTH, weights, vector);
        });
  }

  private void fromSlabs(PtxRegister vector) {
    int slabBytes = SlabCopy.bytes(view, tiling.rows());
    SharedRegion slabs = pool.take(2 * slabBytes);
    SlabCopy copy = new SlabCopy(threads, view, tiling.rows());
    PtxRegister current = weights(slabs.offset());
    PtxRegister next = code.variable(copy.target(slabs.offset()));
    PtxRegister apart = code.variable(PtxImmediate.of(slabBytes));
    int whole = copy.whole();
    int rest = copy.rest();
    PtxRegister first = copy.has(whole > 0 ? SlabCopy.DEPTH : rest);
    copy.store(copy.load(first), first, next);
    pool.barrier();
    // `next` is ahead of `current` by a slab, or behind.
    code.assign(next, "add.s32", next, apart);
    if (whole > 0) {
      threads.repeat(
          whole,
          left -> {
            PtxRegister has = hasNext(copy, left);
            List<PtxRegister> loaded = copy.load(has);
            whereActive(() -> accumulate(SlabCopy.DEPTH, current, vector));
            copy.store(loaded, has, next);
            code.barrier();
            change(current, next, apart);
          });
    }
    whereActive(() -> accumulate(rest, current, vector));
    pool.free(slabs);
  }

  /// Whether the slab after this one has any products for the thread.
  ///
  /// @param left whole slabs that are left, this one included
  private PtxRegister hasNext(SlabCopy copy, PtxRegister left) {
    PtxRegister more = code.value(PtxType.PRED, "setp.gt.s32", left, PtxImmediate.of(1));
    return copy.rest() == 0
        ? more
        : copy.has(
            code.value(
                PtxType.B32,
                "selp.b32",
                PtxImmediate.of(SlabCopy.DEPTH),
                PtxImmediate.of(copy.rest()),
                more));
  }

  /// The two slabs change places.
  private void change(PtxRegister current, PtxRegister next, PtxRegister apart) {
    code.assign(current, "add.s32", current, apart);
    code.assign(next, "sub.s32", next, apart);
    code.assign(apart, "sub.s32", PtxImmediate.of(0), apart);
  }

  private void whereActive(Runnable part) {
    int needed = Math.ceilDiv(view.rows(), tiling.rows());
    if (needed * tiling.groups() == threads.shape().threads()) {
      part.run();
    } else {
      threads.when(
          code.value(PtxType.PRED, "setp.lt.s32", rowGroup, PtxImmediate.of(needed)), part);
    }
  }

  private void accumulate(int products, PtxRegister weights, PtxRegister vector) {
    int line = threads.shape().columns() * bytes;
    for (int k = 0; k < products; k++) {
      List<PtxRegister> w = load(tiling.rows(), weights, (long) k * stride * bytes);
      List<PtxRegister> x = load(tiling.columns(), vector, (long) k * line);
      for (int i = 0; i < tiling.rows(); i++) {
        for (int j = 0; j < tiling.columns(); j++) {
          PtxRegister sum = sums.get(i).get(j);
          code.assign(sum, "fma.rn." + type.text(), w.get(i), x.get(j), sum);
        }
      }
    }
    if (products > 0) {
      code.assign(vector, "add.s32", vector, PtxImmediate.of(products * line));
    }
  }

  /// Neighbours, several a load.
  private List<PtxRegister> load(int count, PtxRegister address, long offset) {
    int width = Tiling.width(count, view.dtype());
    List<PtxRegister> all = new ArrayList<>();
    for (int i = 0; i < count; i += width) {
      List<PtxRegister> some = new ArrayList<>();
      for (int j = 0; j < width; j++) {
        some.add(code.register(type));
      }
      String place = "[" + address.text() + "+" + (offset + (long) i * bytes) + "]";
      code.effect("ld.shared" + vector(width) + " " + text(some) + ", " + place, address);
      all.addAll(some);
    }
    return all;
  }

  private String vector(int width) {
    return (width > 1 ? ".v" + width : "") + "." + type.text();
  }

  private static String text(List<PtxRegister> registers) {
    return registers.size() == 1
        ? registers.getFirst().text()
        : registers.stream().map(PtxRegister::text).collect(Collectors.joining(", ", "{", "}"));
  }

  private void store(SharedRegion result) {
    int line = threads.shape().columns() * bytes;
    PtxRegister corner =
        threads.at(
            threads.at(threads.shared(result.offset()), rowGroup, tiling.rows() * line),
            group,
            tiling.columns() * bytes);
    PtxRegister address = threads.narrow(corner);
    int width = Tiling.width(tiling.columns(), view.dtype());
    for (int i = 0; i < tiling.rows(); i++) {
      for (int j = 0; j < tiling.columns(); j += width) {
        List<PtxRegister> some = sums.get(i).subList(j, j + width);
        List<PtxRegister> reads = new ArrayList<>(some);
        reads.add(address);
        String place = "[" + address.text() + "+" + (i * line + j * bytes) + "]";
        code.effect(
            "st.shared" + vector(width) + " " + place + ", " + text(some),
            reads.toArray(PtxRegister[]::new));
      }
    }
  }
}
