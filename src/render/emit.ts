/** The gradient as a function in a programming language, or as LaTeX steps: readable, and equal to the engine's. */
import { type Outcome, refuse, success } from '../base/outcome.ts';
import { constantOf, isConstant, isInput, type LineId, type WengertList } from '../graph/list.ts';
import type { Target } from '../primitives/row.ts';
import { scalarRow, scalars } from '../primitives/table.ts';
import { tensorRow } from '../primitives/tensors.ts';
import { ATOM, type CodeTarget, DIALECTS, type Dialect } from './dialects.ts';
import { emitLatex } from './emitLatex.ts';
import { createIdentifiers, type Identifiers } from './identifiers.ts';
import { writeFunction } from './layout.ts';
import { array, constant } from './literals.ts';
import { type Plan, planStatements } from './plan.ts';
import { derivativesOf, type EmitRequest, nameOfLine } from './request.ts';
import { dotted } from './spelled.ts';
import { spellingOf } from './spelling.ts';
import { type Code, fill, usesOf, wordsIn } from './template.ts';

export type { EmitRequest } from './request.ts';

/**
 * `list` holds primal lines and, after them, those of the reverse sweep; its first output is the function's value.
 * Code takes the inputs as parameters and gives value and gradient in the idiom of its language; `latex` is an `align*`
 * of the steps and the derivatives. Refuses where a line has no spelling in the target.
 */
export function emitGradient(list: WengertList, request: EmitRequest, target: Target): Outcome<string> {
  const output = list.outputs[0];
  if (output === undefined || list.lines[output] === undefined) {
    return refuse('nothingToEmit', 'There is no result to write code for. Inspect an expression first.');
  }
  const roots = [output, ...request.gradient.filter((line) => line !== undefined)];
  if (target === 'latex') return success(emitLatex(list, request, output, roots));

  const dialect = DIALECTS[target];
  const spellings = list.lines.map((_, id) => spellingOf(list, id, target));
  const plan = planStatements(
    list,
    roots,
    (id) => id < request.names.length && list.names.has(id),
    (id, index) => usesOf(spellings[id] ?? '', index),
  );
  for (const [id, line] of list.lines.entries()) {
    if (!plan.needed[id] || isConstant(line) || isInput(line)) continue;
    if (spellings[id] === undefined) {
      const isTensor = line.shape.length > 0 || tensorRow(line.operation) !== undefined;
      const what =
        isTensor && scalarRow(line.operation)?.emit[target] ? `${line.operation} of tensors` : line.operation;
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
  const called = nameLines(list, request, plan, identifiers);
  const parameters = parametersOf(list, request, plan);
  const first = called.get(parameters[0] ?? -1);
  const write = createWriter(list, spellings, target, dialect, called, first);
  const gradient = request.inputs.map((input, i) => {
    const line = request.gradient[i];
    return { of: called.get(input) ?? '', code: line === undefined ? write.zero(input) : write.result(line) };
  });
  return success(
    writeFunction(target, dialect, {
      name,
      result,
      output: called.get(output),
      label: request.outputName,
      parameters: parameters.map((input) => called.get(input) ?? ''),
      statements: plan.statements.map((id) => ({ name: called.get(id) ?? '', code: write.statement(id) })),
      value: write.result(output),
      gradient,
      guarded: list.lines.some((line, id) => plan.needed[id] && line.operation === 'select'),
      tensors: new Set(parameters.flatMap((id) => (list.lines[id]?.shape.length ? [called.get(id) ?? ''] : []))),
    }),
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
function nameLines(list: WengertList, request: EmitRequest, plan: Plan, identifiers: Identifiers): Map<LineId, string> {
  const called = new Map<LineId, string>();
  const of = derivativesOf(request);
  const nameOf = (id: LineId) => nameOfLine(list, request, id);
  for (const id of parametersOf(list, request, plan)) called.set(id, identifiers.fresh(nameOf(id) ?? 'x'));
  const primal = request.names.length;
  for (const id of plan.statements) if (id < primal) called.set(id, identifiers.fresh(nameOf(id) ?? 'v'));
  let temporaries = 0;
  for (const id of plan.statements) {
    if (id < primal) continue;
    const source = of.get(id);
    const name = source === undefined ? undefined : nameOf(source);
    called.set(id, identifiers.fresh(name === undefined ? `t_${++temporaries}` : `d_${name}`));
  }
  return called;
}

/** Rows whose operands are truth values, by index. */
const CONDITIONS: Readonly<Record<string, readonly number[]>> = { select: [0], and: [0, 1], or: [0, 1], not: [0] };
/** Signs of the language itself: these take plain numbers, where functions of a framework may want its own. */
const SIGNS: ReadonlySet<string> = new Set('add sub mul div neg pow lt le gt ge eq ne'.split(' '));

interface Writer {
  /** The right side of a line's statement. */
  statement(id: LineId): string;
  /** A line as a number at the end: its name, its literal, or what is written in place. */
  result(id: LineId): string;
  /** The derivative by an input that nothing depends on. */
  zero(input: LineId): string;
}

/** `tensor`: the parameter that PyTorch takes type and device of constants from. */
function createWriter(
  list: WengertList,
  spellings: readonly (string | undefined)[],
  target: CodeTarget,
  dialect: Dialect,
  called: ReadonlyMap<LineId, string>,
  tensor: string | undefined,
): Writer {
  const { operators } = dialect;
  /** Built of constants by signs alone: a number of Python, not a tensor. */
  const isPlain = new Uint8Array(list.lines.length);
  for (const [id, line] of list.lines.entries()) {
    const built = line.operands.length > 0 && SIGNS.has(line.operation);
    if (isConstant(line) || (built && line.operands.every((operand) => isPlain[operand]))) isPlain[id] = 1;
  }

  function written(id: LineId): Code {
    const line = list.lines[id];
    if (line === undefined) return { code: '0', level: ATOM };
    if (isConstant(line) && line.shape.length > 0) return { code: array(line, target, dialect, tensor), level: ATOM };
    if (isConstant(line))
      return constant(constantOf(line) ?? Number.NaN, line.text, dialect, dialect.floats === 'everywhere');
    const name = called.get(id);
    return name === undefined ? step(id) : { code: name, level: ATOM };
  }

  function step(id: LineId): Code {
    const line = list.lines[id];
    const template = spellings[id];
    if (!line || template === undefined) return { code: '0', level: ATOM };
    const conditions = CONDITIONS[line.operation] ?? [];
    return fill(
      template,
      line.operands.map((operand, index) => operandOf(line.operation, operand, index, conditions.includes(index))),
      operators,
    );
  }

  function operandOf(operation: string, id: LineId, index: number, wantsCondition: boolean): Code {
    const line = list.lines[id];
    const isCondition = line !== undefined && scalarRow(line.operation)?.logical === true;
    if (line && isConstant(line) && line.shape.length === 0) {
      const value = constantOf(line) ?? Number.NaN;
      if (wantsCondition) return { code: value ? dialect.truth.yes : dialect.truth.no, level: ATOM };
      const number = constant(value, line.text, dialect, wantsFloat(operation, index, value));
      return target === 'torch' && !SIGNS.has(operation) ? asTensor(number) : number;
    }
    const code = written(id);
    if (target === 'torch' && !SIGNS.has(operation) && isPlain[id]) {
      return wantsCondition ? fill(dialect.asCondition, [asTensor(code)], operators) : asTensor(code);
    }
    // a * (b * c) is written a * b * c.
    if (operation === 'mul' && line?.operation === 'mul' && !called.has(id)) return { ...code, level: ATOM };
    if (isCondition === wantsCondition) return code;
    return converted(wantsCondition ? dialect.asCondition : dialect.asNumber, id, code);
  }

  /** Between numbers and truth values; Julia says so where it means each entry. */
  function converted(template: string, id: LineId, code: Code): Code {
    const isEach = target === 'julia' && (list.lines[id]?.shape.length ?? 0) > 0;
    return fill(isEach ? dotted(template, '!=', true) : template, [code], operators);
  }

  /** NumPy refuses whole numbers to negative whole powers, Julia too; arrays of whole numbers stay whole. */
  function wantsFloat(operation: string, index: number, value: number): boolean {
    if (dialect.floats !== 'powersAndCalls') return dialect.floats === 'everywhere';
    if (operation === 'pow') return index === 0 || value < 0;
    return !SIGNS.has(operation);
  }

  function asTensor({ code }: Code): Code {
    if (tensor === undefined) return { code: `torch.tensor(${code}, dtype=torch.float64)`, level: ATOM };
    return { code: `${tensor}.new_tensor(${code})`, level: ATOM };
  }

  function asNumber(id: LineId, code: Code): string {
    const line = list.lines[id];
    const logical = line !== undefined && scalarRow(line.operation)?.logical === true;
    return logical ? converted(dialect.asNumber, id, code).code : code.code;
  }

  return {
    statement: (id) => step(id).code,
    result(id) {
      const line = list.lines[id];
      if (!line || !isConstant(line) || line.shape.length > 0) return asNumber(id, written(id));
      return constant(constantOf(line) ?? Number.NaN, line.text, dialect, dialect.floats !== 'never').code;
    },
    zero(input) {
      const zeros = (list.lines[input]?.shape.length ?? 0) > 0 ? dialect.zeros : undefined;
      return zeros?.replace('$1', called.get(input) ?? '') ?? (dialect.floats === 'never' ? '0' : '0.0');
    },
  };
}
