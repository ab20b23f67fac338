// Tensors in print: products, what is done entry by entry, brackets, and the notation of every row.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBuilder } from '../../src/graph/builder.ts';
import { plainShape } from '../../src/primitives/shape.ts';
import { tensors } from '../../src/primitives/tensorTable.ts';
import { printLine } from '../../src/render/print.ts';
import { typeset } from '../../src/typeset/typeset.ts';
import { grow, type Shapes, type Tree } from './tensorTrees.ts';

const SHAPES: Shapes = {
  A: [3, 3],
  B: [3, 3],
  C: [3, 3],
  f: [3, 3],
  x: [3],
  y: [3],
  x_1: [3],
  s: [],
  t: [],
  Z: [2, 3, 3],
};

function printed(tree: Tree) {
  const builder = createBuilder();
  const id = grow(builder, tree, SHAPES);
  return printLine(builder.finish([id]), id, { nameOf: () => undefined });
}

const T = (tree: Tree): Tree => ['transpose', tree];
const at = (left: Tree, right: Tree): Tree => ['matmul', left, right];
const fill = (tree: Tree, ...shape: number[]): Tree => ['broadcast', tree, { shape }];

const PRINTS: readonly (readonly [Tree, string, string])[] = [
  // Matrix products, in order
  [at('A', 'x'), 'A x', 'A @ x'],
  [at('B', 'A'), 'B A', 'B @ A'],
  [at('x', 'y'), 'x^\\top y', 'x @ y'],
  [at('x', 'A'), 'A^\\top x', 'x @ A'],
  [at('x', T('A')), 'A x', 'x @ Aᵀ'],
  [at(at('x', 'A'), 'y'), 'x^\\top A y', '(x @ A) @ y'],
  [at('x', at('A', 'y')), 'x^\\top A y', 'x @ (A @ y)'],
  [['outer', 'x', 'y'], 'x y^\\top', 'outer(x, y)'],
  [['outer', 'x', at('A', 'y')], 'x y^\\top A^\\top', 'outer(x, A @ y)'],
  [['outer', 'x', ['add', 'x', 'y']], 'x (x + y)^\\top', 'outer(x, x + y)'],
  [at(at('A', 'B'), 'x'), 'A B x', 'A @ B @ x'],
  [at('A', ['add', 'B', 'C']), 'A (B + C)', 'A @ (B + C)'],
  [at('f', ['add', 'B', 'C']), 'f \\cdot (B + C)', 'f @ (B + C)'],
  [at(['add', 'B', 'C'], 'A'), '(B + C) A', '(B + C) @ A'],
  [['neg', at('A', 'x')], '-A x', '-A @ x'],
  [at(['neg', 'A'], 'x'), '(-A) x', '(-A) @ x'],
  [['sub', 'x', at('A', 'y')], 'x - A y', 'x - A @ y'],
  // Numbers before tensors
  [['mul', 2, at('A', 'x')], '2 A x', '2*A @ x'],
  [['mul', at('A', 'x'), 's'], 's A x', 's*A @ x'],
  [['mul', -2, 'x'], '-2 x', '-2*x'],
  [['mul', 1, 'x'], 'x', 'x'],
  [['mul', at('x', 'y'), 'x'], '(x^\\top y) x', '(x @ y)*x'],
  [['mul', at('x', 'y'), 's'], 's x^\\top y', 's*x @ y'],
  [['mul', ['mul', 's', 'x'], ['mul', 't', 'y']], 's t x \\odot y', 's*t*x ⊙ y'],
  [['div', at('A', 'x'), 2], '\\frac{A x}{2}', '(A @ x)/2'],
  [['div', 'x', 's'], '\\frac{x}{s}', 'x/s'],
  [['div', at('x', 'y'), at('y', 'y')], '\\frac{x^\\top y}{y^\\top y}', '(x @ y)/(y @ y)'],
  // Transposes and inverses
  [T('A'), 'A^\\top', 'Aᵀ'],
  [T('x'), 'x', 'x'],
  [T(['add', 'A', 'B']), '(A + B)^\\top', '(A + B)ᵀ'],
  [T(T('A')), 'A', 'A'],
  [T(at('A', 'B')), 'B^\\top A^\\top', '(A @ B)ᵀ'],
  [at('A', T(['exp', 'B'])), 'A \\exp(B)^\\top', 'A @ exp(B)ᵀ'],
  // Entry by entry
  [['mul', 'x', 'y'], 'x \\odot y', 'x ⊙ y'],
  [['mul', at('A', 'x'), 'y'], '(A x) \\odot y', '(A @ x) ⊙ y'],
  [at('A', ['mul', 'x', 'y']), 'A (x \\odot y)', 'A @ (x ⊙ y)'],
  [['mul', ['add', 'x', 1], 'y'], '(x + 1) \\odot y', '(x + 1) ⊙ y'],
  [['div', 'x', 'y'], 'x \\oslash y', 'x ⊘ y'],
  [['div', 1, 'x'], '1 \\oslash x', '1 ⊘ x'],
  [['div', ['mul', 'x', 'y'], 'x'], '(x \\odot y) \\oslash x', '(x ⊙ y) ⊘ x'],
  [['pow', 'x', 2], 'x^{\\circ 2}', 'x^∘2'],
  [['pow', 'x_1', 2], 'x_{1}^{\\circ 2}', 'x_1^∘2'],
  [['pow', ['tanh', 'x'], 2], '\\tanh(x)^{\\circ 2}', 'tanh(x)^∘2'],
  [['pow', ['add', 'x', 1], ['div', 1, 2]], '(x + 1)^{\\circ 1/2}', '(x + 1)^∘(1/2)'],
  [['sqrt', 'x'], 'x^{\\circ 1/2}', 'sqrt(x)'],
  [['abs', 'x'], '\\operatorname{abs}(x)', 'abs(x)'],
  // Entries
  [['index', 'x', { items: [[1]] }], 'x_{1}', 'x[1]'],
  [['index', 'x_1', { items: [[0]] }], '(x_{1})_{0}', 'x_1[0]'],
  [['index', 'A', { items: [[2]] }], 'A_{2,:}', 'A[2, :]'],
  [['index', ['exp', 'A'], { items: [[], [0, 2, 1]] }], '(\\exp(A))_{:,0:2}', 'exp(A)[:, 0:2]'],
  [['index', 'x', { items: [[2, 3, -1]] }], 'x_{2::-1}', 'x[2::-1]'],
  [['scatter', 's', { shape: [3], items: [[1]] }], 's \\mathbf{e}_{1}', 's*unit(1)'],
  [['scatter', 1, { shape: [3, 3], items: [[1], [2]] }], '\\mathbf{e}_{1} \\mathbf{e}_{2}^\\top', 'unit(1, 2)'],
  // Square matrices, norms, names
  [['inv', 'A'], 'A^{-1}', 'inv(A)'],
  [T(['inv', 'A']), 'A^{-\\top}', 'inv(A)ᵀ'],
  [['inv', ['add', 'A', 'B']], '(A + B)^{-1}', 'inv(A + B)'],
  [['solve', 'A', 'x'], 'A^{-1} x', 'solve(A, x)'],
  [['solve', T('A'), 'x'], 'A^{-\\top} x', 'solve(Aᵀ, x)'],
  [['logdet', 'A'], '\\log\\left|\\det(A)\\right|', 'log(abs(det(A)))'],
  [['mul', ['det', 'A'], 'B'], '\\det(A) B', 'det(A)*B'],
  [['trace', at('A', 'B')], '\\operatorname{tr}(A B)', 'trace(A @ B)'],
  [['norm', 'x'], '\\lVert x \\rVert_{2}', 'norm(x)'],
  [['normSquared', ['sub', 'A', 'B']], '\\lVert A - B \\rVert_{F}^{2}', 'norm(A - B)^2'],
  [['kron', 'A', 'B'], 'A \\otimes B', 'kron(A, B)'],
  [['cross', 'x', 'y'], 'x \\times y', 'cross(x, y)'],
  [['amax', 'x'], '\\max(x)', 'max(x)'],
  [['softmax', 'A', { axis: 1 }], '\\operatorname{softmax}(A, \\text{axis = 1})', 'softmax(A, axis=1)'],
  [['diag', 'x'], '\\operatorname{diag}(x)', 'diag(x)'],
  // Ones
  [fill(1, 3), '\\mathbf{1}', 'ones(3)'],
  [fill('s', 2, 3), 's \\mathbf{1} \\mathbf{1}^\\top', 's*ones(2, 3)'],
  [fill(-2, 2), '-2 \\mathbf{1}', '-2*ones(2)'],
  [at(fill(1, 3, 3), 'A'), '\\mathbf{1} \\mathbf{1}^\\top A', 'ones(3, 3) @ A'],
  [T(fill(1, 3, 3)), '\\mathbf{1} \\mathbf{1}^\\top', 'ones(3, 3)ᵀ'],
  [['mul', fill(1, 3, 3), 'A'], '(\\mathbf{1} \\mathbf{1}^\\top) \\odot A', 'ones(3, 3) ⊙ A'],
  [fill('x', 2, 3), '\\mathbf{1} x^\\top', 'outer(ones(2), x)'],
  [fill(['reshape', 'x', { shape: [3, 1] }], 3, 2), 'x \\mathbf{1}^\\top', 'outer(x, ones(2))'],
  [['sum', 'x'], '\\operatorname{sum}(x)', 'sum(x)'],
  [['sum', 'A', { axes: [0] }], 'A^\\top \\mathbf{1}', 'sum(A, axis=0)'],
  [['sum', 'A', { axes: [1] }], 'A \\mathbf{1}', 'sum(A, axis=1)'],
  [
    ['sum', 'A', { axes: [1], keep: 1 }],
    '\\operatorname{sum}(A, \\text{axis = 1}, \\text{keepdims = 1})',
    'sum(A, axis=1, keepdims=1)',
  ],
  [['sumTo', 'A', { shape: [3] }], 'A^\\top \\mathbf{1}', 'sum(A, axis=0)'],
  [
    ['transpose', 'Z', { axes: [1, 2, 0] }],
    '\\operatorname{transpose}(Z, \\text{axes = (1, 2, 0)})',
    'transpose(Z, axes=(1, 2, 0))',
  ],
];

for (const [tree, latex, text] of PRINTS) {
  test(`${JSON.stringify(tree)} prints`, () => {
    const { latex: gotLatex, text: gotText, cut } = printed(tree);
    assert.deepEqual([gotLatex, gotText, cut], [latex, text, false]);
  });
}

test('constant tensors print row by row, by their name, or cut', () => {
  const builder = createBuilder();
  const print = (value: Parameters<typeof builder.tensor>[0], sizes: readonly number[], text: string) => {
    const id = builder.step('neg', [builder.tensor(value, plainShape(sizes), text)]);
    const { latex, text: linear } = printLine(builder.finish([]), id, { nameOf: () => undefined });
    return [latex, linear];
  };
  assert.deepEqual(print([1, -2], [2], '[1, -2]'), ['-\\begin{bmatrix} 1 \\\\ -2 \\end{bmatrix}', '-[1, -2]']);
  assert.deepEqual(
    print(
      [
        [1, 2],
        [3, 4],
      ],
      [2, 2],
      '',
    ),
    ['-\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}', '-[[1, 2], [3, 4]]'],
  );
  assert.deepEqual(print([5, 6], [2], 'I'), ['-I', '-I']);
  assert.deepEqual(
    print(
      Array.from({ length: 50 }, (_, i) => i),
      [50],
      '',
    ),
    ['-\\cdots', '-…'],
  );
});

test('every row prints with its probes, closed in itself, and can be typeset', async () => {
  for (const [row, { probe }] of Object.entries(tensors)) {
    for (const { shapes, attributes } of probe) {
      const builder = createBuilder();
      const operands = shapes.map((shape, i) => builder.input(`x_${i}`, plainShape(shape)));
      const id = builder.apply(row, operands, attributes);
      const { latex, text } = printLine(builder.finish([id]), id, { nameOf: () => undefined });
      for (const code of [latex, text]) {
        assert.ok(code.length > 0 && !/undefined|NaN|\[object/.test(code), `${row}: ${code}`);
        for (const [open, close] of ['()', '{}', '[]']) {
          assert.equal(code.split(open as string).length, code.split(close as string).length, `${row}: ${code}`);
        }
      }
      if (operands.length > 0) assert.match(latex, /x_\{0\}/, row);
      assert.ok(await typeset(latex, { color: '#000000' }), latex);
    }
  }
});
