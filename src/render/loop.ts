/** A loop that is one step, as a recurrence: `loop(y[k+1] = sin(y[k]) * x, k = 0…999, y[0] = x)`. */
import type { LineId, StepLine, WengertLine, WengertList } from '../graph/list.ts';
import { scanOf } from '../primitives/tensors/loopBody.ts';
import type { Formula, Printed, PrintOptions } from './formula.ts';
import { latexOf } from './latex.ts';
import { latexName } from './names.ts';
import { textOf } from './text.ts';

/** Steps of a body that is written out, and values that it hands on. */
const MOST_STEPS = 40;
const MOST_CARRIED = 4;

type Arrange = (list: WengertList, root: LineId, options: PrintOptions) => { readonly formula: Formula };

/** `operands`: what is handed on as it is before the loop, what the passes read, what stays. */
export function loopFormula(line: StepLine, operands: readonly Formula[], arrange: Arrange): Formula {
  const { attributes = {} } = line;
  const { body, count, carried, sliced, isBack } = scanOf(attributes);
  const names = wordsOf(attributes.names, carried, isBack);
  const passes = `${count.toLocaleString('en')} passes`;
  if (body.steps.length > MOST_STEPS || carried > MOST_CARRIED) {
    const what = isBack ? `loop(${passes} backwards)` : `loop(${passes})`;
    const printed = { latex: `\\operatorname{loop}(\\text{${passes}${isBack ? ' backwards' : ''}})`, text: what };
    return { kind: 'symbol', printed };
  }
  const shape = [] as const;
  const lines: WengertLine[] = [
    ...operands.map((_, i) => ({ operation: 'input', name: `v${i}`, operands: [], shape }) as const),
    ...body.steps.map(
      ({ operation, operands: of, value = 0 }): WengertLine =>
        operation === undefined
          ? { operation: 'constant', value, text: String(value), operands: [], shape }
          : { operation, operands: of, shape },
    ),
  ];
  const list: WengertList = { lines, outputs: [], names: new Map(), spans: new Map() };
  const before = isBack ? { latex: 'k+1', text: 'k+1' } : { latex: 'k', text: 'k' };
  const after = isBack ? { latex: 'k', text: 'k' } : { latex: 'k+1', text: 'k+1' };
  const at = (own: Printed, index: Printed): Printed => ({
    latex: `${/[_^]/.test(own.latex) ? `{${own.latex}}` : own.latex}_{${index.latex}}`,
    text: `${own.text}[${index.text}]`,
  });
  const symbolOf = (id: LineId): Printed | undefined => {
    const operand = operands[id];
    if (!operand) return undefined;
    if (id < carried) return at(named(names[id] as string), before);
    return id < carried + sliced ? entryOf(operand) : closed(operand);
  };
  /** `x[k]`; of a part `x[1:9]` it is `x[k+1]`. */
  function entryOf(operand: Formula): Printed {
    const range =
      operand.kind === 'entry' && operand.items.length === 1 ? /^(\d+):\d+$/.exec(operand.items[0] ?? '') : null;
    if (operand.kind !== 'entry' || !range) return at(closed(operand), { latex: 'k', text: 'k' });
    const index = range[1] === '0' ? 'k' : `k+${range[1]}`;
    return at(closed(operand.of), { latex: index, text: index });
  }

  const start = isBack ? String(count) : '0';
  const parts: Printed[] = [];
  for (const [i, next] of body.next.entries()) {
    const { formula } = arrange(list, next, { nameOf: () => undefined, symbolOf });
    const value = next < operands.length ? symbolOf(next) : { latex: latexOf(formula), text: textOf(formula) };
    const to = at(named(names[i] as string), after);
    if (value) parts.push({ latex: `${to.latex} = ${value.latex}`, text: `${to.text} = ${value.text}` });
  }
  const span = isBack ? [String(count - 1), '0'] : ['0', String(count - 1)];
  parts.push({ latex: `k = ${span.join(', \\ldots, ')}`, text: `k = ${span.join('…')}` });
  for (let i = 0; i < carried; i++) {
    const from = at(named(names[i] as string), { latex: start, text: start });
    const operand = operands[i] as Formula;
    parts.push({ latex: `${from.latex} = ${latexOf(operand)}`, text: `${from.text} = ${textOf(operand)}` });
  }
  const latex = `\\operatorname{loop}\\left(${parts.map((part) => part.latex).join(',\\; ')}\\right)`;
  return { kind: 'symbol', printed: { latex, text: `loop(${parts.map((part) => part.text).join(', ')})` } };
}

function named(name: string): Printed {
  return { latex: latexName(name), text: name };
}

/** One symbol, or in brackets. */
function closed(formula: Formula): Printed {
  const own = { latex: latexOf(formula), text: textOf(formula) };
  const isOne = formula.kind === 'name' || formula.kind === 'number' || formula.kind === 'symbol';
  return isOne ? own : { latex: `\\left(${own.latex}\\right)`, text: `(${own.text})` };
}

/** The author's names of what is handed on; `r1`, `r2` where there are none. */
function wordsOf(names: unknown, carried: number, isBack: boolean): readonly string[] {
  const given = typeof names === 'string' ? names.split(' ') : [];
  return Array.from({ length: carried }, (_, i) => {
    const own = given[i];
    const isFree = own !== undefined && own !== '' && given.indexOf(own) === i;
    return isFree ? own : `${isBack ? 'r' : 'q'}${i + 1}`;
  });
}
