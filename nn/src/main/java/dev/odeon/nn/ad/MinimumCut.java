package dev.odeon.nn.ad;

import java.util.Arrays;

/// A cheapest set of edges that separates a source from a sink (Dinic, Algorithm for solution of a
/// problem of maximum flow in networks with power estimation, Soviet Math. Dokl. 11, 1970).
///
/// Of several cheapest cuts it finds the one nearest to the sink. Nothing recurses, so paths may be
/// as long as graphs are.
final class MinimumCut {
  /// A capacity that is never cut.
  static final long UNBOUNDED = Long.MAX_VALUE / 4;

  private final int nodes;
  private final int[] first;
  private final int[] level;
  private final int[] cursor;
  private int[] next = new int[64];
  private int[] head = new int[64];
  private long[] rest = new long[64];
  private int edges;

  MinimumCut(int nodes) {
    this.nodes = nodes;
    first = new int[nodes];
    level = new int[nodes];
    cursor = new int[nodes];
    Arrays.fill(first, -1);
  }

  void edge(int from, int to, long capacity) {
    add(from, to, capacity);
    add(to, from, 0);
  }

  private void add(int from, int to, long capacity) {
    if (edges == head.length) {
      next = Arrays.copyOf(next, 2 * edges);
      head = Arrays.copyOf(head, 2 * edges);
      rest = Arrays.copyOf(rest, 2 * edges);
    }
    head[edges] = to;
    rest[edges] = capacity;
    next[edges] = first[from];
    first[from] = edges++;
  }

  /// For each node whether it lies on the sink's side.
  boolean[] sinkSide(int source, int sink) {
    while (layers(source, sink)) {
      System.arraycopy(first, 0, cursor, 0, nodes);
      saturate(source, sink);
    }
    boolean[] reached = new boolean[nodes];
    int[] queue = new int[nodes];
    int last = 0;
    queue[last++] = sink;
    reached[sink] = true;
    for (int i = 0; i < last; i++) {
      for (int e = first[queue[i]]; e >= 0; e = next[e]) {
        int before = head[e];
        if (rest[e ^ 1] > 0 && !reached[before]) {
          reached[before] = true;
          queue[last++] = before;
        }
      }
    }
    return reached;
  }

  /// Numbers the nodes by their distance from the source; whether the sink is reached.
  private boolean layers(int source, int sink) {
    Arrays.fill(level, -1);
    int[] queue = new int[nodes];
    int last = 0;
    queue[last++] = source;
    level[source] = 0;
    for (int i = 0; i < last; i++) {
      int at = queue[i];
      for (int e = first[at]; e >= 0; e = next[e]) {
        if (rest[e] > 0 && level[head[e]] < 0) {
          level[head[e]] = level[at] + 1;
          queue[last++] = head[e];
        }
      }
    }
    return level[sink] >= 0;
  }

  /// Sends flow along shortest paths until each has a full edge.
  private void saturate(int source, int sink) {
    int[] path = new int[nodes];
    int depth = 0;
    int at = source;
    while (true) {
      if (at == sink) {
        depth = push(path, depth);
        at = depth == 0 ? source : head[path[depth - 1]];
        continue;
      }
      int e = cursor[at];
      while (e >= 0 && (rest[e] == 0 || level[head[e]] != level[at] + 1)) {
        e = next[e];
      }
      cursor[at] = e;
      if (e >= 0) {
        path[depth++] = e;
        at = head[e];
      } else if (depth == 0) {
        return;
      } else {
        depth--;
        at = head[path[depth] ^ 1];
        cursor[at] = next[path[depth]];
      }
    }
  }

  /// Fills the path; returns the number of its edges before the first full one.
  private int push(int[] path, int depth) {
    long most = UNBOUNDED;
    for (int i = 0; i < depth; i++) {
      most = Math.min(most, rest[path[i]]);
    }
    int kept = depth;
    for (int i = depth - 1; i >= 0; i--) {
      rest[path[i]] -= most;
      rest[path[i] ^ 1] += most;
      kept = rest[path[i]] == 0 ? i : kept;
    }
    return kept;
  }
}
