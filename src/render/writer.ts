/** Lines as expressions of a target: names where they have one, else their templates with operands put in. */
import { constantOf, isConstant, type LineId, type WengertList } from '../graph/list.ts';
import { scalarRow } from '../primitives/table.ts';
import { ATOM, type CodeTarget, type Dialect } from './dialects.ts';
import { array, constant } from './literals.ts';
import { dotted } from './spelled.ts';
import { type Code, fill } from './template.ts';

/** Rows whose operands are truth values, by index. */
const CONDITIONS: Readonly<Record<string, readonly number[]>> = { select: [0], and: [0, 1], or: [0, 1], not: [0] };
/** Signs of the language itself: these take plain numbers, where functions of a framework may want its own. */
const SIGNS: ReadonlySet<string> = new Set('add sub mul div neg pow lt le gt ge eq ne'.split(' '));

export interface Writer {
  /** The right side of a line's statement. */
  statement(id: LineId): string;
  /** A line as a number at the end: its name, its literal, or what is written in place. */
  result(id: LineId): string;
  /** The derivative by an input that nothing depends on. */
  zero(input: LineId): string;
}

interface Written {
  readonly list: WengertList;
  /** By line: its template. */
  readonly spellings: readonly (string | undefined)[];
  readonly target: CodeTarget;
  readonly dialect: Dialect;
  /** By line: the name that it has in the code. */
  readonly called: ReadonlyMap<LineId, string>;
  /** The parameter that PyTorch takes type and device of constants from. */
  readonly tensor: string | undefined;
  /** Inputs that are numbers of the language: the index of a loop. */
  readonly counters?: ReadonlySet<LineId>;
  /** Inputs that are truth values. */
  readonly truths?: ReadonlySet<LineId>;
}

export function createWriter({ list, spellings, target, dialect, called, tensor, counters, truths }: Written): Writer {
  const { operators } = dialect;
  /** Built of constants by signs alone: a number of Python, not a tensor. */
  const isPlain = new Uint8Array(list.lines.length);
  for (const id of counters ?? []) isPlain[id] = 1;
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
    const isCondition = isTruth(id);
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

  function isTruth(id: LineId): boolean {
    return truths?.has(id) === true || scalarRow(list.lines[id]?.operation ?? '')?.logical === true;
  }

  function asNumber(id: LineId, code: Code): string {
    return isTruth(id) ? converted(dialect.asNumber, id, code).code : code.code;
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
