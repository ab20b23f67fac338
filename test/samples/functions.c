#include <math.h>

/* The worked example. */
double f(double x) {
    double a = x * x;
    double b = exp(a);
    double c = a + b;
    return sqrt(c) + cos(c);
}

/* Mean squared error of a line through four points. */
double loss(double w, double b, const double x[4], const double y[4]) {
    double sum = 0.0;
    for (int i = 0; i < 4; i++) {
        double r = w * x[i] + b - y[i];
        sum += r * r;
    }
    return sum / 4;
}
