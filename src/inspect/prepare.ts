/** From a target to a Wengert list with a point to stand at: what inspection, evaluator and plots share. */
import type { Problem } from '../base/outcome.ts';
import type { Value } from '../base/value.ts';
import { prune } from '../graph/builder.ts';
import { isConstant, isInput, isStep, type LineId, type WengertLine, type WengertList } from '../graph/list.ts';
import type { InputFound } from '../trace/kit.ts';
import { resolve } from '../trace/scope.ts';
import { GUESSED_SIZE } from '../trace/statics.ts';
import { chooseValues, type PreparedInput } from './choose.ts';
import { letter } from './points.ts';
import type { Source } from './source.ts';
import type { Target } from './target.ts';
import { createGuards, type Guards, type Traced } from './tracing.ts';
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
  /** Where there are several outputs, all of them. */
  readonly outputs?: readonly string[];
  /** What the trace took for granted; absent where it is nothing. */
  readonly guards?: Guards;
  readonly problems: readonly Problem[];
}

export type Preparation =
  | { readonly prepared: Prepared }
  | { readonly problems: readonly Problem[]; readonly free: boolean };

/** What was traced, with a point for its inputs; `settled` as of `chooseValues`. */
export function prepareTraced(
  source: Source,
  target: Target,
  options: InspectOptions,
  { builder, tracer, env, output, letters }: Traced,
  settled: Readonly<Record<string, Value>> = {},
): Preparation {
  const outputs = tracer.outputs();
  if (output === undefined) {
    if (outputs && options.output !== undefined && !outputs.includes(options.output)) {
      return { problems: [noOutput(options.output, outputs)], free: true };
    }
    return { problems: tracer.problems, free: tracer.inputs.size > 0 };
  }
  const own = outputs ? (options.output ?? outputs[0]) : target.name;
  if (own && !isInput(builder.at(output))) builder.name(output, own);
  const by = target.claim?.derivative.wrt[0];
  const wrt = by && tracer.trace(by, env);
  // The same display may name the steps: `f(x) = …, a = x^2, b = exp(a)`.
  for (const item of target.item.region.items) {
    if (item === target.item) continue;
    for (const definition of item.definitions) tracer.define(definition);
  }
  const finished = builder.finish([output]);
  const isTaken = (name: string) => resolve(source.scope, name, target.place) !== undefined;
  const guards = createGuards(finished, tracer.guards, { ...settled, ...options.point });
  const prepared = prepareList(finished, own, isTaken, tracer.inputs, options, guards, settled);
  if ('problem' in prepared) return { problems: [prepared.problem], free: true };
  // A derivative of 0 would be told for what plainly changes.
  const rounding = prepared.problems.find(({ code }) => code === 'rounding');
  if (rounding) return { problems: [{ ...rounding, severity: 'error' }], free: true };
  const moved = wrt === undefined ? undefined : prune(finished).moved[wrt];
  const taken = guards.problems(prepared.inputs);
  // Where the program would go another way there is no value to show.
  const otherwise = taken.filter(({ severity }) => severity === 'error');
  if (otherwise.length > 0) return { problems: otherwise, free: true };
  const asTheyAre = target.isAlone ? prepared.inputs.filter(({ name }) => isTaken(name)) : [];
  const problems = [
    ...prepared.problems,
    ...tracer.notes,
    ...(target.note ? [{ code: 'undefined', severity: 'info', message: target.note } as const] : []),
    ...[...tracer.guesses].map((name) => guessed(name)),
    ...[...letters]
      .filter(([name]) => options.point?.[name] === undefined && !tracer.guesses.has(name))
      .map(([name, entry]) => guessed(name, entry)),
    ...taken,
    ...unfollowed(asTheyAre.map(({ name }) => name)),
  ];
  return { prepared: { ...prepared, wrt: moved, outputs, guards, problems } };
}

export function noOutput(output: string | undefined, outputs: readonly string[]): Problem {
  const known = outputs.length > 0 ? `Outputs are: ${outputs.join(', ')}.` : 'This expression has no name.';
  return { code: 'noOutput', severity: 'error', message: `${output} is not an output here. ${known}` };
}

/** A list as it stands, with names for its lines and a point for its inputs. `isTaken`: names that mean something else. */
export function prepareList(
  full: WengertList,
  outputName: string | undefined,
  isTaken: (name: string) => boolean,
  found: ReadonlyMap<string, InputFound>,
  options: InspectOptions,
  guards?: Guards,
  settled: Readonly<Record<string, Value>> = {},
): Prepared | { readonly problem: Problem } {
  const { list } = prune(full);
  const output = list.outputs[0] ?? 0;
  const names = nameLines(list, output, outputName, isTaken);
  const isOff = (inputs: readonly PreparedInput[]) =>
    guards?.problems(inputs).some(({ severity }) => severity === 'error') === true;
  const chosen = chooseValues(list, found, options, isOff, settled);
  if ('problem' in chosen) return chosen;
  return {
    list,
    output,
    outputName: names[output] ?? 'f',
    names,
    named: new Set(list.names.keys()),
    inputs: chosen.inputs,
    problems: chosen.problems,
  };
}

function unfollowed(names: readonly string[]): Problem[] {
  if (names.length === 0) return [];
  const [isAre, itThem] = names.length === 1 ? ['is', 'it'] : ['are', 'them'];
  const message = `${names.join(', ')} ${isAre} taken as found here: the lines that set ${itThem} were not followed.`;
  return [{ code: 'alone', severity: 'info', message }];
}

function guessed(name: string, value = GUESSED_SIZE): Problem {
  return {
    code: 'guess',
    severity: 'info',
    message: `${name} is not given; ${value} is taken as a guess. Set the point with another ${name}.`,
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
      name = id === output ? anonymousOutput : (list.names.get(id) ?? entryName(line) ?? fresh());
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

  /** `x[0]`, an entry of something with a name, goes by that. */
  function entryName(line: WengertLine): string | undefined {
    const [of = -1] = line.operands;
    const base = list.names.get(of);
    const items = 'attributes' in line ? line.attributes?.items : undefined;
    if (line.operation !== 'index' || base === undefined || !Array.isArray(items) || line.shape.length > 0)
      return undefined;
    const places = (items as readonly Value[]).flatMap((item) =>
      Array.isArray(item) && item.length === 1 ? item : [],
    );
    const counted = places.map((place) => Number(place) + (list.firstIndex ?? 0));
    const name = `${base}[${counted.join(',')}]`;
    const isEntry = places.length === items.length && places.length === list.lines[of]?.shape.length;
    return isEntry && !taken.has(name) && !reserved.has(name) ? name : undefined;
  }
}

/** Whether there is something to take apart: a step, and an input that the output depends on. */
export function isWorth(prepared: Prepared): boolean {
  return prepared.inputs.length > 0 && prepared.list.lines.some(isStep);
}
