package dev.odeon.nn.backend.reference;

/// Rows of the four operations and of fma; unit strides apart, since only those loops become vector
/// code.
final class ArithmeticRows {
  private ArithmeticRows() {}

  static void add(double[] out, int o, double[][] x, int[] at, int[] step, int count) {
    double[] a = x[0];
    double[] b = x[1];
    int i0 = at[0];
    int j0 = at[1];
    int di = step[0];
    int dj = step[1];
    if (di == 1 && dj == 1) {
      for (int i = 0; i < count; i++) {
        out[o + i] = a[i0 + i] + b[j0 + i];
      }
    } else if (di == 0) {
      double left = a[i0];
      for (int i = 0; i < count; i++) {
        out[o + i] = left + b[j0 + i * dj];
      }
    } else {
      for (int i = 0; i < count; i++) {
        out[o + i] = a[i0 + i * di] + b[j0 + i * dj];
      }
    }
  }

  static void subtract(double[] out, int o, double[][] x, int[] at, int[] step, int count) {
    double[] a = x[0];
    double[] b = x[1];
    int i0 = at[0];
    int j0 = at[1];
    int di = step[0];
    int dj = step[1];
    if (di == 1 && dj == 1) {
      for (int i = 0; i < count; i++) {
        out[o + i] = a[i0 + i] - b[j0 + i];
      }
    } else if (di == 0) {
      double left = a[i0];
      for (int i = 0; i < count; i++) {
        out[o + i] = left - b[j0 + i * dj];
      }
    } else {
      for (int i = 0; i < count; i++) {
        out[o + i] = a[i0 + i * di] - b[j0 + i * dj];
      }
    }
  }

  static void multiply(double[] out, int o, double[][] x, int[] at, int[] step, int count) {
    double[] a = x[0];
    double[] b = x[1];
    int i0 = at[0];
    int j0 = at[1];
    int di = step[0];
    int dj = step[1];
    if (di == 1 && dj == 1) {
      for (int i = 0; i < count; i++) {
        out[o + i] = a[i0 + i] * b[j0 + i];
      }
    } else if (di == 0) {
      double left = a[i0];
      for (int i = 0; i < count; i++) {
        out[o + i] = left * b[j0 + i * dj];
      }
    } else {
      for (int i = 0; i < count; i++) {
        out[o + i] = a[i0 + i * di] * b[j0 + i * dj];
      }
    }
  }

  static void divide(double[] out, int o, double[][] x, int[] at, int[] step, int count) {
    double[] a = x[0];
    double[] b = x[1];
    int i0 = at[0];
    int j0 = at[1];
    int di = step[0];
    int dj = step[1];
    if (di == 1 && dj == 1) {
      for (int i = 0; i < count; i++) {
        out[o + i] = a[i0 + i] / b[j0 + i];
      }
    } else if (di == 0) {
      double left = a[i0];
      for (int i = 0; i < count; i++) {
        out[o + i] = left / b[j0 + i * dj];
      }
    } else {
      for (int i = 0; i < count; i++) {
        out[o + i] = a[i0 + i * di] / b[j0 + i * dj];
      }
    }
  }

  static void fma(double[] out, int o, double[][] x, int[] at, int[] step, int count) {
    double[] a = x[0];
    double[] b = x[1];
    double[] c = x[2];
    int i0 = at[0];
    int j0 = at[1];
    int k0 = at[2];
    if (step[0] == 1 && step[1] == 1 && step[2] == 1) {
      for (int i = 0; i < count; i++) {
        out[o + i] = Math.fma(a[i0 + i], b[j0 + i], c[k0 + i]);
      }
    } else {
      int di = step[0];
      int dj = step[1];
      int dk = step[2];
      for (int i = 0; i < count; i++) {
        out[o + i] = Math.fma(a[i0 + i * di], b[j0 + i * dj], c[k0 + i * dk]);
      }
    }
  }
}
