/** The gradient as a function in a programming language, or as LaTeX steps: readable, and equal to the engine's. */
import { type Outcome, refuse, success } from '../base/outcome.ts';
import { constantOf, isConstant, isInput, type LineId, type WengertList } from '../graph/list.ts';
import type { Target } from '../primitives/row.ts';
import { scalarRow, scalars } from '../primitives/table.ts';
import { ATOM, type CodeTarget, DIALECTS, type Dialect } from './dialects.ts';
import { emitLatex } from './emitLatex.ts';
import { createIdentifiers, type Identifiers } from './identifiers.ts';
import { writeFunction } from './layout.ts';
import { decimal } from './numbers.ts';
import { type Plan, planStatements } from './plan.ts';
import { derivativesOf, type EmitRequest, nameOfLine } from './request.ts';
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
  const template = (id: LineId) => templateOf(list.lines[id]?.operation ?? '', target);
  const plan = planStatements(
    list,
    roots,
    (id) => id < request.names.length && list.names.has(id),
    (id, index) => usesOf(template(id) ?? '', index),
  );
  for (const [id, line] of list.lines.entries()) {
    if (!plan.needed[id] || isConstant(line) || isInput(line)) continue;
    if (line.shape.length > 0 || template(id) === undefined) {
      return refuse(
        'noSpelling',
        `${line.operation} cannot be written in ${LABELS[target]}. Choose another language, or rewrite that step.`,
        list.spans.get(id)?.[0],
      );
    }
  }

  const identifiers = createIdentifiers(reservedWords(target, dialect), dialect.unicode ?? false);
  const camel = target === 'javascript' || target === 'typescript';
  const name = identifiers.fresh(request.functionName ?? `${request.outputName}${camel ? 'Gradient' : '_gradient'}`);
  const result = target === 'c' || target === 'matlab' ? identifiers.fresh('gradient') : undefined;
  const called = nameLines(list, request, plan, identifiers);
  const parameters = parametersOf(list, request, plan);
  const first = called.get(parameters[0] ?? -1);
  const write = createWriter(list, target, dialect, called, first);
  const gradient = request.inputs.map((input, i) => {
    const line = request.gradient[i];
    return { of: called.get(input) ?? '', code: line === undefined ? write.zero : write.result(line) };
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

function templateOf(operation: string, target: CodeTarget): string | undefined {
  return operation === 'named' ? '$1' : scalarRow(operation)?.emit[target];
}

/** Keywords, and every word of the table's templates: a step called exp must not hide the function. */
function reservedWords(target: CodeTarget, dialect: Dialect): Set<string> {
  const words = new Set(dialect.keywords.split(' '));
  for (const row of Object.values(scalars)) for (const word of wordsIn(row.emit[target] ?? '')) words.add(word);
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
  readonly zero: string;
}

/** `tensor`: the parameter that PyTorch takes type and device of constants from. */
function createWriter(
  list: WengertList,
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
    if (isConstant(line))
      return constant(constantOf(line) ?? Number.NaN, line.text, dialect, dialect.floats === 'everywhere');
    const name = called.get(id);
    return name === undefined ? step(id) : { code: name, level: ATOM };
  }

  function step(id: LineId): Code {
    const line = list.lines[id];
    const template = line && templateOf(line.operation, target);
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
    if (line && isConstant(line)) {
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
    return fill(wantsCondition ? dialect.asCondition : dialect.asNumber, [code], operators);
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
    return logical ? fill(dialect.asNumber, [code], operators).code : code.code;
  }

  return {
    statement: (id) => step(id).code,
    result(id) {
      const line = list.lines[id];
      if (!line || !isConstant(line)) return asNumber(id, written(id));
      return constant(constantOf(line) ?? Number.NaN, line.text, dialect, dialect.floats !== 'never').code;
    },
    zero: dialect.floats === 'never' ? '0' : '0.0',
  };
}

/** As written, or by name where the language has one; with a point where `float` asks for it. */
function constant(value: number, text: string, dialect: Dialect, float: boolean): Code {
  const { constants } = dialect;
  if (Number.isNaN(value)) return { code: constants.nan, level: ATOM };
  if (value < 0 || Object.is(value, -0)) {
    const size = constant(Math.abs(value), text.replace(/^-\s*/, ''), dialect, float);
    return { code: `-${size.code}`, level: dialect.operators.unary };
  }
  if (value === Number.POSITIVE_INFINITY) return { code: constants.inf, level: ATOM };
  if (constants.pi !== undefined && value === Math.PI) return { code: constants.pi, level: ATOM };
  if (constants.e !== undefined && value === Math.E) return { code: constants.e, level: ATOM };
  const digits = decimal(value, text);
  return { code: float && /^\d+$/.test(digits) ? `${digits}.0` : digits, level: ATOM };
}
