package dev.odeon.ode.lanes;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Work split into blocks of lanes: the results do not depend on which thread does which block.
public final class Blocks {
  /// Lanes of one block.
  public static final int SIZE = 64;

  private Blocks() {}

  /// Number of blocks of `lanes` lanes.
  public static int count(int lanes) {
    return (lanes + SIZE - 1) / SIZE;
  }

  /// Runs a worker for each block; every thread makes a worker of its own.
  ///
  /// An interrupt of the calling thread reaches the workers; the flag is kept. The first failure of
  /// a worker is thrown.
  ///
  /// @param blocks number of blocks
  /// @param threads most threads to use, at least 1
  public static void forEach(int blocks, int threads, Supplier<IntConsumer> worker) {
    if (threads == 1 || blocks <= 1) {
      IntConsumer only = worker.get();
      for (int block = 0; block < blocks; block++) {
        only.accept(block);
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread[] team = new Thread[Math.min(threads, blocks)];
    for (int i = 0; i < team.length; i++) {
      team[i] = new Thread(() -> drain(blocks, next, worker, failure), "odeon-lanes-" + i);
      team[i].setDaemon(true);
      team[i].start();
    }
    join(team);
    Throwable cause = failure.get();
    if (cause instanceof RuntimeException exception) {
      throw exception;
    }
    if (cause instanceof Error error) {
      throw error;
    }
  }

  private static void drain(
      int blocks,
      AtomicInteger next,
      Supplier<IntConsumer> worker,
      AtomicReference<@Nullable Throwable> failure) {
    try {
      IntConsumer mine = worker.get();
      for (int block = next.getAndIncrement(); block < blocks; block = next.getAndIncrement()) {
        mine.accept(block);
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      next.set(blocks);
    }
  }

  private static void join(Thread[] team) {
    boolean interrupted = false;
    for (Thread thread : team) {
      while (true) {
        try {
          thread.join();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
          for (Thread member : team) {
            member.interrupt();
          }
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
