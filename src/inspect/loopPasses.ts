/** The numbers of single passes of loops that are kept whole: values forward, adjoints from the last pass backwards. */
import { reverseSweep } from '../autodiff/reverse.ts';
import { type Outcome, refuse, success } from '../base/outcome.ts';
import { flatten, nest, shapeOf, type Value } from '../base/value.ts';
import { compileProgram } from '../evaluate/program.ts';
import { createBuilder, prune } from '../graph/builder.ts';
import { isStep, type LineId, type WengertLine } from '../graph/list.ts';
import { type Printed, printLine } from '../render/print.ts';
import { simplify } from '../simplify/rewrite.ts';
import type { Evaluated } from './evaluated.ts';
import { bodyFormula, type LoopBody, loopBody } from './loopBody.ts';
import type { Prepared } from './prepare.ts';
import type { InspectionLine, LoopPass, LoopPasses } from './types.ts';

/** Steps of all passes together, forward and backward, and numbers that are kept of them. */
const MOST_WORK = 40_000_000;
const MOST_NUMBERS = 8_000_000;

export function loopPasses(prepared: Prepared, evaluated: Evaluated): LoopPasses {
  const known = new Map<string, Outcome<(number: number) => LoopPass>>();
  return {
    pass(line, number) {
      const id = prepared.names.findIndex((name, i) => name === line && prepared.list.lines[i]?.operation === 'scan');
      const read = known.get(line) ?? (id < 0 ? undefined : readPasses(prepared, evaluated, id));
      if (!read) return refuse('noLoop', `${line} is no loop that is kept whole.`);
      known.set(line, read);
      return read.value ? success(read.value(number)) : { problems: read.problems };
    },
  };
}

/** Goes through all passes once, forward and back; keeps what is handed on, and its adjoints. */
function readPasses(
  prepared: Prepared,
  evaluated: Evaluated,
  id: LineId,
): Outcome<(number: number) => LoopPass> | undefined {
  const body = loopBody(prepared, id);
  if (!body) return undefined;
  const { scan, list, inputs, next, emits } = body;
  const { count, carried, sliced, isBack } = scan;
  const line = prepared.list.lines[id];
  const operands = (line?.operands ?? []).map((operand) => flatten(evaluated.primal(operand)));
  const adjoint = evaluated.adjoint(id);
  const length = carried + emits.length * count;
  const cotangents = flatten(adjoint);
  const outputs = cotangents.length / length;
  const outputSizes = shapeOf(adjoint).slice(0, -1);

  // Of one pass: seeds · results, so that its sweep gives the adjoint of every step. As it stands: rewritten, a product
  // would take the place of a step that is handed on.
  const builder = createBuilder({ start: list });
  const results = [...next, ...emits];
  const seeds = results.map((_, r) => builder.input(`seed ${r}`));
  const output = results.reduce<LineId>((sum, result, r) => {
    const part = builder.step('mul', [seeds[r] as LineId, result]);
    return r === 0 ? part : builder.step('add', [sum, part]);
  }, 0);
  const whole = builder.finish([output]);
  const sweep = reverseSweep(whole, output, { rewrite: simplify });
  if (sweep.problems.length > 0) return { problems: sweep.problems };

  const forward = prune(list, next);
  const work = count * (forward.list.lines.length + outputs * sweep.list.lines.length);
  const numbers = count * carried * (1 + outputs);
  if (work > MOST_WORK || numbers > MOST_NUMBERS) {
    const passes = count.toLocaleString('en');
    return refuse('budget', `This loop has ${passes} passes, too many to show a single one. Set fewer passes.`);
  }

  const ahead = compileProgram(forward.list);
  const back = compileProgram(sweep.list);
  const aheadMemory = ahead.memory();
  const backMemory = back.memory();
  const entry = (pass: number) => (isBack ? count - 1 - pass : pass);
  const states = new Float64Array((count + 1) * carried);
  for (let c = 0; c < carried; c++) states[c] = operands[c]?.[0] ?? Number.NaN;
  /** By input of the body's list, which goes by the number of its operand; seeds come behind. */
  const givenOf = (names: readonly string[], pass: number, seedOf: (result: number) => number) =>
    names.map((name) => {
      if (name.startsWith('seed ')) return seedOf(Number(name.slice(5)));
      const i = Number(name);
      if (i < carried) return states[pass * carried + i] as number;
      return operands[i]?.[i < carried + sliced ? entry(pass) : 0] ?? Number.NaN;
    });
  const none = () => 0;
  for (let pass = 0; pass < count; pass++) {
    ahead.run(givenOf(ahead.inputs, pass, none), aheadMemory);
    for (let c = 0; c < carried; c++) {
      states[(pass + 1) * carried + c] = ahead.at(aheadMemory, forward.moved[next[c] as LineId] ?? -1) as number;
    }
  }
  /** By output, then by pass: the adjoints of what it is handed. */
  const bars = new Float64Array(outputs * (count + 1) * carried);
  const barAt = (which: number, pass: number) => (which * (count + 1) + pass) * carried;
  const seedOf = (which: number, pass: number) => (result: number) =>
    result < carried
      ? (bars[barAt(which, pass + 1) + result] as number)
      : (cotangents[which * length + carried + (result - carried) * count + entry(pass)] as number);
  const adjointOf = (step: LineId): number => {
    const own = sweep.adjoint.get(step);
    return own === undefined ? 0 : (back.at(backMemory, own) as number);
  };
  for (let which = 0; which < outputs; which++) {
    for (let c = 0; c < carried; c++) bars[barAt(which, count) + c] = cotangents[which * length + c] as number;
    for (let pass = count - 1; pass >= 0; pass--) {
      back.run(givenOf(back.inputs, pass, seedOf(which, pass)), backMemory);
      for (let c = 0; c < carried; c++) bars[barAt(which, pass) + c] = adjointOf(inputs[c] as LineId);
    }
  }

  /** States that are only kept for the way back leave the loop nowhere. */
  const isRead = (e: number) =>
    isStep(list.lines[emits[e] as LineId] as WengertLine) ||
    Array.from({ length: outputs }, (_, which) => which * length + carried + e * count).some((from) =>
      cotangents.slice(from, from + count).some((each) => each !== 0),
    );
  const left = emits.filter((_, e) => isRead(e));

  return success((number) => {
    const pass = Math.max(0, Math.min(count - 1, number - 1));
    const rows: number[][] = list.lines.map(() => []);
    for (let which = 0; which < outputs; which++) {
      back.run(givenOf(back.inputs, pass, seedOf(which, pass)), backMemory);
      for (const step of list.lines.keys()) rows[step]?.push(adjointOf(step));
    }
    const value = (step: LineId): Value => back.at(backMemory, step);
    const adjointIn = (step: LineId): Value => nest(rows[step] ?? [], outputSizes);
    return describePass(prepared, id, { ...body, emits: left }, sweep, pass + 1, value, adjointIn);
  });
}

function describePass(
  { list: around, names }: Prepared,
  id: LineId,
  body: LoopBody,
  sweep: ReturnType<typeof reverseSweep>,
  number: number,
  value: (line: LineId) => Value,
  adjoint: (line: LineId) => Value,
): LoopPass {
  const { scan, list, inputs, next, emits, words } = body;
  const operands = around.lines[id]?.operands ?? [];
  const uses = new Array<number>(list.lines.length).fill(0);
  for (const line of list.lines) for (const operand of line.operands) uses[operand] = (uses[operand] ?? 0) + 1;
  const word = (line: LineId): Printed => words[line] as Printed;
  const partialOf = (consumer: LineId, index: number): LineId | undefined =>
    sweep.contributions
      .get(list.lines[consumer]?.operands[index] ?? -1)
      ?.find((use) => use.consumer === consumer && use.operand === index)?.partial;
  const local = (partial: LineId): Printed => {
    const own = partial < list.lines.length ? words[partial] : undefined;
    if (own?.latex) return own;
    const { latex, text } = printLine(sweep.list, partial, {
      nameOf: () => undefined,
      symbolOf: (line) => (line < list.lines.length && words[line]?.latex ? words[line] : undefined),
    });
    return { latex, text };
  };
  const given: InspectionLine[] = inputs.slice(0, scan.carried + scan.sliced).map((line, i) => {
    const from = names[operands[i] as LineId] ?? '?';
    return {
      name: word(line).text,
      named: true,
      operation: i < scan.carried ? 'carried' : 'entry',
      operands: [from],
      shape: [],
      primal: value(line),
      adjoint: adjoint(line),
      fanOut: uses[line] ?? 0,
      formula: word(line),
      partials: [],
      spans: around.spans.get(id) ?? [],
    };
  });
  const steps = list.lines.flatMap((line, step): InspectionLine[] => {
    if (!isStep(line)) return [];
    return [
      {
        name: word(step).text,
        operation: line.operation,
        operands: line.operands.map((operand) => word(operand).text),
        shape: [],
        primal: value(step),
        adjoint: adjoint(step),
        fanOut: uses[step] ?? 0,
        formula: bodyFormula(body, step),
        partials: line.operands.map((operand, index) => {
          const partial = partialOf(step, index);
          const name = word(operand).text;
          return partial === undefined
            ? { operand: name, latex: '', text: '' }
            : { operand: name, ...local(partial), value: value(partial) };
        }),
        spans: around.spans.get(id) ?? [],
      },
    ];
  });
  return {
    line: names[id] ?? '?',
    number,
    count: scan.count,
    lines: [...given, ...steps],
    leaves: [...new Set([...next, ...emits].map((line) => word(line).text))],
  };
}
