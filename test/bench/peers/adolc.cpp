// ADOL-C: the tape is recorded once and used again. Protocol: see ../worker.mjs.
#include <adolc/adolc.h>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <vector>

using std::vector;
using A = vector<adouble>;

static adouble worked(const A &x) {
  adouble a = x[0] * x[0], c = a + exp(a);
  return sqrt(c) + cos(c);
}

static adouble rosenbrock(const A &x) {
  adouble sum = 0;
  for (size_t i = 0; i + 1 < x.size(); i++) {
    adouble s = x[i + 1] - x[i] * x[i], t = 1 - x[i];
    sum += 100 * s * s + t * t;
  }
  return sum;
}

static adouble repeated(const A &x, int K) {
  adouble y = x[0];
  for (int i = 0; i < K; i++) y = sin(y) * x[0] + y / 2;
  return y;
}

static adouble network(const A &x, const double *data, int n, int layers) {
  A h(data, data + n);
  for (int l = 0; l < layers; l++) {
    size_t from = l * size_t(n * n + n);
    A next(n);
    for (int i = 0; i < n; i++) {
      adouble sum = x[from + n * n + i];
      for (int j = 0; j < n; j++) sum += x[from + i * n + j] * h[j];
      next[i] = l < layers - 1 ? tanh(sum) : sum;
    }
    h = next;
  }
  adouble loss = 0;
  for (int i = 0; i < n; i++) loss += (h[i] - data[n + i]) * (h[i] - data[n + i]);
  return loss;
}

static adouble log_sum(const A &v) {
  double top = v[0].value();
  for (const adouble &each : v) top = fmax(top, each.value());
  adouble sum = 0;
  for (const adouble &each : v) sum += exp(each - top);
  return top + log(sum);
}

static adouble mixture(const A &x, const double *X, int d, int k, int N) {
  int means = k, q = k + k * d, L = q + k * d;
  A scale(k * d), sums(k), inner(k), D(d), alphas(x.begin(), x.begin() + k);
  adouble prior = 0, result = 0;
  for (int j = 0; j < k; j++)
    for (int i = 0; i < d; i++) {
      int at = j * d + i;
      sums[j] += x[q + at];
      scale[at] = exp(x[q + at]);
      prior += 0.5 * scale[at] * scale[at];
      for (int c = 0; c < i; c++) prior += 0.5 * x[L + at * d + c] * x[L + at * d + c];
    }
  for (int n = 0; n < N; n++) {
    for (int j = 0; j < k; j++) {
      adouble squares = 0;
      for (int i = 0; i < d; i++) {
        int at = j * d + i;
        D[i] = X[n * d + i] - x[means + at];
        adouble sum = scale[at] * D[i];
        for (int c = 0; c < i; c++) sum += x[L + at * d + c] * D[c];
        squares += sum * sum;
      }
      inner[j] = x[j] + sums[j] - 0.5 * squares;
    }
    result += log_sum(inner);
  }
  return result - N * log_sum(alphas) + prior;
}

static double now() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

int main() {
  char line[4096], id[8], in[2000], to[2000];
  int p[3];
  vector<double> x, out;
  size_t count = 0;
  double value = 0;
  auto run = [&] {
    zos_forward(0, 1, count, 1, x.data(), &value);
    double seed = 1;
    fos_reverse(0, 1, count, &seed, out.data());
  };
  while (fgets(line, sizeof line, stdin)) {
    long size, wanted;
    double ms;
    if (sscanf(line, "open %7s %d %d %d %ld %ld %1999s %1999s", id, p, p + 1, p + 2, &size, &wanted, in, to) == 8) {
      if (id[1] > '5') {
        printf("no\n");
        fflush(stdout);
        continue;
      }
      x.assign(size, 0), out.assign(wanted, 0), count = wanted;
      FILE *f = fopen(in, "rb");
      if (!f || fread(x.data(), sizeof(double), size, f) != size_t(size)) return 1;
      fclose(f);
      trace_on(0, 1);
      {
        A a(count);
        for (size_t i = 0; i < count; i++) a[i] <<= x[i];
        const double *data = x.data() + count;
        adouble y = id[1] == '1' ? worked(a) : id[1] == '2' ? rosenbrock(a) : id[1] == '3' ? repeated(a, p[0])
            : id[1] == '4' ? network(a, data, p[0], p[1]) : mixture(a, data, p[0], p[1], p[2]);
        y >>= value;
      }
      trace_off();
      run();
      f = fopen(to, "wb");
      fwrite(&value, sizeof value, 1, f);
      fwrite(out.data(), sizeof(double), count, f);
      fclose(f);
      printf("ok\n");
    } else if (sscanf(line, "run gradient %lf", &ms) == 1 && count) {
      double start = now();
      double spent = 0;
      long times = 0, batch = 1;
      while (spent < ms * 1e6) {
        for (long i = 0; i < batch; i++) run();
        times += batch;
        spent = now() - start;
        if (batch < 1 << 20 && spent * batch < 5e5 * times) batch *= 2;
      }
      printf("%.6g\n", spent / times);
    } else {
      printf("no\n");
    }
    fflush(stdout);
  }
}
