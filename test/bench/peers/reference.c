/* Value and gradient by hand in C. Protocol: see ../worker.mjs. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double *x, *out, *scratch;
static int p[4];

static double worked(void) {
  double a = x[0] * x[0], b = exp(a), c = a + b, d = sqrt(c);
  out[0] = (0.5 / d - sin(c)) * (1 + b) * 2 * x[0];
  return d + cos(c);
}

static double rosenbrock(void) {
  int n = p[0];
  double sum = 0, carried = 0;
  for (int i = 0; i + 1 < n; i++) {
    double s = x[i + 1] - x[i] * x[i], t = 1 - x[i];
    sum += 100 * s * s + t * t;
    out[i] = carried - 400 * s * x[i] - 2 * t;
    carried = 200 * s;
  }
  out[n - 1] = carried;
  return sum;
}

static double repeated(void) {
  int K = p[0];
  double y = x[0], adjoint = 1, total = 0;
  for (int i = 0; i < K; i++) {
    scratch[i] = y;
    y = sin(y) * x[0] + y / 2;
  }
  for (int i = K - 1; i >= 0; i--) {
    total += adjoint * sin(scratch[i]);
    adjoint *= cos(scratch[i]) * x[0] + 0.5;
  }
  out[0] = total + adjoint;
  return y;
}

static double network(void) {
  int n = p[0], layers = p[1], size = n * n + n;
  double *hidden = scratch, *delta = scratch + (layers + 1) * n, *below = delta + n, loss = 0;
  const double *y = x + layers * size + n;
  memcpy(hidden, x + layers * size, n * sizeof *x);
  for (int l = 0; l < layers; l++) {
    const double *A = x + l * size, *b = A + n * n, *h = hidden + l * n;
    double *next = hidden + (l + 1) * n;
    for (int i = 0; i < n; i++) {
      double sum = b[i];
      for (int j = 0; j < n; j++) sum += A[i * n + j] * h[j];
      next[i] = l < layers - 1 ? tanh(sum) : sum;
    }
  }
  for (int i = 0; i < n; i++) {
    double r = hidden[layers * n + i] - y[i];
    loss += r * r;
    delta[i] = 2 * r;
  }
  for (int l = layers - 1; l >= 0; l--) {
    const double *A = x + l * size, *h = hidden + l * n;
    double *gradient = out + l * size;
    memset(below, 0, n * sizeof *below);
    for (int i = 0; i < n; i++) {
      double d = delta[i];
      gradient[n * n + i] = d;
      for (int j = 0; j < n; j++) gradient[i * n + j] = d * h[j];
      if (l > 0)
        for (int j = 0; j < n; j++) below[j] += d * A[i * n + j];
    }
    if (l > 0)
      for (int j = 0; j < n; j++) below[j] *= 1 - h[j] * h[j];
    double *swap = delta;
    delta = below;
    below = swap;
  }
  return loss;
}

static double log_sum(const double *v, int k, double *top) {
  double total = 0;
  *top = -INFINITY;
  for (int j = 0; j < k; j++)
    if (v[j] > *top) *top = v[j];
  for (int j = 0; j < k; j++) total += exp(v[j] - *top);
  return total;
}

static double mixture(void) {
  int d = p[0], k = p[1], N = p[2], kd = k * d;
  const double *alphas = x, *means = x + k, *q = means + kd, *L = q + kd, *X = L + kd * d;
  double *ga = out, *gm = out + k, *gq = gm + kd, *gL = gq + kd;
  double *scale = scratch, *sums = scale + kd, *inner = sums + k, *Y = inner + k, *D = Y + kd;
  double prior = 0, result = 0, top;
  memset(out, 0, (k + 2 * kd + kd * d) * sizeof *out);
  for (int j = 0; j < k; j++) {
    sums[j] = 0;
    for (int i = 0; i < d; i++) {
      int at = j * d + i;
      sums[j] += q[at];
      scale[at] = exp(q[at]);
      prior += 0.5 * scale[at] * scale[at];
      for (int c = 0; c < i; c++) prior += 0.5 * L[at * d + c] * L[at * d + c];
    }
  }
  for (int n = 0; n < N; n++) {
    for (int j = 0; j < k; j++) {
      double squares = 0;
      for (int i = 0; i < d; i++) {
        int at = j * d + i;
        double own = X[n * d + i] - means[at], sum = scale[at] * own;
        D[at] = own;
        for (int c = 0; c < i; c++) sum += L[at * d + c] * D[j * d + c];
        Y[at] = sum;
        squares += sum * sum;
      }
      inner[j] = alphas[j] + sums[j] - 0.5 * squares;
    }
    double total = log_sum(inner, k, &top);
    result += top + log(total);
    for (int j = 0; j < k; j++) {
      double weight = exp(inner[j] - top) / total;
      ga[j] += weight;
      for (int i = 0; i < d; i++) {
        int at = j * d + i;
        double by = -weight * Y[at];
        gq[at] += weight + by * scale[at] * D[at];
        gm[at] -= by * scale[at];
        for (int c = 0; c < i; c++) {
          gL[at * d + c] += by * D[j * d + c];
          gm[j * d + c] -= by * L[at * d + c];
        }
      }
    }
  }
  double total = log_sum(alphas, k, &top);
  for (int j = 0; j < k; j++) {
    ga[j] -= N * exp(alphas[j] - top) / total;
    for (int i = 0; i < d; i++) {
      int at = j * d + i;
      gq[at] += scale[at] * scale[at];
      for (int c = 0; c < i; c++) gL[at * d + c] += L[at * d + c];
    }
  }
  return result - N * (top + log(total)) + prior;
}

/* A table of operations (see GRAPH in ../workloads.mjs) in a loop with a switch. */
enum { INPUTS = 16 };
static int *table;
static double graph(void) {
  int count = p[0];
  double *v = scratch;
  memcpy(v, x, INPUTS * sizeof *v);
  double *to = v + INPUTS;
  for (const int *row = table, *end = table + 3 * count; row < end; row += 3, to++) {
    double a = v[row[1]], b = v[row[2]];
    switch (row[0]) {
      case 0: *to = a + b; break;
      case 1: *to = a - b; break;
      case 2: *to = a * b; break;
      case 3: *to = a / b; break;
      case 4: *to = -a; break;
      case 5: *to = fabs(a); break;
      case 6: *to = sqrt(a); break;
      case 7: *to = a > b ? a : b; break;
      default: *to = a < b ? a : b;
    }
  }
  memcpy(out, to - INPUTS, INPUTS * sizeof *out);
  return out[0];
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

int main(void) {
  char line[4096], id[8], in[2000], to[2000];
  double (*run)(void) = 0;
  double base = 0;
  volatile double sink = 0;
  while (fgets(line, sizeof line, stdin)) {
    long size, count;
    double ms;
    if (sscanf(line, "open %7s %d %d %d %ld %ld %1999s %1999s", id, p, p + 1, p + 2, &size, &count, in, to) == 8) {
      run = id[1] == '1' ? worked : id[1] == '2' ? rosenbrock : id[1] == '3' ? repeated : id[1] == '4' ? network
          : id[1] == '5' ? mixture : id[1] == '7' ? graph : 0;
      if (!run) {
        printf("no\n");
      } else {
        free(x), free(out), free(scratch);
        x = malloc(size * sizeof *x);
        out = calloc(count, sizeof *out);
        scratch = calloc(size + p[0] * 4 + 100000, sizeof *scratch);
        FILE *f = fopen(in, "rb");
        if (!f || fread(x, sizeof *x, size, f) != (size_t)size) return 1;
        fclose(f);
        base = x[0];
        if (run == graph) {
          table = realloc(table, 3 * p[0] * sizeof *table);
          for (int i = 0; i < 3 * p[0]; i++) table[i] = (int)x[INPUTS + i];
        }
        double value = run();
        f = fopen(to, "wb");
        fwrite(&value, sizeof value, 1, f);
        fwrite(out, sizeof *out, count, f);
        fclose(f);
        printf("ok\n");
      }
    } else if (sscanf(line, "run gradient %lf", &ms) == 1 && run) {
      double start = now(), end = start;
      long times = 0, batch = 1;
      while (end - start < ms * 1e6) {
        for (long i = 0; i < batch; i++) {
          x[0] = base + (i & 1) * 1e-9;
          sink += run();
        }
        times += batch;
        end = now();
        if (batch < 1 << 20 && (end - start) * batch < 5e5 * times) batch *= 2;
      }
      x[0] = base;
      printf("%.6g\n", (end - start) / times);
    } else {
      printf("no\n");
    }
    fflush(stdout);
  }
  return 0;
}
