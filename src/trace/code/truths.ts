/** Which lines are true or false. */
import type { Builder } from '../../graph/builder.ts';
import { constantOf, isConstant, type LineId } from '../../graph/list.ts';

/** Steps that answer with true or false. */
const TRUTHS: ReadonlySet<string> = new Set(['lt', 'le', 'gt', 'ge', 'eq', 'ne', 'and', 'or', 'not']);
/** Steps that only move entries. */
const MOVERS: ReadonlySet<string> = new Set(['broadcast', 'reshape', 'transpose', 'index', 'flip']);

/** Whether the step answers with true or false, entry by entry where its operands are arrays. */
export function isTruthStep(builder: Builder, line: LineId): boolean {
  return TRUTHS.has(builder.at(line).operation);
}

/** 0 and 1 behave as truth values under `&` and `|`. Equal constants are one line, so `true` may be called 1 in the list. */
export function isBit(builder: Builder, line: LineId): boolean {
  const value = constantOf(builder.at(line));
  return value === 0 || value === 1;
}

/** The same, constants that the text writes as truth values and entries of them included. */
export function isTruthLine(builder: Builder, line: LineId): boolean {
  let id = line;
  while (MOVERS.has(builder.at(id).operation)) id = builder.at(id).operands[0] as LineId;
  const own = builder.at(id);
  return TRUTHS.has(own.operation) || (isConstant(own) && /^(?:true|false)$/.test(own.text));
}
