/**
 * A loop of equal passes as one step. Operands: what is handed on, as it is before the first pass (numbers), then entries,
 * one a pass (vectors of `count`), then what stays (numbers). Attributes: `body` (see `loopBody.ts`), `count`, `carried`
 * and `sliced` (how many operands of the first two kinds), `back` 1 runs from the last entry to the first; for print
 * `names` (what the author calls the operands), or `of` (what the adjoints of a sweep backwards belong to).
 * The result is one vector: what is handed on after the last pass, then `count` entries of each value that passes leave,
 * in the order of the entries.
 */
import { type Misfit, type Shape, shapeText } from '../shape.ts';
import { scalarRow } from '../table.ts';
import type { Attributes, KinkWithin, Lines, Step, Tensor, TensorRow } from '../tensorRow.ts';
import { word } from './axes.ts';
import { type Body, createBodyWriter, reverseBody, type Scan, scanOf, writeBody } from './loopBody.ts';

function shape(operands: readonly Shape[], attributes: Attributes): Shape | Misfit {
  const { body, count, carried, sliced } = scanOf(attributes);
  if (carried + sliced > operands.length || body.next.length !== carried)
    return { misfit: 'scan: operands are missing' };
  for (const [i, own] of operands.entries()) {
    const isSlice = i >= carried && i < carried + sliced;
    const fits = isSlice ? own.length === 1 && own[0]?.size === count : own.length === 0;
    if (!fits) return { misfit: `scan: ${shapeText(own)} is not ${isSlice ? `a vector of ${count}` : 'a number'}` };
  }
  return [{ size: carried + body.emits.length * count }];
}

function value(operands: readonly Tensor[], attributes: Attributes, out: Tensor): void {
  const scan = scanOf(attributes);
  const { count, carried } = scan;
  const { emits } = scan.body;
  const at = run(operands, scan, (values, k) => {
    for (let e = 0; e < emits.length; e++) out.data[carried + e * count + k] = values[emits[e] as number] as number;
    return true;
  });
  for (let c = 0; c < carried; c++) out.data[c] = at[c] as number;
}

/**
 * Pass by pass: `see` is handed all values of the body and the place of the pass among entries, and says whether to go
 * on. What is handed on comes first in the result.
 */
function run(
  operands: readonly Tensor[],
  { body, count, carried, sliced, isBack }: Scan,
  see: (values: Float64Array, k: number) => boolean,
): Float64Array {
  const inputs = operands.length;
  const at = new Float64Array(inputs + body.steps.length);
  const datas = operands.map(({ data }) => data);
  for (let i = 0; i < inputs; i++) at[i] = datas[i]?.[0] ?? Number.NaN;
  const runs: (() => void)[] = [];
  for (const [i, { operation, operands: ids, value: number }] of body.steps.entries()) {
    const to = inputs + i;
    if (operation === undefined) at[to] = number ?? Number.NaN;
    else runs.push(kernel(at, operation, ids, to));
  }
  const { next } = body;
  const handed = new Float64Array(carried);
  for (let pass = 0; pass < count; pass++) {
    const k = isBack ? count - 1 - pass : pass;
    for (let i = carried; i < carried + sliced; i++) at[i] = datas[i]?.[k] as number;
    for (let i = 0; i < runs.length; i++) (runs[i] as () => void)();
    if (!see(at, k)) return at;
    for (let c = 0; c < carried; c++) handed[c] = at[next[c] as number] as number;
    at.set(handed);
  }
  return at;
}

/** The first step of a pass that stands at its kink, where what the pass hands on or leaves rests on it. */
function kinkAt(operands: readonly Tensor[], attributes: Attributes): false | KinkWithin {
  const scan = scanOf(attributes);
  const { body, count, isBack } = scan;
  const inputs = operands.length;
  const kinks = body.steps.flatMap(({ operation, operands: ids }, i) => {
    const kink = operation === undefined ? undefined : scalarRow(operation)?.kink;
    // x = x asks for NaN only: both sides are equal everywhere.
    const isOfItself = (operation === 'eq' || operation === 'ne') && ids[0] === ids[1];
    return kink && operation && !isOfItself ? [{ kink, operation, ids, id: inputs + i }] : [];
  });
  let found: KinkWithin | undefined;
  if (kinks.length === 0) return false;
  run(operands, scan, (values, k) => {
    const met = kinks.filter(({ kink, ids }) => kink.at(...ids.map((id) => values[id] as number)));
    const first = met.length > 0 ? met.find(({ id }) => neededOf(body, values, inputs)[id]) : undefined;
    if (!first) return true;
    const pass = (isBack ? count - 1 - k : k) + 1;
    const { text, convention } = first.kink;
    found = { operation: first.operation, text: `${text}, as in pass ${pass} of the loop`, convention };
    return false;
  });
  return found ?? false;
}

/** The values that a pass's results rest on; of a choice the side that is taken. */
function neededOf({ steps, next, emits }: Body, values: Float64Array, inputs: number): Uint8Array {
  const needed = new Uint8Array(inputs + steps.length);
  for (const id of [...next, ...emits]) needed[id] = 1;
  for (let i = steps.length - 1; i >= 0; i--) {
    if (!needed[inputs + i]) continue;
    const { operation, operands } = steps[i] as Body['steps'][number];
    const other = operation === 'select' ? (values[operands[0] as number] ? 2 : 1) : undefined;
    for (const [k, operand] of operands.entries()) if (k !== other) needed[operand] = 1;
  }
  return needed;
}

function kernel(at: Float64Array, operation: string, ids: readonly number[], to: number): () => void {
  const [a = 0, b = 0, c = 0] = ids;
  switch (operation) {
    case 'add':
      return () => {
        at[to] = (at[a] as number) + (at[b] as number);
      };
    case 'sub':
      return () => {
        at[to] = (at[a] as number) - (at[b] as number);
      };
    case 'mul':
      return () => {
        at[to] = (at[a] as number) * (at[b] as number);
      };
    case 'div':
      return () => {
        at[to] = (at[a] as number) / (at[b] as number);
      };
    default:
  }
  const row = scalarRow(operation);
  if (!row) {
    return () => {
      at[to] = Number.NaN;
    };
  }
  const { value: compute } = row;
  if (ids.length === 1) {
    return () => {
      at[to] = compute(at[a] as number);
    };
  }
  if (ids.length === 2) {
    return () => {
      at[to] = compute(at[a] as number, at[b] as number);
    };
  }
  if (ids.length === 3) {
    return () => {
      at[to] = compute(at[a] as number, at[b] as number, at[c] as number);
    };
  }
  return () => {
    at[to] = compute(...ids.map((id) => at[id] as number));
  };
}

const entriesOf = (lines: Lines, line: number, start: number, count: number) =>
  lines.apply('index', [line], { items: [[start, count, 1]] });

/**
 * The same loop backwards over stored values: adjoints of what is handed on are handed on, those of what stays are
 * added up, those of entries are left by each pass. (Griewank & Walther, Evaluating Derivatives, 2nd ed., section 3.2.)
 */
const vjp: TensorRow['vjp'] = (lines, { operands, result, attributes }: Step, cotangent, index) => {
  const { body, count, carried, sliced, isBack } = scanOf(attributes);
  const plain = operands.length - carried - sliced;
  // Each pass needs what it was handed: passes that leave it already need not run again.
  const isKept = body.next.every((_, c) => body.emits[c] === c);
  const states = isKept
    ? result
    : lines.apply('scan', operands, {
        ...attributes,
        body: writeBody({ ...body, emits: body.next.map((_, c) => c) }),
      });
  const handed = carried + plain;
  const places = {
    adjoints: 0,
    totals: carried,
    slices: handed,
    states: handed + sliced,
    seeds: handed + sliced + carried,
    plain: handed + sliced + carried + body.emits.length,
  };
  const inputs = places.plain + plain;
  const writer = createBodyWriter(inputs);
  const forward = operands.map((_, i) => {
    if (i < carried) return places.states + i;
    return i < carried + sliced ? places.slices + (i - carried) : places.plain + (i - carried - sliced);
  });
  const swept = reverseBody(writer, body, forward, [
    ...body.next.map((own, c) => ({ value: own, adjoint: places.adjoints + c })),
    ...body.emits.map((own, e) => ({ value: own, adjoint: places.seeds + e })),
  ]);
  if ('refused' in swept) return { kind: 'missing', reason: `${swept.refused} in the loop has no derivative rule` };
  const { adjoints } = swept;
  const zero = () => writer.constant(0);
  const backward = writer.finish(
    [
      ...Array.from({ length: carried }, (_, c) => adjoints[c] ?? zero()),
      ...Array.from({ length: plain }, (_, p) => {
        const own = adjoints[carried + sliced + p];
        return own === undefined ? places.totals + p : writer.step('add', [places.totals + p, own]);
      }),
    ],
    Array.from({ length: sliced }, (_, s) => adjoints[carried + s] ?? zero()),
  );
  const swept1 = lines.apply(
    'scan',
    [
      ...Array.from({ length: carried }, (_, c) => lines.apply('index', [cotangent], { items: [[c]] })),
      ...Array.from({ length: plain }, () => lines.constant(0)),
      ...operands.slice(carried, carried + sliced),
      ...Array.from({ length: carried }, (_, c) => entriesOf(lines, states, carried + c * count, count)),
      ...body.emits.map((_, e) => entriesOf(lines, cotangent, carried + e * count, count)),
      ...operands.slice(carried + sliced),
    ],
    {
      body: writeBody(backward),
      count,
      carried: handed,
      sliced: sliced + carried + body.emits.length,
      back: isBack ? 0 : 1,
      ...(typeof attributes.names === 'string' && { of: adjointsOf(attributes.names.split(' '), carried, sliced) }),
    },
  );
  if (index < carried) return lines.apply('index', [swept1], { items: [[index]] });
  if (index >= carried + sliced) return lines.apply('index', [swept1], { items: [[index - sliced]] });
  return entriesOf(lines, swept1, handed + (index - carried) * count, count);
};

/** What the adjoints are of: handed on, then what passes leave. */
function adjointsOf(names: readonly string[], carried: number, sliced: number): string {
  const [handed, entries, plain] = [
    names.slice(0, carried),
    names.slice(carried, carried + sliced),
    names.slice(carried + sliced),
  ];
  return `${[...handed, ...plain].join(' ')}|${entries.join(' ')}`;
}

export const scan: TensorRow = {
  shape,
  value,
  vjp,
  kink: {
    at: kinkAt,
    text: 'where a step of one of its passes is not',
    convention: 'as for that step by itself',
  },
  show: word('scan'),
  probe: [
    {
      shapes: [[], []],
      attributes: { body: 'sin 0;mul 2 1;#0.5;mul 0 4;add 3 5|6|', count: 4, carried: 1, sliced: 0 },
    },
    {
      shapes: [[], [], [3], [3], []],
      attributes: { body: 'sin 0;mul 5 2;mul 1 3;add 7 4;cos 8|6 9|0 1 6', count: 3, carried: 2, sliced: 2 },
    },
    {
      shapes: [[], [3]],
      attributes: { body: 'mul 0 1;#0.3;add 2 3|4|2', count: 3, carried: 1, sliced: 1, back: 1 },
    },
  ],
};
