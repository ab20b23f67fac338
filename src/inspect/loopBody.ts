/** The body of a loop that is kept whole, as a list of its own: what one pass is handed, its steps, what it hands on. */
import { createBuilder } from '../graph/builder.ts';
import { isConstant, isStep, type LineId, type StepLine, type WengertList } from '../graph/list.ts';
import { type Scan, scanOf } from '../primitives/tensors/loopBody.ts';
import { latexName } from '../render/names.ts';
import { type Printed, printLine } from '../render/print.ts';
import { letter } from './points.ts';
import type { Prepared } from './prepare.ts';
import type { LoopTold } from './types.ts';

/** Longer bodies are not taken apart. */
const MOST_STEPS = 200;

export interface LoopBody {
  readonly scan: Scan;
  /** Inputs: what is handed on (as many as the scan carries), entries, what stays; then the steps. */
  readonly list: WengertList;
  /** By operand of the scan: its line in `list`. */
  readonly inputs: readonly LineId[];
  readonly next: readonly LineId[];
  readonly emits: readonly LineId[];
  /** What a line of `list` goes by: `y[k]`, `u[k]`, `a`; what stays and constants by their own names. */
  readonly words: readonly Printed[];
}

/** Undefined: the line is no loop, or one with a body too long to be shown. */
export function loopBody({ list, names }: Prepared, id: LineId): LoopBody | undefined {
  const line = list.lines[id];
  if (line?.operation !== 'scan') return undefined;
  const { attributes = {}, operands } = line as StepLine;
  const scan = scanOf(attributes);
  const { body, carried, sliced, isBack } = scan;
  if (body.steps.length > MOST_STEPS || scan.count < 1) return undefined;
  const [before, after] = isBack ? ['k+1', 'k'] : ['k', 'k+1'];
  const given = typeof attributes.names === 'string' ? attributes.names.split(' ') : [];
  const builder = createBuilder();
  const words: Printed[] = [];
  const inputs = operands.map((operand, i) => {
    const own = list.lines[operand];
    const name = names[operand] ?? '?';
    if (i >= carried + sliced && own && isConstant(own) && typeof own.value === 'number') {
      return put(builder.constant(own.value, own.text), { latex: '', text: own.text });
    }
    const word =
      i < carried
        ? at(wordOf(i), before)
        : i < carried + sliced
          ? entryOf(operand)
          : { latex: latexName(name), text: name };
    // An array may be called like what is handed on.
    const isTwice = words.some((other) => other?.text === word.text) && i < carried + sliced;
    return put(builder.input(`${i}`), isTwice ? at(`q${i + 1}`, i < carried ? before : 'k') : word);
  });
  const ids: LineId[] = [...inputs];
  for (const { operation, operands: of, value = Number.NaN } of body.steps) {
    const step =
      operation === undefined
        ? builder.constant(value)
        : builder.step(
            operation,
            of.map((each) => ids[each] as LineId),
          );
    ids.push(step);
  }
  const next = body.next.map((each) => ids[each] as LineId);
  const emits = body.emits.map((each) => ids[each] as LineId);
  const own = builder.finish(next);
  for (const [c, step] of next.entries()) {
    if (isStep(own.lines[step] as StepLine)) words[step] ??= at(wordOf(c), after);
  }
  const taken = new Set([...names, ...words.map((word) => word?.text)]);
  let letters = 0;
  const fresh = (): Printed => {
    let name = letter(letters++);
    while (taken.has(name)) name = letter(letters++);
    return { latex: latexName(name), text: name };
  };
  own.lines.forEach((each, step) => {
    words[step] ??= isConstant(each) ? { latex: each.text, text: each.text } : fresh();
  });
  return { scan, list: own, inputs, next, emits, words };

  function put(id: LineId, word: Printed): LineId {
    words[id] ??= word;
    return id;
  }

  /** The author's name, if no other variable of the loop has it. */
  function wordOf(index: number): string {
    const name = given[index];
    return name !== undefined && name !== '' && given.indexOf(name) === index ? name : `q${index + 1}`;
  }

  /** `u[k]`; of a part `u[1:9]` it is `u[k+1]`. */
  function entryOf(operand: LineId): Printed {
    const part = list.lines[operand] as StepLine;
    const items = part.operation === 'index' ? part.attributes?.items : undefined;
    const range = Array.isArray(items) && items.length === 1 && Array.isArray(items[0]) ? items[0] : [];
    const [start, , step] = range as readonly number[];
    const isPart = range.length === 3 && step === 1 && start !== undefined && !names[operand]?.match(/^\w+$/);
    return isPart
      ? at(names[part.operands[0] as LineId] ?? '?', start === 0 ? 'k' : `k+${start}`)
      : at(names[operand] ?? '?', 'k');
  }
}

function at(name: string, index: string): Printed {
  const latex = latexName(name);
  return { latex: `${/[_^]/.test(latex) ? `{${latex}}` : latex}_{${index}}`, text: `${name}[${index}]` };
}

/** A step of the body over the words of its operands. */
export function bodyFormula({ list, words }: LoopBody, id: LineId): Printed {
  const { latex, text } = printLine(list, id, {
    nameOf: () => undefined,
    symbolOf: (operand) => (isConstant(list.lines[operand] as StepLine) ? undefined : words[operand]),
  });
  return { latex, text };
}

/** What the loop does in one pass, told once. */
export function loopTold(prepared: Prepared, id: LineId): LoopTold | undefined {
  const own = loopBody(prepared, id);
  if (!own) return undefined;
  const { scan, list, next, words, inputs } = own;
  const { count, carried, isBack } = scan;
  const steps = list.lines.flatMap((line, step) => {
    if (!isStep(line)) return [];
    const [word, formula] = [words[step] as Printed, bodyFormula(own, step)];
    return [{ name: word.text, latex: `${word.latex} = ${formula.latex}`, text: `${word.text} = ${formula.text}` }];
  });
  const handed = inputs.slice(0, carried).map((input, c) => {
    const [from, to] = [words[input] as Printed, words[next[c] as LineId] as Printed];
    const after = isBack ? 'k' : 'k+1';
    const name = {
      latex: from.latex.replace(/\{k(?:\+1)?\}$/, `{${after}}`),
      text: from.text.replace(/k(?:\+1)?\]$/, `${after}]`),
    };
    return {
      from: from.text,
      to: to.text,
      ...(name.text !== to.text && {
        latex: `${name.latex} = ${to.latex || to.text}`,
        text: `${name.text} = ${to.text}`,
      }),
    };
  });
  const [first, last] = isBack ? [count - 1, 0] : [0, count - 1];
  return { count, range: { latex: `k = ${first}, \\ldots, ${last}`, text: `k = ${first}…${last}` }, steps, handed };
}
