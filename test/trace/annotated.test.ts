/** Shapes of parameters that the text tells: types of jaxtyping, defaults that are arrays. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from '../../src/core.ts';

function inputsOf(parameters: string, result: string) {
  const text = `import numpy as np\nimport jax.numpy as jnp\ndef f(${parameters}):\n    return ${result}\n`;
  const { value, problems } = inspect(text, 'python', 0, { entry: 'f' });
  assert.ok(value, problems[0]?.message);
  return value;
}

const SHAPES: readonly (readonly [parameters: string, result: string, shapes: readonly (readonly number[])[]])[] = [
  ['A: Float[Array, "12 10"], x: Float[Array, "10"]', 'jnp.sum((A @ x)**2)', [[12, 10], [10]]],
  ['A: jaxtyping.Float32[torch.Tensor, "rows=4 5"]', 'jnp.sum(A**2)', [[4, 5]]],
  ['A: Float[Array, "m n"]', 'jnp.sum(A**2)', [[3, 2]]],
  ['x: Float[Array, ""]', 'x**2', [[]]],
  ['x: Float[Array, "*batch 3"]', 'jnp.sum(x**2)', [[3]]],
  ['A=np.ones((12, 10)), x=np.zeros(10)', 'np.sum((A @ x)**2)', [[12, 10], [10]]],
];
for (const [parameters, result, shapes] of SHAPES) {
  test(`f(${parameters})`, () => {
    assert.deepEqual(
      inputsOf(parameters, result).inputs.map(({ shape }) => shape),
      shapes,
    );
  });
}

test('a default that is an array is where the input stands, and it has a gradient', () => {
  const { inputs, gradient } = inputsOf('w=np.array([1.0, 2.0]), c=3', 'c * np.sum(w**2)');
  assert.deepEqual(
    inputs.map(({ name, value }) => [name, value]),
    [
      ['w', [1, 2]],
      ['c', 3],
    ],
  );
  assert.deepEqual(gradient, { c: 5, w: [6, 12] });
});

test('an array of arrays in Julia is refused where one index would count down its columns', () => {
  const text = (type: string) => `function f(W::${type}, x)\n    return sum(W[1] * x)\nend\n`;
  for (const type of ['Vector{Matrix{Float64}}', 'AbstractVector{<:AbstractMatrix}', 'Array{Vector{Float64}}']) {
    const { value, problems } = inspect(text(type), 'julia', 0, { entry: 'f', explain: true });
    assert.equal(value, undefined, type);
    assert.match(problems[0]?.message ?? '', /^What W is here is not followed: its type is an array of arrays/);
  }
  assert.ok(inspect(text('Vector{Float64}'), 'julia', 0, { entry: 'f' }).value);
});
