package dev.odeon.gpu.tile;

import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxType;
import java.util.ArrayList;
import java.util.List;

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
    PtxRegister first =
        threads.plus(view.address(), (long) view.offset() * bytes);
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

  /// Loads the thread's part of the next slab, of `products` products.
  List<PtxRegister> load(int products) {
    List<PtxRegister> loaded = new ArrayList<>();
    String type = PtxType.of(view.dtype()).text();
    for (int j = 0; j * pass < view.rows(); j++) {
      PtxRegister register = code.register(PtxType.of(view.dtype()));
      long at = (long) j * pass * view.rowStep() * bytes;
      String text = "ld.global.nc." + type + " " + register.text() + ", [" + from.text() + "+" + at + "]";
      guarded(j, products, text, from);
      loaded.add(register);
    }
    code.assign(
        from, "add.s64", from, PtxImmediate.of((long) DEPTH * view.step() * bytes));
    return loaded;
  }

  /// Stores what was loaded.
  ///
  /// @param to see [#target]
  void store(List<PtxRegister> loaded, int products, PtxRegister to) {
    for (int j = 0; j < loaded.size(); j++) {
      PtxRegister register = loaded.get(j);
      String text =
          "st.shared." + register.type().text() + " [" + to.text() + "+" + j * pass * bytes + "], "
              + register.text();
      guarded(j, products, text, to, register);
    }
  }

  /// Some threads have nothing to copy.
  private void guarded(int j, int products, String text, PtxRegister... reads) {
    int left = view.rows() - j * pass;
    List<PtxRegister> all = new ArrayList<>(List.of(reads));
    PtxRegister holds = null;
    if (left < pass) {
      holds = code.value(PtxType.PRED, "setp.lt.s32", row, PtxImmediate.of(left));
    }
    if (products < DEPTH) {
      PtxRegister has =
          code.value(PtxType.PRED, "setp.lt.s32", product, PtxImmediate.of(products));
      holds = holds == null ? has : code.value(PtxType.PRED, "and.pred", holds, has);
    }
    if (holds == null) {
      code.effect(text, reads);
    } else {
      all.add(holds);
      code.effect("@" + holds.text() + " " + text, all.toArray(PtxRegister[]::new));
    }
  }
}
