package dev.odeon.nn.ad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MinimumCutTest {
  /// The network of Cormen, Leiserson, Rivest and Stein, Introduction to Algorithms, figure 26.1:
  /// the flow is 23, the cut separates the nodes 0, 1, 2, 4 from 3 and 5.
  @Test
  void theCutOfATextbookNetwork() {
    MinimumCut cut = new MinimumCut(6);
    int[][] edges = {
      {0, 1, 16},
      {0, 2, 13},
      {1, 3, 12},
      {2, 1, 4},
      {2, 4, 14},
      {3, 2, 9},
      {3, 5, 20},
      {4, 3, 7},
      {4, 5, 4}
    };
    for (int[] edge : edges) {
      cut.edge(edge[0], edge[1], edge[2]);
    }
    boolean[] side = cut.sinkSide(0, 5);
    assertArrayEquals(new boolean[] {false, false, false, true, false, true}, side);
    assertEquals(23, crossing(edges, side));
  }

  @Test
  void ofEqualCutsTheOneNearestToTheSinkIsFound() {
    MinimumCut cut = new MinimumCut(4);
    cut.edge(0, 1, 3);
    cut.edge(1, 2, 3);
    cut.edge(2, 3, 3);
    assertArrayEquals(new boolean[] {false, false, false, true}, cut.sinkSide(0, 3));
  }

  @Test
  void noCutOfASmallNetworkIsCheaper() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int nodes = 7;
      int[][] edges = new int[16][];
      MinimumCut cut = new MinimumCut(nodes);
      for (int e = 0; e < edges.length; e++) {
        edges[e] = new int[] {random.nextInt(nodes), random.nextInt(nodes), random.nextInt(9)};
        cut.edge(edges[e][0], edges[e][1], edges[e][2]);
      }
      long found = crossing(edges, cut.sinkSide(0, nodes - 1));
      long least = Long.MAX_VALUE;
      for (int subset = 0; subset < 1 << (nodes - 2); subset++) {
        boolean[] side = new boolean[nodes];
        side[nodes - 1] = true;
        for (int i = 1; i < nodes - 1; i++) {
          side[i] = (subset >> (i - 1) & 1) == 1;
        }
        least = Math.min(least, crossing(edges, side));
      }
      assertEquals(least, found, "seed " + seed);
    }
  }

  private static long crossing(int[][] edges, boolean[] sinkSide) {
    long sum = 0;
    for (int[] edge : edges) {
      sum += !sinkSide[edge[0]] && sinkSide[edge[1]] ? edge[2] : 0;
    }
    return sum;
  }
}
