// Patterns as a way to write lists and expectations in tests: `mul(3, pow(x, 2))`, letters being inputs.
import type { Builder } from '../../src/graph/builder.ts';
import { isConstant, isInput, type LineId, type WengertList } from '../../src/graph/list.ts';
import { type Pattern, parsePattern } from '../../src/simplify/pattern.ts';
import { rowValue } from '../primitives/terms.ts';

export function build(builder: Builder, text: string): LineId {
  const add = (pattern: Pattern): LineId => {
    if (pattern.kind === 'letter') return builder.input(pattern.letter);
    if (pattern.kind === 'number') return builder.constant(pattern.value);
    return builder.step(pattern.operation, pattern.operands.map(add));
  };
  return add(parsePattern(text));
}

/** The line as a pattern. */
export function written(list: WengertList, id: LineId): string {
  const line = list.lines[id];
  if (!line) return '?';
  if (isInput(line)) return line.name;
  if (isConstant(line)) return String(line.value);
  return `${line.operation}(${line.operands.map((operand) => written(list, operand)).join(', ')})`;
}

/** The number that a pattern stands for; `prod` and `times` are products. */
export function evaluate(pattern: Pattern, letters: ReadonlyMap<string, number>): number {
  if (pattern.kind === 'number') return pattern.value;
  if (pattern.kind === 'letter') return letters.get(pattern.letter) ?? Number.NaN;
  const operation = pattern.operation === 'prod' || pattern.operation === 'times' ? 'mul' : pattern.operation;
  return rowValue(
    operation,
    pattern.operands.map((operand) => evaluate(operand, letters)),
  );
}

export function lettersOf(pattern: Pattern): string[] {
  if (pattern.kind === 'letter') return [pattern.letter];
  return pattern.kind === 'apply' ? [...new Set(pattern.operands.flatMap(lettersOf))] : [];
}
