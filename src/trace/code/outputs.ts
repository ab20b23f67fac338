/** C: what a function gives besides what it returns: arrays and structs that are handed to it to be set. */
import { isConstant, type LineId } from '../../graph/list.ts';
import type { Expression, Parameter, Statement } from '../../syntax/tree.ts';
import type { Machine } from './machine.ts';
import { type Content, NONE, type Thing, tuple } from './things.ts';

/** Structs of libraries that hold results. */
const RESULT = /^gsl_sf_result(?:_e10)?[*&]$/;

/** Whether a parameter is a struct handed over by its address, of which fields are set. */
export function isStruct({ name, annotation }: Parameter, body: readonly Statement[]): boolean {
  if (annotation === undefined || !/[*&]$/.test(annotation) || /^const\b/.test(annotation)) return false;
  return RESULT.test(annotation) || body.some((statement) => setsField(statement, name));
}

function setsField(statement: Statement, name: string): boolean {
  const within = (list: readonly Statement[]) => list.some((inner) => setsField(inner, name));
  switch (statement.kind) {
    case 'assign':
      return isField(statement.target, name);
    case 'if':
      return within(statement.then) || within(statement.otherwise);
    case 'for':
    case 'while':
      return within(statement.body);
    default:
      return false;
  }
}

function isField(target: Expression, name: string): boolean {
  return target.kind === 'attribute' && target.base.kind === 'name' && target.base.name === name;
}

/**
 * Where nothing is returned, or only whether all went well: the array that was written into, or the fields of the
 * structs that were set. Undefined: the function gives what it returns.
 */
export function written(
  machine: Machine,
  result: Thing,
  parameters: readonly Parameter[],
  find: (name: string) => Thing | undefined,
): Thing | undefined {
  if (result.kind !== 'none' && !(result.kind === 'line' && isStatus(machine, result.line))) return undefined;
  const things: Thing[] = [];
  const names: string[] = [];
  for (const { name } of parameters) {
    const thing = find(name);
    const content = thing && machine.contentOf(thing);
    if (thing && content?.kind === 'array' && content.version > 0) return thing;
    if (content?.kind !== 'object') continue;
    for (const [field, value] of fieldsOf(content)) {
      names.push(`${name}.${field}`);
      things.push(value);
    }
  }
  const [only] = things;
  return things.length > 1 ? { ...tuple(things), names } : only;
}

/** Those that hold a value; of a result and its error bound the result only. */
function fieldsOf({ entries }: Extract<Content, { kind: 'object' }>): readonly (readonly [string, Thing])[] {
  return [...entries].filter(([, thing]) => thing.kind !== 'unknown' && thing !== NONE);
}

const MOST_STEPS = 10_000;

/** A whole number that no input changes, or one of several by conditions: 0, GSL_SUCCESS, an error code. */
function isStatus({ kit: { builder } }: Machine, line: LineId): boolean {
  const seen = new Set<LineId>();
  const stack = [line];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const entry = builder.at(id);
    if (isConstant(entry)) {
      if (!Number.isInteger(entry.value)) return false;
    } else if (entry.operation === 'trunc' || entry.operation === 'select') {
      stack.push(...entry.operands.slice(entry.operation === 'select' ? 1 : 0));
    } else {
      return false;
    }
    if (seen.size > MOST_STEPS) return false;
  }
  return true;
}
