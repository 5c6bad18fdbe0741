/* A driver library made of host memory: what JCuda's calls pass on can be seen without a GPU.
   A kernel named "axpy" (u64 y, u32 n, f64 a) multiplies n numbers at y by a; one named "crash" fails
   with 700 at the next synchronisation, and every call after that returns 700. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int CUresult;
typedef unsigned long long CUdeviceptr;
static int sticky, pending;
static char first[64] = "first", second[64] = "second";
#define CHECK do { if (sticky) return sticky; } while (0)

CUresult cuInit(unsigned flags) { return flags ? 1 : 0; }
CUresult cuDriverGetVersion(int *v) { *v = 13000; return 0; }
CUresult cuDeviceGetCount(int *n) { *n = 1; return 0; }
CUresult cuDeviceGet(int *d, int ordinal) { *d = ordinal; return ordinal ? 101 : 0; }
CUresult cuDeviceGetName(char *name, int n, int d) { snprintf(name, n, "Stub %d", d); return 0; }
CUresult cuDeviceGetAttribute(int *v, int a, int d) { *v = a == 75 ? 9 : a == 76 ? 0 : a; return 0; }
CUresult cuDeviceTotalMem_v2(size_t *n, int d) { *n = 1 << 20; return 0; }
CUresult cuDevicePrimaryCtxRetain(void **c, int d) { *c = first; return 0; }
CUresult cuDevicePrimaryCtxRelease_v2(int d) { return 0; }
CUresult cuCtxSetCurrent(void *c) { return c == first ? 0 : 201; }
CUresult cuMemGetInfo_v2(size_t *f, size_t *t) { CHECK; *f = 3; *t = (size_t) 5 << 32; return 0; }
CUresult cuMemAlloc_v2(CUdeviceptr *p, size_t n) {
  CHECK;
  if (n > (1 << 20)) return 2;
  *p = (CUdeviceptr) (uintptr_t) malloc(n);
  return 0;
}
CUresult cuMemFree_v2(CUdeviceptr p) { CHECK; free((void *) (uintptr_t) p); return 0; }
CUresult cuMemAllocHost_v2(void **p, size_t n) { CHECK; *p = malloc(n); return 0; }
CUresult cuMemFreeHost(void *p) { CHECK; free(p); return 0; }
CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr d, const void *s, size_t n, void *stream) {
  CHECK;
  if (stream != second) return 400;
  memcpy((void *) (uintptr_t) d, s, n);
  return 0;
}
CUresult cuMemcpyDtoHAsync_v2(void *d, CUdeviceptr s, size_t n, void *stream) {
  CHECK;
  if (stream != second) return 400;
  memcpy(d, (void *) (uintptr_t) s, n);
  return 0;
}
CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr d, CUdeviceptr s, size_t n, void *stream) {
  CHECK;
  memcpy((void *) (uintptr_t) d, (void *) (uintptr_t) s, n);
  return stream == second ? 0 : 400;
}
CUresult cuMemsetD8Async(CUdeviceptr d, unsigned char v, size_t n, void *stream) {
  CHECK;
  memset((void *) (uintptr_t) d, v, n);
  return stream == second ? 0 : 400;
}
CUresult cuStreamCreate(void **s, unsigned flags) { CHECK; *s = second; return flags == 1 ? 0 : 1; }
CUresult cuStreamSynchronize(void *s) {
  CHECK;
  sticky = pending;
  return sticky;
}
CUresult cuStreamDestroy_v2(void *s) { CHECK; return s == second ? 0 : 400; }
CUresult cuEventCreate(void **e, unsigned flags) { CHECK; *e = malloc(8); return 0; }
CUresult cuEventRecord(void *e, void *s) { CHECK; return s == second ? 0 : 400; }
CUresult cuEventSynchronize(void *e) { CHECK; return 0; }
CUresult cuEventElapsedTime(float *ms, void *a, void *b) { CHECK; *ms = a == b ? 0 : 2.5f; return 0; }
CUresult cuEventDestroy_v2(void *e) { CHECK; free(e); return 0; }
CUresult cuModuleLoadDataEx(void **m, const void *image, unsigned n, int *options, void **values) {
  CHECK;
  char *info = 0, *error = 0;
  size_t infoSize = 0, errorSize = 0;
  for (unsigned i = 0; i < n; i++) {
    if (options[i] == 3) info = values[i];
    if (options[i] == 4) infoSize = (size_t) values[i];
    if (options[i] == 5) error = values[i];
    if (options[i] == 6) errorSize = (size_t) values[i];
  }
  if (strncmp(image, ".version", 8)) {
    snprintf(error, errorSize, "stub; fatal: %s", (const char *) image);
    return 218;
  }
  snprintf(info, infoSize, "stub info: %zu characters", strlen(image));
  *m = first + 1;
  return 0;
}
CUresult cuModuleUnload(void *m) { CHECK; return m == first + 1 ? 0 : 400; }
CUresult cuModuleGetFunction(void **f, void *m, const char *name) {
  CHECK;
  *f = first + (strcmp(name, "axpy") ? strcmp(name, "crash") ? 0 : 3 : 2);
  return m == first + 1 && *f != (void *) first ? 0 : 500;
}
CUresult cuFuncGetAttribute(int *v, int a, void *f) { CHECK; *v = 100 + a; return 0; }
CUresult cuFuncSetAttribute(void *f, int a, int v) { CHECK; return a == 8 && v == 65536 ? 0 : 1; }
CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor(int *n, void *f, int threads, size_t shared) {
  CHECK;
  *n = threads + (int) shared;
  return 0;
}
CUresult cuLaunchKernel(void *f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by,
    unsigned bz, unsigned shared, void *stream, void **parameters, void **extra) {
  CHECK;
  if (stream != second || extra || gy != 1 || gz != 1 || by != 1 || bz != 1) return 1;
  if (f == first + 3) {
    pending = 700;
    return 0;
  }
  double *y = *(double **) parameters[0];
  unsigned n = *(unsigned *) parameters[1];
  double a = *(double *) parameters[2];
  for (unsigned i = 0; i < n && i < gx * bx; i++) y[i] *= a;
  return 0;
}
