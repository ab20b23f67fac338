// Inspections of lists with vectors and matrices: values, shapes, Jacobians, Hessians, refusals.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatten, shapeOf, type Value } from '../../src/base/value.ts';
import type { Builder } from '../../src/graph/builder.ts';
import type { LineId } from '../../src/graph/list.ts';
import { buildEvaluator } from '../../src/inspect/evaluator.ts';
import { inspectList } from '../../src/inspect/inspection.ts';
import { prepareList } from '../../src/inspect/prepare.ts';
import { axes, differences, inspected, near, prepared } from './lists.ts';

/** ‖y − σ(W x + b)‖² */
function network(b: Builder): LineId {
  const W = b.input('W', axes('m', 'n'));
  const x = b.input('x', axes('n'));
  const bias = b.input('b', axes('m'));
  const y = b.input('y', axes('m'));
  const z = b.step('add', [b.apply('matmul', [W, x]), bias]);
  b.name(z, 'z');
  const e = b.step('sub', [y, b.step('tanh', [z])]);
  b.name(e, 'e');
  return b.apply('sum', [b.step('mul', [e, e])]);
}

/** σ(W x) */
function layer(b: Builder): LineId {
  const W = b.input('W', axes('m', 'n'));
  const x = b.input('x', axes('n'));
  return b.step('tanh', [b.apply('matmul', [W, x])]);
}

test('a number by matrices and vectors: the gradient has the shape of the input and is right', () => {
  const list = prepared(network);
  const { gradient, lines, output, inputs } = inspected(network);
  assert.deepEqual(output.shape, []);
  assert.deepEqual(
    inputs.map(({ name, shape, shapeText, shapeOrigin }) => [name, shape, shapeText, shapeOrigin]),
    [
      ['W', [2, 3], 'm×n', 'document'],
      ['x', [3], 'n', 'document'],
      ['b', [2], 'm', 'document'],
      ['y', [2], 'm', 'document'],
    ],
  );
  for (const { name, shape } of inputs) {
    assert.deepEqual(shapeOf(gradient[name] ?? 0), shape);
    near(gradient[name], differences(list, name));
  }
  const z = lines.find(({ name }) => name === 'z');
  assert.deepEqual([z?.shape, z?.shapeText], [[2], 'm']);
  assert.deepEqual([shapeOf(z?.primal ?? 0), shapeOf(z?.adjoint ?? 0)], [[2], [2]]);
});

test('a vector by matrices and vectors: the Jacobian, output axes first', () => {
  const list = prepared(layer);
  const { gradient } = inspected(layer);
  assert.deepEqual(shapeOf(gradient.W ?? 0), [2, 2, 3]);
  assert.deepEqual(shapeOf(gradient.x ?? 0), [2, 3]);
  near(gradient.W, differences(list, 'W'));
  near(gradient.x, differences(list, 'x'));
});

test('a seed contracts the Jacobian', () => {
  const jacobian = flatten(inspected(layer).gradient.x ?? 0);
  const seed = [2, -1];
  const { gradient, lines } = inspected(layer, { seed });
  near(
    gradient.x,
    [0, 1, 2].map((j) => 2 * (jacobian[j] as number) - (jacobian[3 + j] as number)),
  );
  assert.deepEqual(lines.find(({ name }) => name === 'L')?.adjoint, seed);
});

test('a seed of another shape is refused', () => {
  for (const seed of [1, [1, 2, 3], [[1, 2]]]) {
    const { value, problems } = inspectList(prepared(layer), { seed });
    assert.equal(value, undefined);
    assert.match(problems[0]?.message ?? '', /must have its shape \(2,\)/);
  }
  assert.match(inspectList(prepared(network), { seed: [1] }).problems[0]?.message ?? '', /is one number too/);
});

test('the seed of a number is a factor everywhere', () => {
  const one = inspected(network);
  const two = inspected(network, { seed: 2 });
  near(
    two.gradient.W,
    flatten(one.gradient.W ?? 0).map((value) => 2 * value),
    0,
  );
  const step = two.derivation.findLast(({ line, phase }) => phase === 'backward' && line === 'W');
  near(step?.contributions[0]?.value, flatten(step?.value ?? 0), 0);
});

test('a Jacobian that is too large is refused with a reason', () => {
  const large = (b: Builder) => b.step('tanh', [b.input('x', axes(1000))]);
  const { value, problems } = inspectList(prepared(large), {});
  assert.equal(value, undefined);
  assert.match(problems[0]?.message ?? '', /shape \(1000,\): its Jacobian is too large/);
  assert.ok(inspectList(prepared(large), { seed: new Array<number>(1000).fill(1) }).value);
});

test('more numbers than can be shown are refused with a reason', () => {
  const huge = prepared((b) => b.apply('sum', [b.step('mul', [b.input('c'), b.tensor(0, axes(1500, 1500), 'Z')])]));
  assert.match(inspectList(huge, {}).problems[0]?.message ?? '', /million numbers, too many to show/);
});

test('an input that the output does not depend on has a derivative of zeros', () => {
  const make = (b: Builder) => {
    const x = b.input('x', axes(3));
    const flat = b.step('floor', [b.input('y', axes(2))]);
    return b.step('add', [b.apply('sum', [x]), b.apply('sum', [flat])]);
  };
  assert.deepEqual(inspected(make).gradient, { x: [1, 1, 1], y: [0, 0] });
});

const SMOOTH: readonly (readonly [string, (b: Builder) => LineId])[] = [
  ['a network', network],
  [
    'a quadratic form with a number',
    (b) => {
      const A = b.input('A', axes('n', 'n'));
      const x = b.input('x', axes('n'));
      const c = b.input('c');
      const form = b.apply('matmul', [x, b.apply('matmul', [A, x])]);
      return b.step('mul', [b.step('exp', [c]), form]);
    },
  ],
];
for (const [title, make] of SMOOTH) {
  test(`the Hessian of ${title}: symmetric, and the evaluator's products with it agree`, () => {
    const list = prepared(make);
    const { hessian, gradient } = inspected(make, { order: 2 });
    const { value: evaluator } = buildEvaluator(list, {});
    assert.ok(hessian && evaluator);
    const size = list.inputs.reduce((sum, { value }) => sum + flatten(value).length, 0);
    assert.deepEqual(shapeOf(hessian), [size, size]);
    const rows = hessian as number[][];
    const x = Float64Array.from(list.inputs.flatMap(({ value }) => flatten(value)));
    const out = new Float64Array(size);
    evaluator.gradient(x, out);
    near(
      [...out],
      list.inputs.flatMap(({ name }) => flatten(gradient[name] ?? 0)),
      1e-12,
    );
    const up = new Float64Array(size);
    const down = new Float64Array(size);
    for (let k = 0; k < size; k++) {
      const unit = new Float64Array(size);
      unit[k] = 1;
      evaluator.hessianVector(x, unit, out);
      near([...out], rows[k] ?? [], 1e-10);
      near(
        [...out],
        rows.map((row) => row[k] as number),
        1e-10,
      );
      const moved = (by: number) => x.map((value, i) => (i === k ? value + by : value));
      evaluator.gradient(moved(1e-5), up);
      evaluator.gradient(moved(-1e-5), down);
      near(
        [...out],
        [...up].map((value, i) => (value - (down[i] as number)) / 2e-5),
        1e-6,
      );
    }
  });
}

test('the Hessian of a vector is refused, with its gradient still told', () => {
  const { hessian, problems, gradient } = inspected(layer, { order: 2 });
  assert.equal(hessian, undefined);
  assert.match(problems[0]?.message ?? '', /has no Hessian/);
  assert.equal(shapeOf(gradient.x ?? 0).length, 2);
});

test('the evaluator lays inputs and lines one after another, and agrees with the inspection', () => {
  const list = prepared(network);
  const { value: evaluator } = buildEvaluator(list, {});
  assert.deepEqual(evaluator?.slots, [
    { name: 'W', offset: 0, shape: [2, 3] },
    { name: 'x', offset: 6, shape: [3] },
    { name: 'b', offset: 9, shape: [2] },
    { name: 'y', offset: 11, shape: [2] },
  ]);
  const { lines } = inspected(network);
  const x = Float64Array.from(list.inputs.flatMap(({ value }) => flatten(value)));
  const size = lines.reduce((sum, { primal }) => sum + flatten(primal).length, 0);
  const [primals, adjoints] = [new Float64Array(size), new Float64Array(size)];
  evaluator.sweep(x, primals, adjoints);
  assert.deepEqual(
    [...primals],
    lines.flatMap(({ primal }) => flatten(primal)),
  );
  assert.deepEqual(
    [...adjoints],
    lines.flatMap(({ adjoint }) => flatten(adjoint)),
  );
});

test('the evaluator of a vector needs a seed, and then differentiates the product with it', () => {
  const list = prepared(layer);
  assert.match(buildEvaluator(list, {}).problems[0]?.message ?? '', /a gradient needs a seed of that shape/);
  const { value: evaluator } = buildEvaluator(list, { seed: [2, -1] });
  const { gradient, output } = inspected(layer, { seed: [2, -1] });
  const x = Float64Array.from(list.inputs.flatMap(({ value }) => flatten(value)));
  const out = new Float64Array(x.length);
  const [first, second] = output.value as [number, number];
  assert.equal(evaluator?.gradient(x, out), 2 * first - second);
  assert.deepEqual([...out], [...flatten(gradient.W ?? 0), ...flatten(gradient.x ?? 0)]);
});

test('inspection and evaluator both refuse a derivative that left the range of doubles', () => {
  const make = (b: Builder) => b.apply('sum', [b.step('div', [b.input('x', axes(2)), b.input('y', axes(2))])]);
  const point = { x: [1, 1e200], y: [1, 1e200] };
  const { gradient, problems } = inspected(make, { point });
  assert.deepEqual(gradient, { x: [1, 1e-200], y: [-1, Number.NaN] });
  assert.match(problems[0]?.message ?? '', /by y is too large/);
  const { value: evaluator } = buildEvaluator(prepared(make, { point }), {});
  const out = new Float64Array(4);
  assert.equal(evaluator?.gradient(Float64Array.of(1, 1e200, 1, 1e200), out), 2);
  assert.deepEqual([...out], [1, 1e-200, -1, Number.NaN]);
  evaluator?.gradient(Float64Array.of(1, 1, 1, 1), out);
  assert.deepEqual([...out], [1, 1, -1, -1]);
});

test('default values are distinct, and square matrices well conditioned', () => {
  const { inputs } = inspected((b) => {
    const A = b.input('A', axes('n', 'n'));
    return b.apply('sum', [b.apply('matmul', [A, b.input('x', axes('n'))])]);
  });
  assert.deepEqual(
    inputs.map(({ value }) => value),
    [
      [
        [3.2, 0.8, 1.5],
        [0.6, 3.8, 0.9],
        [1.4, 0.7, 3.6],
      ],
      [1.1, 1.9, 1.3],
    ],
  );
});

test('where a matrix must be symmetric, the default one is', () => {
  const { problems, inputs } = inspected((b) => {
    const A = b.input('A', axes('n', 'n'));
    const skew = b.step('sub', [A, b.apply('transpose', [A])]);
    const gap = b.apply('sum', [b.step('mul', [skew, skew])]);
    return b.step('sqrt', [b.step('sub', [b.constant(0.001), gap])]);
  });
  const rows = (inputs[0]?.value ?? []) as number[][];
  assert.equal(rows[0]?.[1], rows[1]?.[0]);
  assert.deepEqual(problems, []);
});

const MISFITS: readonly (readonly [Value, RegExp])[] = [
  [[1, 2], /x is given with shape \(2,\), but is used with shape \(3,\) here\. Set x to 3 numbers/],
  [5, /x is given as one number, but is used with shape \(3,\)/],
  [[[1, 2], [3]], /x is given with rows of different length/],
];
for (const [x, message] of MISFITS) {
  test(`a point of another shape is refused: ${JSON.stringify(x)}`, () => {
    assert.match(refusal({ x }), message);
  });
}

test('a number cannot be given as a vector', () => {
  assert.match(refusal({ x: [1, 2, 3], c: [1] }), /c is given as a vector or matrix, but is used as a number/);
});

function refusal(point: Readonly<Record<string, Value>>): string {
  const list = prepared((b) => b.step('mul', [b.input('c'), b.apply('sum', [b.input('x', axes(3))])])).list;
  const result = prepareList(list, 'L', () => false, new Map(), { point });
  return 'problem' in result ? result.problem.message : 'accepted';
}

test('domains and kinks are asked of every entry that counts', () => {
  const log = (b: Builder) => b.apply('sum', [b.step('log', [b.input('x', axes(3))])]);
  const [problem] = inspected(log, { point: { x: [1, -2, 3] } }).problems;
  assert.match(problem?.message ?? '', /^log\(-2\) is not a real number/);
  const kink = (b: Builder) => b.apply('sum', [b.step('abs', [b.input('x', axes(3))])]);
  assert.equal(inspected(kink, { point: { x: [1, 0, 3] } }).problems[0]?.code, 'kink');
  const guarded = (b: Builder) => {
    const x = b.input('x', axes(3));
    const positive = b.step('gt', [x, b.constant(0)]);
    return b.apply('sum', [b.step('select', [positive, b.step('log', [x]), b.step('neg', [x])])]);
  };
  const { problems, gradient } = inspected(guarded, { point: { x: [1, -2, 4] } });
  assert.deepEqual(problems, []);
  assert.deepEqual(gradient.x, [1, -1, 0.25]);
});

test('steps that only move entries of a line that has a name do not take its letters', () => {
  const { lines } = inspected((b) => {
    const A = b.input('A', axes(2, 3));
    const entry = b.apply('index', [A], { items: [[1], [2]] });
    const row = b.apply('index', [A], { items: [[1]] });
    return b.step('mul', [entry, b.apply('sum', [row])]);
  });
  assert.deepEqual(
    lines.map(({ name }) => name),
    ['A', 'A[1,2]', 'a', 'b', 'L'],
  );
});

test('groups are counted with those inside', () => {
  const { groups, lines } = inspected((b) => {
    const x = b.input('x');
    const loop = { id: 'l', kind: 'loop' as const, label: 'for i' };
    b.group = loop;
    const a = b.step('sin', [x]);
    b.group = { id: 'p1', parent: 'l', kind: 'loop', label: 'i = 1' };
    const c = b.step('exp', [a]);
    b.group = undefined;
    return b.step('mul', [a, c]);
  });
  assert.deepEqual(groups, [
    { id: 'l', kind: 'loop', label: 'for i', count: 2 },
    { id: 'p1', parent: 'l', kind: 'loop', label: 'i = 1', count: 1 },
  ]);
  assert.deepEqual(
    lines.map(({ group }) => group),
    [undefined, 'l', 'p1', undefined],
  );
});

const J: readonly (readonly [
  string,
  (b: Builder) => LineId,
  Readonly<Record<string, string>>,
  Readonly<Record<string, string>>,
])[] = [
  [
    'a layer',
    (b) => {
      const W = b.input('W', axes('m', 'n'));
      const z = b.apply('matmul', [W, b.step('mul', [b.input('c'), b.input('x', axes('n'))])]);
      b.name(z, 'z');
      return b.step('sin', [z]);
    },
    { x: 'c*diag(cos(z)) @ W', c: 'diag(cos(z)) @ W @ x' },
    { x: 'c*Wᵀ @ diag(cos(z))', c: 'diag(cos(z)) @ W @ x' },
  ],
  [
    'sums of products from both sides',
    (b) => {
      const A = b.input('A', axes('n', 'n'));
      const x = b.input('x', axes('n'));
      const left = b.apply('matmul', [A, b.step('mul', [b.input('w', axes('n')), x])]);
      return b.step('sub', [left, b.apply('matmul', [x, A])]);
    },
    { x: 'A @ diag(w) - Aᵀ', w: 'A @ diag(x)' },
    { x: 'diag(w) @ Aᵀ - A', w: 'diag(x) @ Aᵀ' },
  ],
  [
    'what is passed on',
    (b) => b.step('add', [b.input('x', axes('n')), b.input('c')]),
    { x: 'eye(3)', c: 'ones(3)' },
    {},
  ],
  [
    'centring',
    (b) => {
      const x = b.input('x', axes('n'));
      return b.step('sub', [x, b.step('div', [b.apply('sum', [x]), b.constant(3)])]);
    },
    { x: 'eye(3) - outer(ones(3), ones(3))/3' },
    {},
  ],
];
for (const [title, make, numerator, denominator] of J) {
  test(`the Jacobian in closed form, in both layouts: ${title}`, () => {
    for (const [layout, expected] of [
      ['numerator', numerator],
      ['denominator', denominator],
    ] as const) {
      const { formulas } = inspected(make, { layout }, 'y');
      for (const [name, text] of Object.entries(expected)) {
        assert.equal(formulas[name]?.text, text, `${layout} ${name}`);
        assert.equal(formulas[name]?.seed, undefined);
      }
    }
  });
}

test('layout changes formulas and shown shapes, not values', () => {
  const [numerator, denominator] = (['numerator', 'denominator'] as const).map((layout) =>
    inspected(layer, { layout }),
  );
  assert.deepEqual(numerator?.gradient, denominator?.gradient);
  assert.deepEqual([numerator?.formulas.x?.shapeText, denominator?.formulas.x?.shapeText], ['m×n', 'n×m']);
  const [rows, columns] = (['numerator', 'denominator'] as const).map(
    (layout) => inspected(network, { layout }).formulas,
  );
  assert.deepEqual([rows?.W?.shapeText, columns?.W?.shapeText], ['n×m', 'm×n']);
  assert.deepEqual([rows?.x?.shapeText, columns?.x?.shapeText], ['1×n', 'n']);
  assert.match(rows?.x?.text ?? '', /ᵀ$/);
  assert.match(rows?.W?.text ?? '', /outer\(x, /);
  assert.match(columns?.W?.text ?? '', /outer\(.*, x\)/);
});

test('where the Jacobian has no closed form, its product with a named cotangent is shown', () => {
  const { formulas } = inspected(layer, {}, 'y');
  assert.equal(formulas.W?.seed, 'v');
  assert.match(formulas.W?.text ?? '', /^outer\(.*v, x\)$/);
  assert.equal(formulas.W?.shapeText, 'm×n');
});

test('the derivation of a network: tensor rules over the adjoint of the step', () => {
  const { derivation } = inspected(network);
  const texts = derivation.filter(({ phase }) => phase === 'backward').map(({ text }) => text);
  assert.deepEqual(texts.slice(0, 2), ['∂L/∂L = 1', '∂L/∂d = ones(2)']);
  assert.ok(texts.includes('∂L/∂W = outer(∂L/∂a, x)'), texts.join('\n'));
  assert.ok(texts.includes('∂L/∂x = Wᵀ @ ∂L/∂a'));
  assert.ok(texts.includes('∂L/∂z = (1 - tanh(z)^∘2) ⊙ ∂L/∂c'), texts.join('\n'));
  const W = derivation.find(({ text }) => text.startsWith('∂L/∂W'));
  assert.match(W?.latex ?? '', /\\frac\{\\partial L\}\{\\partial W\} = \\frac\{\\partial L\}\{\\partial a\} x\^\\top$/);
  assert.deepEqual(shapeOf(W?.value ?? 0), [2, 3]);
});

test('the derivation of a vector speaks of products with the seed', () => {
  const { derivation } = inspected(layer, {}, 'y');
  const backward = derivation.filter(({ phase }) => phase === 'backward');
  assert.deepEqual(
    backward.map(({ text }) => text),
    [
      '⟨v, ∂y/∂y⟩ = v',
      '⟨v, ∂y/∂a⟩ = (1 - tanh(a)^∘2) ⊙ v',
      '⟨v, ∂y/∂W⟩ = outer(⟨v, ∂y/∂a⟩, x)',
      '⟨v, ∂y/∂x⟩ = Wᵀ @ ⟨v, ∂y/∂a⟩',
    ],
  );
  assert.ok(backward.every(({ seed }) => seed === 'v'));
  assert.ok(inspected(layer, { seed: [1, 1] }).derivation.every(({ seed }) => seed === undefined));
});

test('the gradient of a deep network costs at most five times the network', () => {
  for (const width of [2, 8, 40]) {
    const { cost } = inspected(
      (b) => {
        let f = b.input('x', axes(width));
        for (let i = 0; i < 5; i++) {
          const z = b.apply('matmul', [b.input(`W${i}`, axes(width, width)), f]);
          f = b.step('sigmoid', [b.step('add', [z, b.input(`b${i}`, axes(width))])]);
        }
        const e = b.step('sub', [f, b.input('y', axes(width))]);
        return b.apply('sum', [b.step('mul', [e, e])]);
      },
      { want: [] },
    );
    const ratio = (cost.forward + cost.reverse) / cost.forward;
    assert.ok(ratio > 1 && ratio <= 5, `${width}: ${ratio}`);
    assert.ok(cost.forward >= 5 * width * width);
    assert.ok(cost.forwardMode > 10 * cost.reverse && cost.withoutReuse >= cost.reverse);
  }
});
