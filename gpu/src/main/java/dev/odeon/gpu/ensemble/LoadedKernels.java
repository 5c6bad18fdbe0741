package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.CudaFunction;
import dev.odeon.gpu.driver.CudaModule;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// The kernels that are loaded on a device: each once, and of those that nobody uses the last few.
final class LoadedKernels {
  /// So many that nobody uses stay loaded.
  private static final int MOST_IDLE = 32;

  /// Contexts live as long as the process.
  private static final Map<CudaContext, LoadedKernels> BY_CONTEXT = new HashMap<>();

  private final CudaContext context;
  private final SequencedMap<String, Loaded> byText = new LinkedHashMap<>();

  LoadedKernels(CudaContext context) {
    this.context = context;
  }

  /// Those of a context.
  static LoadedKernels of(CudaContext context) {
    synchronized (BY_CONTEXT) {
      return BY_CONTEXT.computeIfAbsent(context, LoadedKernels::new);
    }
  }

  private static final class Loaded {
    final CudaModule module;
    final Map<String, CudaFunction> functions = new HashMap<>();
    int users;

    Loaded(CudaModule module) {
      this.module = module;
    }
  }

  /// A kernel in use: it stays loaded until it is closed.
  final class Lease implements AutoCloseable {
    private final Loaded loaded;
    private final CudaFunction function;

    private Lease(Loaded loaded, CudaFunction function) {
      this.loaded = loaded;
      this.function = function;
    }

    CudaFunction function() {
      return function;
    }

    @Override
    public void close() {
      giveBack(loaded);
    }
  }

  CudaContext context() {
    return context;
  }

  /// Loads the module `ptx`, unless it is loaded, and takes its entry `name`.
  synchronized Lease lease(String ptx, String name) {
    Loaded known = byText.remove(ptx);
    Loaded loaded = known != null ? known : load(ptx, name);
    byText.putLast(ptx, loaded);
    CudaFunction function = loaded.functions.computeIfAbsent(name, loaded.module::function);
    loaded.users++;
    return new Lease(loaded, function);
  }

  private Loaded load(String ptx, String name) {
    CudaModule module = context.load(ptx);
    try {
      Loaded loaded = new Loaded(module);
      loaded.functions.put(name, module.function(name));
      return loaded;
    } catch (RuntimeException | Error e) {
      module.close();
      throw e;
    }
  }

  private synchronized void giveBack(Loaded loaded) {
    loaded.users--;
    long idle = byText.values().stream().filter(one -> one.users == 0).count();
    Iterator<Loaded> eldest = byText.values().iterator();
    while (idle > MOST_IDLE) {
      Loaded one = eldest.next();
      if (one.users == 0) {
        one.module.close();
        eldest.remove();
        idle--;
      }
    }
  }

  /// Unloads all.
  synchronized void close() {
    byText.values().forEach(one -> one.module.close());
    byText.clear();
  }
}
