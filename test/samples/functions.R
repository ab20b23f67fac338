# The worked example, and a least-squares loss.

f <- function(x) sqrt(x^2 + exp(x^2)) + cos(x^2 + exp(x^2))

loss <- function(w, X, y) {
  r <- X %*% w - y
  sum(r^2) / length(y)
}
