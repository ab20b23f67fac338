/** From a target to a Wengert list with a point to stand at: what inspection, evaluator and plots share. */
import { type Budget, DEFAULT_BUDGET, meter } from '../base/budget.ts';
import type { Problem } from '../base/outcome.ts';
import type { Span } from '../base/span.ts';
import { compileProgram, type Program } from '../evaluate/program.ts';
import { createBuilder, prune } from '../graph/builder.ts';
import { isConstant, isInput, isStep, type LineId, type WengertList } from '../graph/list.ts';
import { scalars } from '../primitives/table.ts';
import type { Expression } from '../syntax/tree.ts';
import type { Env } from '../trace/env.ts';
import type { InputFound } from '../trace/kit.ts';
import { resolve } from '../trace/scope.ts';
import { GUESSED_SIZE } from '../trace/statics.ts';
import { createTracer } from '../trace/trace.ts';
import { differentiate } from './differentiate.ts';
import { DEFAULT_POINTS, defaultValue, letter } from './points.ts';
import type { Source } from './source.ts';
import type { Target } from './target.ts';
import type { InspectOptions } from './types.ts';

export interface Prepared {
  readonly list: WengertList;
  readonly output: LineId;
  readonly outputName: string;
  /** By line: unique names; letters for anonymous steps. */
  readonly names: readonly string[];
  /** Lines that the author named (inputs too). */
  readonly named: ReadonlySet<LineId>;
  readonly inputs: readonly PreparedInput[];
  /** Of a claim: the line that it differentiates by. */
  readonly wrt?: LineId;
  readonly problems: readonly Problem[];
}

export interface PreparedInput {
  readonly name: string;
  readonly line: LineId;
  readonly value: number;
  readonly origin: 'user' | 'document' | 'default';
  readonly span?: Span;
}

export type Preparation =
  | { readonly prepared: Prepared }
  | { readonly problems: readonly Problem[]; readonly free: boolean };

export function budgetOf(options: InspectOptions): Budget {
  return { ...DEFAULT_BUDGET, ...options.budget };
}

export function prepare(source: Source, target: Target, options: InspectOptions): Preparation {
  const budget = budgetOf(options);
  const builder = createBuilder({ limit: budget.lines });
  const given = options.point ?? {};
  const tracer = createTracer({
    scope: source.scope,
    builder,
    meter: meter(budget),
    differentiate,
    bound: new Set([...Object.keys(given), ...(options.wrt ?? [])]),
    sizes: new Map(
      Object.entries(given).flatMap(([name, value]) =>
        source.scope.sizes.has(name) && typeof value === 'number' ? [[name, value]] : [],
      ),
    ),
  });
  const env: Env = { place: target.place, bindings: new Map(), statics: new Map(), language: target.item.language };
  const output = target.definition ? tracer.define(target.definition) : tracer.trace(target.expression, env);
  if (output === undefined) return { problems: tracer.problems, free: tracer.inputs.size > 0 };
  if (target.name && !isInput(builder.at(output))) builder.name(output, target.name);
  const by = target.claim?.derivative.wrt[0];
  const wrt = by && tracer.trace(by, env);
  // The same display may name the steps: `f(x) = …, a = x^2, b = exp(a)`.
  for (const item of target.item.region.items) {
    if (item === target.item) continue;
    for (const definition of item.definitions) tracer.define(definition);
  }
  const { list, moved } = prune(builder.finish([output]));
  const root = list.outputs[0] ?? 0;
  const isTaken = (name: string) => resolve(source.scope, name, target.place) !== undefined;
  const names = nameLines(list, root, target.name, isTaken);
  const chosen = chooseValues(list, tracer.inputs, options);
  if ('problem' in chosen) return { problems: [chosen.problem], free: true };
  return {
    prepared: {
      list,
      output: root,
      outputName: names[root] ?? 'f',
      names,
      named: new Set([...list.names.keys()]),
      inputs: chosen.inputs,
      wrt: wrt === undefined ? undefined : moved[wrt],
      problems: [...chosen.problems, ...[...tracer.guesses].map(guessed)],
    },
  };
}

function guessed(name: string): Problem {
  return {
    code: 'guess',
    severity: 'info',
    message: `${name} is not given; ${GUESSED_SIZE} is taken as a guess. Set the point with another ${name}.`,
  };
}

/** Unique names in evaluation order: the author's, `y_2` for a y set again, literals for constants, letters for the rest. */
function nameLines(
  list: WengertList,
  output: LineId,
  outputName: string | undefined,
  isTaken: (name: string) => boolean,
): string[] {
  const taken = new Set<string>();
  const again = new Map<string, number>();
  const names: string[] = [];
  const last = list.lines[output];
  const own = list.names.get(output);
  const result = last && isInput(last) ? own : (outputName ?? own);
  const reserved = new Set([...list.names.values(), ...(result === undefined ? [] : [result])]);
  let next = 0;
  const fresh = () => {
    let name = letter(next++);
    while (reserved.has(name) || taken.has(name) || isTaken(name)) name = letter(next++);
    return name;
  };
  const anonymousOutput = result ?? ['f', 'y', 'z'].find((name) => !reserved.has(name)) ?? 'f_0';
  reserved.add(anonymousOutput);
  list.lines.forEach((line, id) => {
    let name: string;
    if (isConstant(line)) {
      name = line.text;
    } else {
      name = id === output ? anonymousOutput : (list.names.get(id) ?? fresh());
      if (id !== output && name === anonymousOutput && !isInput(line)) name = `${name}_1`;
      if (taken.has(name)) {
        const base = list.names.get(id) ?? anonymousOutput;
        let k = again.get(base) ?? 2;
        while (taken.has(`${base}_${k}`)) k++;
        name = `${base}_${k}`;
        again.set(base, k + 1);
      }
      taken.add(name);
    }
    names.push(name);
  });
  return names;
}

type Chosen = { inputs: PreparedInput[]; problems: Problem[] } | { problem: Problem };

function chooseValues(list: WengertList, found: ReadonlyMap<string, InputFound>, options: InspectOptions): Chosen {
  const lines = list.lines.flatMap((line, id) => (isInput(line) ? [{ line, id }] : []));
  const open = lines.filter(
    ({ line }) => options.point?.[line.name] === undefined && found.get(line.name)?.value === undefined,
  );
  for (const { line } of lines) {
    const value = options.point?.[line.name];
    if (value !== undefined && typeof value !== 'number') {
      return {
        problem: {
          code: 'tensor',
          severity: 'error',
          message: `${line.name} is given as a vector or matrix, but is used as a number here. Set ${line.name} to one number.`,
          span: found.get(line.name)?.span,
        },
      };
    }
  }
  const at = (which: number): PreparedInput[] => {
    let index = 0;
    return lines.map(({ line, id }) => {
      const user = options.point?.[line.name];
      const info = found.get(line.name);
      const span = info?.span;
      if (typeof user === 'number') return { name: line.name, line: id, value: user, origin: 'user', span };
      if (info?.value !== undefined) return { name: line.name, line: id, value: info.value, origin: 'document', span };
      return { name: line.name, line: id, value: defaultValue(index++, open.length, which), origin: 'default', span };
    });
  };
  const program = compileProgram(list);
  const values = program.memory();
  let best: PreparedInput[] | undefined;
  for (let which = 0; which < (open.length === 0 ? 1 : DEFAULT_POINTS); which++) {
    const inputs = at(which);
    run(program, inputs, values);
    if (troubles(list, values).length === 0) return { inputs, problems: [] };
    best ??= inputs;
  }
  const inputs = best ?? at(0);
  run(program, inputs, values);
  return { inputs, problems: troubles(list, values) };
}

export function run(program: Program, inputs: readonly PreparedInput[], values: Float64Array): void {
  program.run(
    program.inputs.map((name) => inputs.find((input) => input.name === name)?.value ?? Number.NaN),
    values,
  );
}

/** Where the point is outside a domain, at a kink, or a value is not finite: the first of each kind, at its place. */
export function troubles(list: WengertList, values: Float64Array): Problem[] {
  const found = new Map<string, Problem>();
  const needed = selected(list, values);
  list.lines.forEach((line, id) => {
    if (!isStep(line) || !needed[id]) return;
    const row = scalars[line.operation];
    const operands = line.operands.map((operand) => values[operand] as number);
    if (!row || operands.some((value) => Number.isNaN(value))) return;
    const span = list.spans.get(id)?.[0];
    const shown = operands.map((value) => Number(value.toPrecision(5))).join(', ');
    const step = `${row.show.form === 'special' ? line.operation : row.show.text}(${shown})`;
    const value = values[id] as number;
    if (row.domain && !row.domain.holds(...operands)) {
      const undefinedValue = Number.isNaN(value);
      note(
        'domain',
        `${step} ${undefinedValue ? 'is not a real number' : 'has no finite derivative here'}: ${row.domain.text}. Set another point.`,
        span,
        'warning',
      );
    } else if (!Number.isFinite(value)) {
      note(
        'notFinite',
        `${step} is ${Number.isNaN(value) ? 'not a number' : value > 0 ? '+∞' : '−∞'} at this point. Set another point.`,
        span,
        'warning',
      );
    } else if (row.kink?.at(...operands)) {
      note(
        'kink',
        `${line.operation} is not differentiable ${row.kink.text}; by convention: ${row.kink.convention}.`,
        span,
        'info',
      );
    }
  });
  return [...found.values()];

  function note(code: string, message: string, span: Span | undefined, severity: 'warning' | 'info'): void {
    if (!found.has(code)) found.set(code, { code, message, severity, span });
  }
}

/** Lines that count at these values: those only on the side of a piecewise step that is not taken do not. */
export function selected(list: WengertList, values: Float64Array): Uint8Array {
  const needed = new Uint8Array(list.lines.length);
  for (const output of list.outputs) needed[output] = 1;
  for (let id = list.lines.length - 1; id >= 0; id--) {
    const line = list.lines[id];
    if (!line || !needed[id]) continue;
    line.operands.forEach((operand, index) => {
      const taken =
        line.operation !== 'select' || index === 0 || (index === 1) === (values[line.operands[0] as number] !== 0);
      if (taken) needed[operand] = 1;
    });
  }
  return needed;
}

/** Whether there is something to take apart: a step, and an input that the output depends on. */
export function isWorth(prepared: Prepared): boolean {
  return prepared.inputs.length > 0 && prepared.list.lines.some(isStep);
}

export function isSymbol(expression: Expression): boolean {
  return (
    expression.kind === 'name' ||
    expression.kind === 'index' ||
    expression.kind === 'attribute' ||
    expression.kind === 'number'
  );
}
