/** A loop that is kept whole as statements of a target: arrays, what the variables start from, the steps of a pass. */
import { isConstant, isStep, type LineId } from '../graph/list.ts';
import { scalarRow } from '../primitives/table.ts';
import type { CodeTarget, Dialect } from './dialects.ts';
import type { Identifiers } from './identifiers.ts';
import type { Loop, Reading } from './loopParts.ts';
import { planStatements } from './plan.ts';
import { isArrayFromOne } from './rolled.ts';
import { spellingOf } from './spelling.ts';
import { usesOf } from './template.ts';
import { createWriter } from './writer.ts';

export interface LoopStatement {
  /** A name for this pass, a variable that is set anew, or an entry of an array. */
  readonly kind: 'name' | 'set' | 'entry';
  readonly name: string;
  readonly code: string;
}

export interface LoopCode {
  readonly count: number;
  readonly isBack: boolean;
  /** What the index is called. */
  readonly index: string;
  readonly arrays: readonly string[];
  readonly starts: readonly { readonly name: string; readonly code: string }[];
  readonly statements: readonly LoopStatement[];
}

/** What the variables and arrays of a loop are called. */
export interface LoopNames {
  readonly carried: readonly string[];
  readonly arrays: ReadonlyMap<number, string>;
}

export function nameLoop(loop: Loop, identifiers: Identifiers): LoopNames {
  const carried = loop.carried.map(({ name }) => identifiers.fresh(name));
  const arrays = new Map([...loop.emits].map(([emit, { name }]) => [emit, identifiers.fresh(name)] as const));
  return { carried, arrays };
}

/** A line that reads a loop, in code. */
export function readingCode(
  { carried, emit, entry }: Reading,
  names: LoopNames | undefined,
  target: CodeTarget,
): string {
  if (carried !== undefined) return names?.carried[carried] ?? '';
  const array = names?.arrays.get(emit ?? -1) ?? '';
  if (entry === undefined) return array;
  return entryCode(array, String(isArrayFromOne(target) ? entry + 1 : entry), target);
}

function entryCode(array: string, index: string, target: CodeTarget): string {
  return target === 'matlab' ? `${array}(${index})` : `${array}[${index}]`;
}

interface Around {
  readonly target: CodeTarget;
  readonly dialect: Dialect;
  readonly identifiers: Identifiers;
  /** What the index is called. */
  readonly index: string;
  readonly tensor: string | undefined;
  readonly names: LoopNames;
  /** What other loops call theirs. */
  readonly namesOf: (loop: LineId) => LoopNames | undefined;
  /** The name of a line of the list around. */
  readonly called: (line: LineId) => string;
  /** It is a truth value. */
  readonly isTruth: (line: LineId) => boolean;
  /** What a variable starts from, in code. */
  readonly start: (line: LineId) => string;
  /** A number as the target writes it where a value stands. */
  readonly number: (value: number) => string;
}

/** The step of the body that the target cannot say. */
export function unspoken({ body, next, emits }: Loop, target: CodeTarget): string | undefined {
  const needed = new Uint8Array(body.lines.length);
  for (const root of [...next, ...[...emits.values()].map(({ value }) => value)]) needed[root] = 1;
  for (let id = body.lines.length - 1; id >= 0; id--) {
    const line = body.lines[id];
    if (!needed[id] || !line) continue;
    if (isStep(line) && spellingOf(body, id, target) === undefined) return line.operation;
    for (const operand of line.operands) needed[operand] = 1;
  }
  return undefined;
}

export function loopCode(loop: Loop, around: Around): LoopCode {
  const { target, dialect, identifiers, index, tensor, names } = around;
  const { body, next, carried } = loop;
  const called = new Map<LineId, string>();
  const counters = new Set<LineId>();
  const truths = new Set<LineId>();
  const variableOf = new Map<LineId, number>();
  for (const [id, leaf] of loop.leaves) {
    if (leaf.kind === 'carried') variableOf.set(id, leaf.index);
    if (leaf.kind === 'pass') counters.add(id);
    if (leaf.kind === 'line' && around.isTruth(leaf.line)) truths.add(id);
    called.set(id, leafCode(leaf));
  }
  const spellings = body.lines.map((_, id) => spellingOf(body, id, target));
  const isOwn = (id: LineId) => isStep(body.lines[id] as never);
  const emits = [...loop.emits].map(([emit, { value }]) => ({ array: names.arrays.get(emit) ?? '', value }));
  const roots = [...next, ...emits.map(({ value }) => value)].filter(isOwn);
  const plan = planStatements(
    body,
    [...new Set(roots)],
    () => false,
    (id, operand) => usesOf(spellings[id] ?? '', operand),
  );
  const isStatement = new Set(plan.statements);
  /** Where each variable is read last, and where it is handed on as it is. */
  const lastRead = carried.map(() => -1);
  for (const [at, id] of plan.statements.entries()) for (const variable of readBy(id)) lastRead[variable] = at;
  const isMoved = new Set(next.flatMap((id, c) => (variableOf.get(id) === c ? [] : [variableOf.get(id)])));
  const settled = new Set<number>();
  for (const [at, id] of plan.statements.entries()) {
    const own = next.flatMap((to, c) => (to === id ? [c] : []));
    const [first] = own;
    // A variable holds a number from pass to pass, not a truth value.
    const isTruth = scalarRow(body.lines[id]?.operation ?? '')?.logical === true;
    const free = own.find((c) => !isTruth && (lastRead[c] ?? -1) <= at && !isMoved.has(c));
    if (free !== undefined) settled.add(free);
    const word = first === undefined ? 't' : `${carried[first]?.name ?? 'q'}_next`;
    called.set(id, free === undefined ? identifiers.fresh(word) : (names.carried[free] ?? ''));
  }
  const writer = createWriter({ list: body, spellings, target, dialect, called, tensor, counters, truths });
  const written = (id: LineId) => (isConstant(body.lines[id] as never) ? asStart(id) : writer.result(id));

  const statements: LoopStatement[] = [];
  const saved = new Map<number, string>();
  for (const variable of isMoved) {
    if (variable === undefined) continue;
    const name = identifiers.fresh(`${carried[variable]?.name ?? 'q'}_before`);
    saved.set(variable, name);
    statements.push({ kind: 'name', name, code: names.carried[variable] ?? '' });
  }
  const set = ({ array, value }: (typeof emits)[number]) => {
    const name = target === 'matlab' ? `${array}(${index})` : `${array}[${index}]`;
    statements.push({ kind: 'entry', name, code: written(value) });
  };
  for (const emit of emits) if (!isStatement.has(emit.value)) set(emit);
  for (const id of plan.statements) {
    const isSet = next.some((to, c) => to === id && settled.has(c));
    statements.push({ kind: isSet ? 'set' : 'name', name: called.get(id) ?? '', code: writer.statement(id) });
  }
  for (const emit of emits) if (isStatement.has(emit.value)) set(emit);
  for (const [c, id] of next.entries()) {
    const variable = variableOf.get(id);
    if (settled.has(c) || variable === c) continue;
    const code = variable === undefined ? written(id) : (saved.get(variable) ?? '');
    statements.push({ kind: 'set', name: names.carried[c] ?? '', code });
  }
  return {
    count: loop.count,
    isBack: loop.isBack,
    index,
    arrays: emits.map(({ array }) => array),
    starts: carried.map(({ start, value }, c) => ({
      name: names.carried[c] ?? '',
      code: value === undefined ? around.start(start) : around.number(value),
    })),
    statements,
  };

  function asStart(id: LineId): string {
    const line = body.lines[id];
    return line && isConstant(line) && typeof line.value === 'number' ? around.number(line.value) : '';
  }

  /** The variables in what a statement is written as. */
  function readBy(id: LineId): Set<number> {
    const found = new Set<number>();
    const open = [...(body.lines[id]?.operands ?? [])];
    for (let operand = open.pop(); operand !== undefined; operand = open.pop()) {
      const variable = variableOf.get(operand);
      if (variable !== undefined) found.add(variable);
      if (!isStatement.has(operand)) open.push(...(body.lines[operand]?.operands ?? []));
    }
    return found;
  }

  function leafCode(leaf: NonNullable<ReturnType<typeof loop.leaves.get>>): string {
    switch (leaf.kind) {
      case 'carried':
        return names.carried[leaf.index] ?? '';
      case 'pass':
        // A product of whole numbers may leave the range of C's.
        return target === 'c' ? `(double)${index}` : index;
      case 'line':
        return around.called(leaf.line);
      case 'entry': {
        const array =
          leaf.emit === undefined ? around.called(leaf.line) : around.namesOf(leaf.line)?.arrays.get(leaf.emit);
        return entryCode(array ?? '', leaf.offset === 0 ? index : `${index} + ${leaf.offset}`, target);
      }
    }
  }
}
