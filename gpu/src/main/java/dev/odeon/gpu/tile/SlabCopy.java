package dev.odeon.gpu.tile;

import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Copies weights from global to shared memory, slab after slab: a slab has [#DEPTH] products of
/// every row, and lies `[product][row]`, so that threads read neighbouring rows at once.
final class SlabCopy {
  /// Products of a slab.
  static final int DEPTH = 8;

  private final TileThreads threads;
  private final PtxCode code;
  private final WeightView view;
  private final int bytes;
  private final int stride;
  private final int pass;
  private final PtxRegister product;
  private final PtxRegister row;
  private final PtxRegister first;
  private final PtxRegister from;

  /// @param atOnce rows that a thread reads at once
  SlabCopy(TileThreads threads, WeightView view, int atOnce) {
    this.threads = threads;
    this.view = view;
    code = threads.code();
    bytes = view.dtype().bytes();
    stride = stride(view, atOnce);
    pass = threads.shape().threads() / DEPTH;
    // Neighbouring threads read neighbours in memory.
    boolean byRows = view.rowStep() == 1 && view.step() != 1;
    PtxRegister thread = threads.thread();
    product = byRows ? threads.shifted(thread, pass) : masked(thread, DEPTH);
    row = byRows ? masked(thread, pass) : threads.shifted(thread, DEPTH);
    first = threads.plus(view.address(), (long) view.offset() * bytes);
    PtxRegister line = threads.at(first, row, view.rowStep() * bytes);
    from = code.variable(threads.at(line, product, view.step() * bytes));
  }

  private PtxRegister masked(PtxRegister number, int count) {
    return code.value(PtxType.B32, "and.b32", number, PtxImmediate.of(count - 1));
  }

  /// Elements from one product of a slab to the next: an odd multiple of four, so that the threads
  /// of a warp write to different banks.
  static int stride(WeightView view, int atOnce) {
    int rows = Math.ceilDiv(view.rows(), Math.max(4, atOnce)) * Math.max(4, atOnce);
    return rows % 8 == 4 ? rows : rows + 4;
  }

  /// Bytes of a slab.
  static int bytes(WeightView view, int atOnce) {
    return DEPTH * stride(view, atOnce) * view.dtype().bytes();
  }

  /// Number of whole slabs.
  int whole() {
    return view.depth() / DEPTH;
  }

  /// Products of the last slab, if it is not whole.
  int rest() {
    return view.depth() % DEPTH;
  }

  /// Where the thread writes in a slab that begins at `offset` in shared memory.
  PtxRegister target(int offset) {
    PtxRegister line = threads.at(threads.shared(offset), product, stride * bytes);
    return threads.narrow(threads.at(line, row, bytes));
  }

  /// Whether a slab of `products` products has any for the thread; null if all have all.
  @Nullable PtxRegister has(int products) {
    return products == DEPTH ? null : has(PtxImmediate.of(products));
  }

  /// Whether a slab of so many products has any for the thread.
  PtxRegister has(PtxOperand products) {
    return code.value(PtxType.PRED, "setp.lt.s32", product, products);
  }

  /// Loads the thread's part of the next slab. A thread that has none loads something else: a load
  /// that may not happen would keep its register from all other uses.
  ///
  /// @param has whether there is any; null if so
  List<PtxRegister> load(@Nullable PtxRegister has) {
    List<PtxRegister> loaded = new ArrayList<>();
    PtxType type = PtxType.of(view.dtype());
    for (int j = 0; j * pass < view.rows(); j++) {
      PtxRegister holds = holds(j, has);
      PtxRegister address =
          holds == null ? from : code.value(PtxType.B64, "selp.b64", from, first, holds);
      PtxRegister register = code.register(type);
      long at = (long) j * pass * view.rowStep() * bytes;
      String place = "[" + address.text() + "+" + at + "]";
      code.effect("ld.global.nc." + type.text() + " " + register.text() + ", " + place, address);
      loaded.add(register);
    }
    code.assign(from, "add.s64", from, PtxImmediate.of((long) DEPTH * view.step() * bytes));
    return loaded;
  }

  /// Stores what was loaded.
  ///
  /// @param to see [#target]
  void store(List<PtxRegister> loaded, @Nullable PtxRegister has, PtxRegister to) {
    for (int j = 0; j < loaded.size(); j++) {
      PtxRegister register = loaded.get(j);
      String place = "[" + to.text() + "+" + j * pass * bytes + "]";
      String text = "st.shared." + register.type().text() + " " + place + ", " + register.text();
      PtxRegister holds = holds(j, has);
      if (holds == null) {
        code.effect(text, to, register);
      } else {
        code.effect("@" + holds.text() + " " + text, to, register, holds);
      }
    }
  }

  /// Whether the thread has a part; null if all have.
  private @Nullable PtxRegister holds(int j, @Nullable PtxRegister has) {
    int left = view.rows() - j * pass;
    if (left >= pass) {
      return has;
    }
    PtxRegister exists = code.value(PtxType.PRED, "setp.lt.s32", row, PtxImmediate.of(left));
    return has == null ? exists : code.value(PtxType.PRED, "and.pred", has, exists);
  }
}
