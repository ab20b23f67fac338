// What gradients look like after the sweep, and that simplification is right, short and comes to an end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reverseSweep } from '../../src/autodiff/reverse.ts';
import { random } from '../../src/base/random.ts';
import { type Builder, createBuilder, prune } from '../../src/graph/builder.ts';
import { isConstant, isInput, type LineId } from '../../src/graph/list.ts';
import { simplify } from '../../src/simplify/rewrite.ts';
import { evaluateList } from '../primitives/terms.ts';
import { build, written } from './patterns.ts';

/** Function, input, ∂function/∂input as it stands in the list (the printer orders the factors of products). */
const GRADIENTS: readonly (readonly [f: string, by: string, gradient: string])[] = [
  ['pow(x, 3)', 'x', 'mul(3, pow(x, 2))'],
  ['pow(x, 2)', 'x', 'mul(2, x)'],
  ['pow(x, 1.1)', 'x', 'mul(1.1, pow(x, 0.1))'],
  ['pow(x, div(1, 3))', 'x', 'div(pow(x, neg(div(2, 3))), 3)'],
  ['div(1, x)', 'x', 'neg(div(1, pow(x, 2)))'],
  ['div(1, pow(x, 2))', 'x', 'neg(div(2, pow(x, 3)))'],
  ['log(add(1, pow(x, 2)))', 'x', 'div(mul(2, x), add(1, pow(x, 2)))'],
  ['exp(neg(div(pow(x, 2), 2)))', 'x', 'neg(mul(exp(neg(div(pow(x, 2), 2))), x))'],
  ['sqrt(add(pow(x, 2), pow(y, 2)))', 'x', 'div(x, sqrt(add(pow(x, 2), pow(y, 2))))'],
  ['sub(mul(3, pow(x, 2)), mul(2, x))', 'x', 'sub(mul(6, x), 2)'],
  ['div(sin(x), x)', 'x', 'div(sub(mul(cos(x), x), sin(x)), pow(x, 2))'],
  ['pow(x, x)', 'x', 'mul(pow(x, x), add(1, log(x)))'],
  ['div(pow(sub(add(mul(w, x), b), y), 2), 2)', 'b', 'sub(add(mul(w, x), b), y)'],
  ['sigmoid(add(mul(w, x), b))', 'w', 'mul(x, mul(sigmoid(add(mul(w, x), b)), sub(1, sigmoid(add(mul(w, x), b)))))'],
  ['tanh(mul(2, x))', 'x', 'mul(2, sub(1, pow(tanh(mul(2, x)), 2)))'],
  ['relu(sub(1, mul(t, x)))', 'x', 'select(gt(sub(1, mul(t, x)), 0), neg(t), 0)'],
  ['select(gt(x, 0), pow(x, 2), neg(x))', 'x', 'select(gt(x, 0), mul(2, x), -1)'],
  ['pow(abs(x), 2)', 'x', 'mul(2, x)'],
  ['acos(mul(2, x))', 'x', 'neg(div(2, sqrt(sub(1, mul(4, pow(x, 2))))))'],
  ['div(exp(x), add(exp(x), exp(y)))', 'x', 'div(mul(exp(x), exp(y)), pow(add(exp(x), exp(y)), 2))'],
  [
    'add(sqrt(add(pow(x, 2), exp(pow(x, 2)))), cos(add(pow(x, 2), exp(pow(x, 2)))))',
    'x',
    'mul(2, mul(mul(sub(div(1, mul(2, sqrt(add(pow(x, 2), exp(pow(x, 2)))))), sin(add(pow(x, 2), exp(pow(x, 2))))), add(1, exp(pow(x, 2)))), x))',
  ],
];

for (const [f, by, gradient] of GRADIENTS) {
  test(`∂/∂${by} of ${f} is short`, () => {
    const builder = createBuilder();
    const output = build(builder, f);
    const input = builder.input(by);
    const sweep = reverseSweep(builder.finish([output]), output, { rewrite: simplify });
    assert.deepEqual(sweep.problems, []);
    assert.equal(written(sweep.list, sweep.adjoint.get(input) ?? -1), gradient);
  });
}

test('numbers are folded exactly or not at all', () => {
  const cases = [
    ['mul(2, 3)', '6'],
    ['div(1, 3)', 'div(1, 3)'],
    ['div(4, 6)', 'div(2, 3)'],
    ['div(6, 3)', '2'],
    ['add(div(1, 2), div(1, 3))', 'div(5, 6)'],
    ['sub(div(1, 3), 1)', 'neg(div(2, 3))'],
    ['add(0.1, 0.2)', '0.3'],
    ['mul(0.1, 3)', '0.3'],
    ['div(0.1, 3)', 'div(0.1, 3)'],
    ['mul(9007199254740991, 3)', 'mul(9007199254740991, 3)'],
    ['mul(3.141592653589793, 2)', 'mul(2, 3.141592653589793)'],
    ['pow(2, 10)', '1024'],
    ['pow(2, -1)', 'div(1, 2)'],
    ['pow(2, 0.5)', 'pow(2, 0.5)'],
    ['div(1, 0)', 'div(1, 0)'],
    ['pow(0, -1)', 'pow(0, -1)'],
    ['neg(0)', '0'],
    ['log(2)', 'log(2)'],
  ];
  for (const [text = '', expected] of cases) {
    const builder = createBuilder();
    const id = build(builder.rewriting(simplify), text);
    assert.equal(written(builder.finish([]), id), expected, text);
  }
});

test('a line with a name of its own stays as it is', () => {
  const builder = createBuilder();
  const minus = builder.step('neg', [builder.input('x')]);
  builder.name(minus, 'u');
  const product = builder.rewriting(simplify).step('mul', [minus, builder.input('y')]);
  assert.equal(written(builder.finish([]), product), 'mul(neg(x), y)');
});

const UNARY = ['neg', 'sin', 'exp', 'sqrt', 'abs', 'sign', 'sigmoid', 'log'];
const BINARY = ['add', 'add', 'sub', 'mul', 'mul', 'mul', 'div', 'div', 'max'];
const CONSTANTS = [0, 1, 2, 3, -1, -2, 0.5, 0.1, 4, 10, Math.PI];

/** Adds one random step over the lines so far. */
function randomStep(builder: Builder, known: readonly LineId[], next: () => number): LineId {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const line = () => (next() < 0.25 ? builder.constant(pick(CONSTANTS)) : pick(known.slice(-12)));
  const kind = next();
  if (kind < 0.2) return builder.step(pick(UNARY), [line()]);
  if (kind < 0.3) return builder.step('pow', [line(), builder.constant(pick([0, 1, 2, 3, -1, -2]))]);
  if (kind < 0.4) {
    const condition = builder.step('gt', [pick(known.slice(0, 3)), builder.constant(1)]);
    return builder.step(
      'select',
      next() < 0.5 ? [condition, line(), line()] : [condition, line(), builder.constant(0)],
    );
  }
  return builder.step(pick(BINARY), [line(), line()]);
}

test('random lists: the same values, no more lines than a bounded multiple, and nothing left to simplify', () => {
  let compared = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const steps = 40;
    const lists = [undefined, simplify].map((rewrite) => {
      const next = random(seed);
      const builder = createBuilder({ rewrite });
      const known = ['x', 'y', 'z'].map((name) => builder.input(name));
      for (let i = 0; i < steps; i++) known.push(randomStep(builder, known, next));
      return { known, list: builder.finish(known) };
    });
    const [plain, short] = lists as [(typeof lists)[0], (typeof lists)[0]];
    assert.ok(short.list.lines.length < 25 * steps, `seed ${seed}: ${short.list.lines.length} lines`);
    const point = { x: 0.7, y: 1.9, z: -1.3 };
    const [before, after] = [evaluateList(plain.list, point), evaluateList(short.list, point)];
    plain.known.forEach((id, i) => {
      const [a, b] = [before[id] ?? Number.NaN, after[short.known[i] ?? 0] ?? Number.NaN];
      if (!Number.isFinite(a) || Math.abs(a) > 1e8 || !wellConditioned(plain.list.lines.slice(0, id + 1), before))
        return;
      compared++;
      assert.ok(Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a)), `seed ${seed}, step ${i}: ${a} became ${b}`);
    });

    // Added once more, line by line, nothing changes.
    const { list } = prune(short.list);
    const again = createBuilder({ rewrite: simplify });
    const ids: LineId[] = [];
    for (const line of list.lines) {
      const operands = line.operands.map((operand) => ids[operand] ?? 0);
      if (isInput(line)) ids.push(again.input(line.name));
      else if (isConstant(line)) ids.push(again.constant(line.value as number));
      else ids.push(again.step(line.operation, operands));
    }
    const replayed = again.finish(ids);
    const texts = list.lines.map((_, id) => written(list, id));
    assert.deepEqual(
      ids.map((id) => written(replayed, id)),
      texts,
      `seed ${seed}`,
    );
  }
  assert.ok(compared > 4000, `${compared} values compared`);
});

/** No value on the way is so large, small or undefined that another order of rounding shows. */
function wellConditioned(lines: readonly unknown[], values: readonly number[]): boolean {
  return lines.every((_, id) => {
    const size = Math.abs(values[id] ?? Number.NaN);
    return size === 0 || (size > 1e-6 && size < 1e8);
  });
}
