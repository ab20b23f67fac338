// Derivatives of vectors and matrices as books have them (Petersen & Pedersen, The Matrix Cookbook, section 2; Magnus &
// Neudecker): the sweep's gradient prints like that, and equals central differences.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reverseSweep } from '../../src/autodiff/reverse.ts';
import { createBuilder } from '../../src/graph/builder.ts';
import type { LineId } from '../../src/graph/list.ts';
import { plainShape } from '../../src/primitives/shape.ts';
import { printLine } from '../../src/render/print.ts';
import { simplify } from '../../src/simplify/rewrite.ts';
import { differences, isClose, randomPoint, tensorValues } from '../simplify/tensors.ts';
import { evaluateTensor, givenAt } from './readBackTensor.ts';
import { grow, type Shapes, type Tree } from './tensorTrees.ts';

const square = (tree: Tree): Tree => ['pow', tree, 2];
const T = (tree: Tree): Tree => ['transpose', tree];
const at = (...trees: Tree[]): Tree => trees.reduceRight((right, left) => ['matmul', left, right]);
const residual: Tree = ['sub', ['matmul', 'X', 'w'], 'y'];
const data: Shapes = { X: [5, 3], w: [3], y: [5] };
const matrix: Shapes = { X: [3, 3], A: [3, 3], B: [3, 3], x: [3], a: [3], b: [3] };
const S: Shapes = { ...matrix, s: [3] };

const IDENTITIES: readonly (readonly [
  label: string,
  f: Tree,
  shapes: Shapes,
  by: string,
  latex: string,
  text: string,
])[] = [
  // Vectors
  ['aᵀx', ['matmul', 'a', 'x'], S, 'x', 'a', 'a'],
  ['xᵀAx', at('x', 'A', 'x'), S, 'x', '(A + A^\\top) x', '(A + Aᵀ) @ x'],
  ['(xᵀA)x', ['matmul', ['matmul', 'x', 'A'], 'x'], S, 'x', '(A + A^\\top) x', '(A + Aᵀ) @ x'],
  [
    '½xᵀAx − bᵀx',
    ['sub', ['div', at('x', 'A', 'x'), 2], ['matmul', 'b', 'x']],
    S,
    'x',
    '\\frac{(A + A^\\top) x}{2} - b',
    '((A + Aᵀ) @ x)/2 - b',
  ],
  ['xᵀAx by A', at('x', 'A', 'x'), S, 'A', 'x x^\\top', 'outer(x, x)'],
  ['‖x‖', ['norm', 'x'], S, 'x', '\\frac{x}{\\lVert x \\rVert_{2}}', 'x/norm(x)'],
  ['‖x − a‖', ['norm', ['sub', 'x', 'a']], S, 'x', '\\frac{x - a}{\\lVert x - a \\rVert_{2}}', '(x - a)/norm(x - a)'],
  ['‖x‖²', ['normSquared', 'x'], S, 'x', '2 x', '2*x'],
  ['½‖x‖²', ['div', ['normSquared', 'x'], 2], S, 'x', 'x', 'x'],
  [
    '(x − s)ᵀA(x − s)',
    at(['sub', 'x', 's'], 'A', ['sub', 'x', 's']),
    S,
    's',
    '-(A + A^\\top) (x - s)',
    '-(A + Aᵀ) @ (x - s)',
  ],
  ['sum(x ⊙ a)', ['sum', ['mul', 'x', 'a']], S, 'x', 'a', 'a'],
  ['sum exp x', ['sum', ['exp', 'x']], S, 'x', '\\exp(x)', 'exp(x)'],
  ['sum(A x)', ['sum', ['matmul', 'A', 'x']], S, 'x', 'A^\\top \\mathbf{1}', 'Aᵀ @ ones(3)'],
  ['sum(A x) by A', ['sum', ['matmul', 'A', 'x']], S, 'A', '\\mathbf{1} x^\\top', 'outer(ones(3), x)'],
  // Least squares
  ['‖Xw − y‖²', ['normSquared', residual], data, 'w', '2 X^\\top (X w - y)', '2*Xᵀ @ (X @ w - y)'],
  ['‖Xw − y‖² by X', ['normSquared', residual], data, 'X', '2 (X w - y) w^\\top', '2*outer(X @ w - y, w)'],
  ['‖Xw − y‖² by y', ['normSquared', residual], data, 'y', '-2 (X w - y)', '-2*(X @ w - y)'],
  ['sum((Xw − y)²)', ['sum', square(residual)], data, 'w', '2 X^\\top (X w - y)', '2*Xᵀ @ (X @ w - y)'],
  [
    'mean((Xw − y)²)',
    ['mean', square(residual)],
    data,
    'w',
    '\\frac{2}{5} X^\\top (X w - y)',
    '(2/5)*Xᵀ @ (X @ w - y)',
  ],
  [
    '‖Xw − y‖² + λ‖w‖²',
    ['add', ['normSquared', residual], ['mul', 'lambda', ['normSquared', 'w']]],
    { ...data, lambda: [] },
    'w',
    '2 X^\\top (X w - y) + 2 \\lambda w',
    '2*Xᵀ @ (X @ w - y) + 2*lambda*w',
  ],
  [
    '‖Xw − y‖',
    ['norm', residual],
    data,
    'w',
    '\\frac{X^\\top (X w - y)}{\\lVert X w - y \\rVert_{2}}',
    '(Xᵀ @ (X @ w - y))/norm(X @ w - y)',
  ],
  // Matrices
  ['aᵀXb', at('a', 'X', 'b'), S, 'X', 'a b^\\top', 'outer(a, b)'],
  ['aᵀXᵀb', at('a', T('X'), 'b'), S, 'X', 'b a^\\top', 'outer(b, a)'],
  ['aᵀX⁻¹b', at('a', ['inv', 'X'], 'b'), S, 'X', '-X^{-\\top} a b^\\top X^{-\\top}', '-outer(inv(X)ᵀ @ a, inv(X) @ b)'],
  ['bᵀXᵀXa', at('b', T('X'), 'X', 'a'), S, 'X', 'X a b^\\top + X b a^\\top', 'outer(X @ a, b) + outer(X @ b, a)'],
  ['‖X‖²', ['normSquared', 'X'], S, 'X', '2 X', '2*X'],
  ['‖X‖', ['norm', 'X'], S, 'X', '\\frac{X}{\\lVert X \\rVert_{F}}', 'X/norm(X)'],
  ['tr X', ['trace', 'X'], S, 'X', 'I', 'eye(3)'],
  ['tr(AX)', ['trace', ['matmul', 'A', 'X']], S, 'X', 'A^\\top', 'Aᵀ'],
  ['tr(XA)', ['trace', ['matmul', 'X', 'A']], S, 'X', 'A^\\top', 'Aᵀ'],
  ['tr(AXᵀ)', ['trace', ['matmul', 'A', T('X')]], S, 'X', 'A', 'A'],
  ['tr(AXB)', ['trace', at('A', 'X', 'B')], S, 'X', 'A^\\top B^\\top', 'Aᵀ @ Bᵀ'],
  ['tr(XᵀAX)', ['trace', ['matmul', ['matmul', T('X'), 'A'], 'X']], S, 'X', '(A + A^\\top) X', '(A + Aᵀ) @ X'],
  ['tr(XᵀX)', ['trace', ['matmul', T('X'), 'X']], S, 'X', '2 X', '2*X'],
  ['tr(X²)', ['trace', ['matmul', 'X', 'X']], S, 'X', '2 X^\\top', '2*Xᵀ'],
  [
    'tr(AX⁻¹)',
    ['trace', ['matmul', 'A', ['inv', 'X']]],
    S,
    'X',
    '-X^{-\\top} A^\\top X^{-\\top}',
    '-inv(X)ᵀ @ Aᵀ @ inv(X)ᵀ',
  ],
  ['log |det X|', ['logdet', 'X'], S, 'X', 'X^{-\\top}', 'inv(X)ᵀ'],
  ['det X', ['det', 'X'], S, 'X', '\\det(X) X^{-\\top}', 'det(X)*inv(X)ᵀ'],
  ['log det(XᵀX)', ['logdet', ['matmul', T('X'), 'X']], S, 'X', '2 X (X^\\top X)^{-1}', '2*X @ inv(Xᵀ @ X)'],
  ['sum(X ⊙ A)', ['sum', ['mul', 'X', 'A']], S, 'X', 'A', 'A'],
  // Statistics and networks
  ['log Σ exp x', ['logsumexp', 'x'], S, 'x', '\\operatorname{softmax}(x)', 'softmax(x)'],
  [
    'cross-entropy with logits',
    ['neg', ['matmul', 'a', ['logSoftmax', 'x', { axis: 0 }]]],
    S,
    'x',
    '\\operatorname{sum}(a) \\operatorname{softmax}(x) - a',
    'sum(a)*softmax(x) - a',
  ],
  [
    '½‖tanh(Wx + b) − y‖² by b',
    ['div', ['normSquared', ['sub', ['tanh', ['add', ['matmul', 'A', 'x'], 'b']], 'a']], 2],
    S,
    'b',
    '(1 - \\tanh(A x + b)^{\\circ 2}) \\odot (\\tanh(A x + b) - a)',
    '(1 - tanh(A @ x + b)^∘2) ⊙ (tanh(A @ x + b) - a)',
  ],
];

const unread: string[] = [];

for (const [label, f, shapes, by, latex, text] of IDENTITIES) {
  test(`∂/∂${by} of ${label}`, () => {
    const builder = createBuilder();
    const output = grow(builder, f, shapes);
    const input = builder.input(by, plainShape(shapes[by] ?? []));
    const list = builder.finish([output]);
    const sweep = reverseSweep(list, output, { rewrite: simplify });
    assert.deepEqual(sweep.problems, []);
    const gradient = sweep.adjoint.get(input) ?? -1;
    assert.deepEqual(
      sweep.list.lines[gradient]?.shape.map(({ size }) => size),
      shapes[by],
    );
    for (const seed of [1, 2, 3]) {
      const point = randomPoint(list, seed);
      const expected = differences(list, output, by, point);
      const got = tensorValues(sweep.list, point)[gradient]?.data ?? [];
      assert.ok(isClose(expected, got, 1e-5), `${got}, by differences ${expected}`);
    }
    const printed = printLine(sweep.list, gradient, { nameOf: () => undefined });
    assert.deepEqual([printed.latex, printed.text], [latex, text]);

    // Our own readers see the same in it, or nothing.
    const point = randomPoint(list, 4);
    const values = tensorValues(sweep.list, point);
    for (const line of [output, gradient]) {
      const { latex, text } = printLine(sweep.list, line, { nameOf: () => undefined });
      for (const [language, formula] of [['latex', latex] as const, ['plain', text] as const]) {
        const got = evaluateTensor(formula, language, givenAt(list, point));
        if (typeof got === 'string') unread.push(formula);
        else assert.ok(isClose(values[line]?.data ?? [], got, 1e-9), `${formula} is read as ${got}`);
      }
    }
  });
}

/** What the readers have no word for: ones, unit matrices, powers of entries, log softmax. */
test('what is not read back has a reason', () => {
  const known = /\\mathbf\{1\}|ones\(|eye\(|^I$|\\circ|∘|logsoftmax/;
  assert.deepEqual(
    unread.filter((formula) => !known.test(formula)),
    [],
  );
});

test('two layers: gradients are products of errors and inputs', () => {
  const builder = createBuilder();
  const [x, y] = [builder.input('x', plainShape([4])), builder.input('y', plainShape([2]))];
  const [V, W] = [builder.input('V', plainShape([3, 4])), builder.input('W', plainShape([2, 3]))];
  const h = builder.step('sigmoid', [builder.step('matmul', [V, x])]);
  builder.name(h, 'h');
  const e = builder.step('sub', [builder.step('matmul', [W, h]), y]);
  builder.name(e, 'e');
  const output = builder.step('div', [builder.apply('normSquared', [e]), builder.constant(2)]);
  const sweep = reverseSweep(builder.finish([output]), output, { rewrite: simplify });
  const print = (id: LineId) =>
    printLine(sweep.list, sweep.adjoint.get(id) ?? -1, { nameOf: (line) => sweep.list.names.get(line) }).latex;
  assert.equal(print(W), 'e h^\\top');
  assert.equal(print(V), '(h \\odot (1 - h) \\odot (W^\\top e)) x^\\top');
});
