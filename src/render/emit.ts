/** The gradient as a function in a programming language, or as LaTeX steps: readable, and equal to the engine's. */
import { type Outcome, refuse, success } from '../base/outcome.ts';
import { isConstant, isInput, type LineId, type WengertList } from '../graph/list.ts';
import type { Target } from '../primitives/row.ts';
import { scalarRow, scalars } from '../primitives/table.ts';
import { tensorRow } from '../primitives/tensors.ts';
import { type CodeTarget, DIALECTS, type Dialect } from './dialects.ts';
import { emitLatex } from './emitLatex.ts';
import { createIdentifiers, type Identifiers } from './identifiers.ts';
import { type Statement, writeFunction } from './layout.ts';
import { constant } from './literals.ts';
import { type LoopNames, loopCode, nameLoop, readingCode, unspoken } from './loopCode.ts';
import type { Leaf, Rolled } from './loopParts.ts';
import { type Plan, planStatements } from './plan.ts';
import { derivativesOf, type EmitRequest, nameOfLine } from './request.ts';
import { rollLoops } from './rolled.ts';
import { spellingOf } from './spelling.ts';
import { usesOf, wordsIn } from './template.ts';
import { createWriter } from './writer.ts';

export type { EmitRequest } from './request.ts';

/**
 * `list` holds primal lines and, after them, those of the reverse sweep; its first output is the function's value.
 * Code takes the inputs as parameters and gives value and gradient in the idiom of its language; `latex` is an `align*`
 * of the steps and the derivatives. Refuses where a line has no spelling in the target.
 */
export function emitGradient(given: WengertList, request: EmitRequest, target: Target): Outcome<string> {
  const output = given.outputs[0];
  if (output === undefined || given.lines[output] === undefined) {
    return refuse('nothingToEmit', 'There is no result to write code for. Inspect an expression first.');
  }
  const roots = [output, ...request.gradient.filter((line) => line !== undefined)];
  if (target === 'latex') return success(emitLatex(given, request, output, roots));

  const dialect = DIALECTS[target];
  const derivatives = derivativesOf(request);
  const rolled = rollLoops(given, roots, target, (id) => {
    const source = derivatives.get(id);
    const name = source === undefined ? undefined : nameOfLine(given, request, source);
    return id < request.names.length ? given.names.get(id) : name && `d_${name}`;
  });
  const list = rolled?.list ?? given;
  const spellings = list.lines.map((_, id) => spelledWith(rolled, id) ?? spellingOf(list, id, target));
  const kept = new Set([...(rolled?.loops ?? [])].flatMap(([id, { leaves }]) => [id, ...outsideOf(leaves.values())]));
  const plan = planStatements(
    list,
    roots,
    (id) => kept.has(id) || (id < request.names.length && list.names.has(id)),
    (id, index) => usesOf(spellings[id] ?? '', index),
  );
  for (const [id, line] of list.lines.entries()) {
    if (!plan.needed[id] || isConstant(line) || isInput(line)) continue;
    const loop = rolled?.loops.get(id);
    const inLoop = loop && unspoken(loop, target);
    if (spellings[id] === undefined || inLoop !== undefined) {
      const operation = inLoop ?? line.operation;
      const isTensor = !loop && (line.shape.length > 0 || tensorRow(operation) !== undefined);
      const what = isTensor && scalarRow(operation)?.emit[target] ? `${operation} of tensors` : operation;
      return refuse(
        'noSpelling',
        `${what} cannot be written in ${LABELS[target]}. Choose another language, or rewrite that step.`,
        list.spans.get(id)?.[0],
      );
    }
  }
  const used = spellings.filter((_, id) => plan.needed[id] && tensorRow(list.lines[id]?.operation ?? ''));

  const identifiers = createIdentifiers(reservedWords(target, dialect, used), dialect.unicode ?? false);
  const camel = target === 'javascript' || target === 'typescript';
  const name = identifiers.fresh(request.functionName ?? `${request.outputName}${camel ? 'Gradient' : '_gradient'}`);
  const result = target === 'c' || target === 'matlab' ? identifiers.fresh('gradient') : undefined;
  const loops = new Map<LineId, LoopNames>();
  const called = nameLines(list, request, plan, identifiers, rolled, loops, target);
  const parameters = parametersOf(list, request, plan);
  const tensor = called.get(parameters[0] ?? -1);
  const write = createWriter({ list, spellings, target, dialect, called, tensor });
  const index = rolled ? identifiers.fresh('k') : '';
  const number = (value: number) => {
    const { code } = constant(value, String(value), dialect, dialect.floats !== 'never');
    if (target !== 'torch') return code;
    return tensor === undefined ? `torch.tensor(${code}, dtype=torch.float64)` : `${tensor}.new_tensor(${code})`;
  };
  const statements = plan.statements.flatMap((id): Statement[] => {
    const loop = rolled?.loops.get(id);
    const names = loops.get(id);
    if (!loop || !names)
      return rolled?.readings.has(id) ? [] : [{ name: called.get(id) ?? '', code: write.statement(id) }];
    const namesOf = (other: LineId) => loops.get(other);
    const around = { target, dialect, identifiers, index, tensor, names, namesOf, start: write.result, number };
    const isTruth = (line: LineId) => scalarRow(list.lines[line]?.operation ?? '')?.logical === true;
    return [{ loop: loopCode(loop, { ...around, isTruth, called: (line) => called.get(line) ?? write.result(line) }) }];
  });
  const gradient = request.inputs.map((input, i) => {
    const line = request.gradient[i];
    return { of: called.get(input) ?? '', code: line === undefined ? write.zero(input) : write.result(line) };
  });
  const chooses = ({ lines }: WengertList) => lines.some(({ operation }) => operation === 'select');
  return success(
    writeFunction(target, dialect, {
      name,
      result,
      output: called.get(output),
      label: request.outputName,
      parameters: parameters.map((input) => called.get(input) ?? ''),
      statements,
      value: write.result(output),
      gradient,
      guarded:
        list.lines.some((line, id) => plan.needed[id] && line.operation === 'select') ||
        [...(rolled?.loops ?? [])].some(([id, { body }]) => plan.needed[id] && chooses(body)),
      tensors: new Set(parameters.flatMap((id) => (list.lines[id]?.shape.length ? [called.get(id) ?? ''] : []))),
      tensor,
    }),
  );
}

/** A loop stands for itself; what it starts from is written in place, so each start counts as used once. */
function spelledWith(rolled: Rolled | undefined, id: LineId): string | undefined {
  if (rolled?.readings.has(id)) return '';
  const loop = rolled?.loops.get(id);
  const starts = loop?.carried.filter(({ start }) => start >= 0);
  return starts?.map((_, i) => `$${i + 1}`).join(' ');
}

/** Lines that a loop reads: each has a name, or it would be worked out again in every pass. */
function outsideOf(leaves: Iterable<Leaf>): LineId[] {
  return [...leaves].flatMap((leaf) =>
    leaf.kind === 'line' || (leaf.kind === 'entry' && leaf.emit === undefined) ? [leaf.line] : [],
  );
}

const LABELS: Readonly<Record<CodeTarget, string>> = {
  python: 'Python (NumPy)',
  torch: 'PyTorch',
  jax: 'JAX',
  javascript: 'JavaScript',
  typescript: 'TypeScript',
  c: 'C',
  julia: 'Julia',
  matlab: 'MATLAB',
};

/** Keywords, and every word of the table's templates: a step called exp must not hide the function. */
function reservedWords(target: CodeTarget, dialect: Dialect, used: readonly (string | undefined)[]): Set<string> {
  const words = new Set(dialect.keywords.split(' '));
  const templates = [...Object.values(scalars).map((row) => row.emit[target]), ...used];
  for (const template of templates) for (const word of wordsIn(template ?? '')) words.add(word);
  return words;
}

function parametersOf(list: WengertList, request: EmitRequest, plan: Plan): LineId[] {
  const others = list.lines.flatMap((line, id) => (plan.needed[id] && isInput(line) ? [id] : []));
  return [...new Set([...request.inputs, ...others])];
}

/** Identifiers of parameters and statements: the list's names, `d_c` for ∂output/∂c, `t_1` for what has no name. */
function nameLines(
  list: WengertList,
  request: EmitRequest,
  plan: Plan,
  identifiers: Identifiers,
  rolled: Rolled | undefined,
  loops: Map<LineId, LoopNames>,
  target: CodeTarget,
): Map<LineId, string> {
  const called = new Map<LineId, string>();
  const of = derivativesOf(request);
  const nameOf = (id: LineId) => nameOfLine(list, request, id);
  for (const id of parametersOf(list, request, plan)) called.set(id, identifiers.fresh(nameOf(id) ?? 'x'));
  for (const [id, loop] of rolled?.loops ?? []) {
    const own = nameLoop(loop, identifiers);
    loops.set(id, own);
    // A sum is its only variable.
    if (list.lines[id]?.shape.length === 0) called.set(id, own.carried[0] ?? '');
  }
  for (const [id, reading] of rolled?.readings ?? [])
    if (plan.needed[id]) called.set(id, readingCode(reading, loops.get(reading.loop), target));
  const primal = request.names.length;
  for (const id of plan.statements)
    if (!called.has(id) && !loops.has(id) && id < primal) called.set(id, identifiers.fresh(nameOf(id) ?? 'v'));
  let temporaries = 0;
  for (const id of plan.statements) {
    if (id < primal || called.has(id) || loops.has(id)) continue;
    const source = of.get(id);
    const name = source === undefined ? undefined : nameOf(source);
    called.set(id, identifiers.fresh(name === undefined ? `t_${++temporaries}` : `d_${name}`));
  }
  return called;
}
