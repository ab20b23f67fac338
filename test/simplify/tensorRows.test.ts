// Every identity of tensors holds, and those of numbers hold entry by entry and keep the shape: sampled with random
// tensors of random shapes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '../../src/base/random.ts';
import { type Builder, createBuilder } from '../../src/graph/builder.ts';
import { isConstant, isInput, type LineId } from '../../src/graph/list.ts';
import { isMisfit, plainShape, sizesOf } from '../../src/primitives/shape.ts';
import type { Attributes } from '../../src/primitives/tensorRow.ts';
import { tensorRow } from '../../src/primitives/tensors.ts';
import { tensors } from '../../src/primitives/tensorTable.ts';
import { type Pattern, parsePattern } from '../../src/simplify/pattern.ts';
import { simplify } from '../../src/simplify/rewrite.ts';
import { type Identity, identities } from '../../src/simplify/rows.ts';
import { tensorIdentities } from '../../src/simplify/tensorRows.ts';
import { lettersOf, written } from './patterns.ts';
import { isClose, randomPoint, tensorValues } from './tensors.ts';

type Next = () => number;
const pick = <T>(from: readonly T[], next: Next): T => from[Math.floor(next() * from.length)] as T;

/** A shape that the letter may have, by the notation of pattern.ts. */
function shapeFor(letter: string, next: Next): readonly number[] {
  const size = () => pick([1, 2, 2, 3, 3], next);
  if ('st'.includes(letter)) return [];
  if ('uvw'.includes(letter)) return [size()];
  if (/[A-Z]/.test(letter)) return next() < 0.6 ? [3, 3] : [size(), size()];
  const rank = 'hl'.includes(letter) ? 1 + Math.floor(2 * next()) : Math.floor(3 * next());
  return rank === 2 && next() < 0.5 ? [3, 3] : Array.from({ length: rank }, size);
}

/** The pattern as lines; undefined where shapes do not fit. */
function grow(builder: Builder, pattern: Pattern, letter: (name: string) => LineId): LineId | undefined {
  if (pattern.kind === 'letter') return letter(pattern.letter);
  if (pattern.kind === 'number') return builder.constant(pattern.value);
  const operands = pattern.operands.map((operand) => grow(builder, operand, letter));
  if (operands.includes(undefined)) return undefined;
  const operation = pattern.operation === 'prod' || pattern.operation === 'times' ? 'mul' : pattern.operation;
  const lines = operands as LineId[];
  return isMisfit(builder.shapeFor(operation, lines)) ? undefined : builder.step(operation, lines);
}

const operationsOf = (pattern: Pattern): string[] =>
  pattern.kind === 'apply' ? [pattern.operation, ...pattern.operands.flatMap(operationsOf)] : [];

for (const [index, row] of tensorIdentities.entries()) {
  test(`identity ${row.from} = ${row.to}`, () => {
    const [from, to] = [parsePattern(row.from), parsePattern(row.to)];
    const next = random(index + 1);
    let done = 0;
    for (let tries = 0; done < 30 && tries < 20_000; tries++) {
      const builder = createBuilder();
      const shapes = new Map(lettersOf(from).map((letter) => [letter, shapeFor(letter, next)]));
      const alike = [...(row.alike ?? '')].map((letter) => String(shapes.get(letter)));
      if (new Set(alike).size > 1) continue;
      const letter = (name: string): LineId => {
        const shape = shapes.get(name);
        if (name === 'I') return builder.apply('eye', [], { n: shape?.[0] ?? size });
        return builder.input(name, plainShape(shape ?? []));
      };
      let size = 1;
      const left = grow(builder, from, letter);
      if (left === undefined) continue;
      size = sizesOf(builder.shape(left))[0] ?? 1;
      const before = builder.lines.length;
      const right = grow(builder, to, letter);
      assert.ok(right !== undefined, `${row.to} has shapes that do not fit`);
      assert.deepEqual(sizesOf(builder.shape(right)), sizesOf(builder.shape(left)));
      const list = builder.finish([left, right]);
      const values = tensorValues(list, randomPoint(list, tries));
      const [a, b] = [values[left]?.data ?? [], values[right]?.data ?? []];
      if (![...a].every(Number.isFinite)) continue;
      assert.ok(isClose(a, b, 1e-9), `${a} ≠ ${b}`);
      done++;
      assert.ok(before > 0);
      // It is applied, here or by an identity before it.
      const short = createBuilder();
      const again = grow(short.rewriting(simplify), from, (name) =>
        name === 'I'
          ? short.apply('eye', [], { n: shapes.get(name)?.[0] ?? 1 })
          : short.input(name, plainShape(shapes.get(name) ?? [])),
      );
      const longer = short.finish([]);
      assert.notEqual(written(longer, again ?? -1), written(list, left));
    }
    assert.equal(done, 30);
  });
}

test('tensor identities speak of rows that there are', () => {
  for (const { from, to } of tensorIdentities) {
    for (const operation of [from, to].flatMap((text) => operationsOf(parsePattern(text)))) {
      assert.ok(tensorRow(operation) || 'add sub mul div neg'.split(' ').includes(operation), operation);
    }
  }
});

/** Numbers for k, m, i, j that meet the row's condition. */
function numbersFor(row: Identity, letters: readonly string[], next: Next): Map<string, number> | undefined {
  const values = new Map(
    letters
      .filter((letter) => 'kmij'.includes(letter))
      .map((letter) => [letter, pick('ij'.includes(letter) ? [1, 2, 3, -1, -2] : [1, 2, 3, 6, -1, -2, 0.5], next)]),
  );
  return row.where && !row.where((letter) => values.get(letter) ?? Number.NaN) ? undefined : values;
}

test('the identities of numbers hold for tensors, and the shape stays', () => {
  const next = random(7);
  let compared = 0;
  for (const row of identities) {
    const from = parsePattern(row.from);
    const letters = lettersOf(from);
    let done = 0;
    for (let tries = 0; done < 25 && tries < 5000; tries++) {
      const numbers = numbersFor(row, letters, next);
      if (!numbers) continue;
      const shapes = new Map(letters.map((letter) => [letter, pick([[], [], [3], [2, 3], [1, 3], [2, 1]], next)]));
      const lists = [createBuilder(), createBuilder()].map((builder, i) => {
        const id = grow(i === 0 ? builder : builder.rewriting(simplify), from, (name) => {
          const number = numbers.get(name);
          if (number !== undefined) return builder.constant(number);
          const input = builder.input(name, plainShape(shapes.get(name) ?? []));
          return name === 'c' ? builder.step('gt', [input, builder.constant(0)]) : input;
        });
        return { list: builder.finish([]), id };
      });
      const [plain, short] = lists as [(typeof lists)[0], (typeof lists)[0]];
      if (plain.id === undefined || short.id === undefined) continue;
      done++;
      const [a, b] = [plain.list.lines[plain.id], short.list.lines[short.id]];
      assert.deepEqual(
        sizesOf(b?.shape ?? []),
        sizesOf(a?.shape ?? []),
        `${row.from} with ${JSON.stringify([...shapes])}`,
      );
      const point = randomPoint(plain.list, tries);
      const before = tensorValues(plain.list, point)[plain.id]?.data ?? [];
      const after = tensorValues(short.list, point)[short.id]?.data ?? [];
      if (![...before].every(Number.isFinite)) continue;
      compared++;
      assert.ok(isClose(before, after, 1e-9), `${row.from}: ${before} became ${after}`);
    }
  }
  assert.ok(compared > 800, `${compared} compared`);
});

const SCALAR = ['add', 'add', 'sub', 'mul', 'mul', 'div'];
const TENSOR = ['matmul', 'matmul', 'transpose', 'outer', 'sum', 'sumTo', 'broadcast', 'reshape'];

/** One more step on the lines so far; undefined where shapes do not fit. */
function randomStep(builder: Builder, known: readonly LineId[], next: Next): LineId | undefined {
  const line = () => pick(known.slice(-14), next);
  const kind = next();
  if (kind < 0.15) return builder.step(pick(['neg', 'sin', 'exp', 'tanh'], next), [line()]);
  if (kind < 0.2) return builder.step('mul', [line(), builder.constant(pick([0, 1, 2, -1, 0.5], next))]);
  const operation = pick(
    kind < 0.5 ? SCALAR : [...TENSOR, ...Object.keys(tensors).filter((name) => LINEAR.includes(name))],
    next,
  );
  const arity = tensorRow(operation)?.arity ?? 2;
  const operands = Array.from({ length: arity }, line);
  const shape = pick([[3], [3, 3], [1, 3], [3, 1], [1], [9], []], next);
  const attributes: Attributes | undefined = ['sumTo', 'broadcast', 'reshape'].includes(operation)
    ? { shape }
    : operation === 'sum' && next() < 0.5
      ? { axes: [0], keep: next() < 0.5 ? 1 : 0 }
      : undefined;
  if (operation === 'sum' && attributes && builder.shape(operands[0] as LineId).length === 0) return undefined;
  return isMisfit(builder.shapeFor(operation, operands, attributes))
    ? undefined
    : builder.apply(operation, operands, attributes);
}
const LINEAR = ['trace', 'tril', 'triu'];

test('random lists of tensors: the same values and shapes, and nothing left to simplify', () => {
  let compared = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const shapes = { s: [], x: [3], y: [3], A: [3, 3], B: [3, 3], r: [1, 3] };
    const lists = [undefined, simplify].map((rewrite) => {
      const next = random(seed);
      const builder = createBuilder({ rewrite });
      const known = Object.entries(shapes).map(([name, shape]) => builder.input(name, plainShape(shape)));
      for (let i = 0; i < 30; i++) known.push(randomStep(builder, known, next) ?? (known.at(-1) as LineId));
      return { known, list: builder.finish(known) };
    });
    const [plain, short] = lists as [(typeof lists)[0], (typeof lists)[0]];
    assert.ok(short.list.lines.length < 600, `seed ${seed}: ${short.list.lines.length} lines`);
    const point = randomPoint(plain.list, seed);
    const [before, after] = [tensorValues(plain.list, point), tensorValues(short.list, point)];
    const isTame = before.every(({ data }) =>
      [...data].every((value) => value === 0 || (Math.abs(value) > 1e-5 && Math.abs(value) < 1e7)),
    );
    for (const [i, id] of plain.known.entries()) {
      const [a, b] = [before[id], after[short.known[i] as LineId]];
      assert.deepEqual(b?.sizes, a?.sizes, `seed ${seed}, step ${i}`);
      if (!isTame || !a || !b) continue;
      compared++;
      assert.ok(isClose(a.data, b.data, 1e-6), `seed ${seed}, step ${i}: ${a.data} became ${b.data}`);
    }
    // Added once more, line by line, nothing changes.
    const again = createBuilder({ rewrite: simplify });
    const ids: LineId[] = [];
    for (const line of short.list.lines) {
      const operands = line.operands.map((operand) => ids[operand] ?? 0);
      if (isInput(line)) ids.push(again.input(line.name, line.shape));
      else if (isConstant(line)) ids.push(again.constant(line.value as number));
      else ids.push(again.apply(line.operation, operands, (line as { attributes?: Attributes }).attributes));
    }
    const replayed = again.finish(ids);
    for (const id of short.known) {
      assert.equal(written(replayed, ids[id] as LineId), written(short.list, id), `seed ${seed}`);
    }
  }
  assert.ok(compared > 2000, `${compared} compared`);
});
