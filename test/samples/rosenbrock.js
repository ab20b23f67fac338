// A narrow valley: the minimum is at (1, …, 1).
function rosenbrock(x) {
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    sum += 100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2;
  }
  return sum;
}
