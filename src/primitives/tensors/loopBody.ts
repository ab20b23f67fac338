/**
 * The body of a loop as a text: steps of scalar rows in order, so that it can be an attribute of a line. Values are
 * numbered: inputs first (what is handed on, entries, what stays), then one a step.
 *
 *     sin 0;mul 2 1;#0.5|3|3
 *
 * A step is a row and its operands, or `#` and a number; then come what is handed on to the next pass, and what each
 * pass leaves.
 */

import type { Term } from '../row.ts';
import { scalarRow } from '../table.ts';
import type { Attributes } from '../tensorRow.ts';
import { integerOf } from './axes.ts';

export interface BodyStep {
  /** Undefined: `value` is the number. */
  readonly operation?: string;
  readonly operands: readonly number[];
  readonly value?: number;
}

export interface Body {
  readonly steps: readonly BodyStep[];
  /** By value that is handed on: what the next pass gets. */
  readonly next: readonly number[];
  /** What each pass leaves, kept for all passes. */
  readonly emits: readonly number[];
}

export function writeBody({ steps, next, emits }: Body): string {
  const written = steps.map(({ operation, operands, value }) =>
    operation === undefined ? `#${Object.is(value, -0) ? '-0' : String(value)}` : [operation, ...operands].join(' '),
  );
  return [written.join(';'), next.join(' '), emits.join(' ')].join('|');
}

export function readBody(text: string): Body {
  const [steps = '', next = '', emits = ''] = text.split('|');
  const numbers = (part: string) => (part === '' ? [] : part.split(' ').map(Number));
  return {
    steps: (steps === '' ? [] : steps.split(';')).map((step): BodyStep => {
      if (step.startsWith('#')) return { operands: [], value: Number(step.slice(1)) };
      const [operation = '', ...operands] = step.split(' ');
      return { operation, operands: operands.map(Number) };
    }),
    next: numbers(next),
    emits: numbers(emits),
  };
}

/** Writes bodies: equal steps are one, and what adds or multiplies nothing is left out. */
export interface BodyWriter {
  constant(value: number): number;
  step(operation: string, operands: readonly number[]): number;
  term(term: Term, operands: readonly number[], result: number): number;
  /** The body without the steps that nothing needs. */
  finish(next: readonly number[], emits: readonly number[]): Body;
}

export function createBodyWriter(inputs: number): BodyWriter {
  const steps: BodyStep[] = [];
  const known = new Map<string, number>();
  const writer: BodyWriter = { constant, step, term, finish };
  return writer;

  function put(own: BodyStep, key: string): number {
    const before = known.get(key);
    if (before !== undefined) return before;
    steps.push(own);
    const id = inputs + steps.length - 1;
    known.set(key, id);
    return id;
  }

  function constant(value: number): number {
    return put({ operands: [], value }, `#${Object.is(value, -0) ? '-0' : String(value)}`);
  }

  function numberOf(id: number): number | undefined {
    return id < inputs ? undefined : steps[id - inputs]?.value;
  }

  function choiceOf(id: number): { condition: number; yes: number; no: number } | undefined {
    const own = id < inputs ? undefined : steps[id - inputs];
    const [condition = 0, yes = 0, no = 0] = own?.operands ?? [];
    return own?.operation === 'select' ? { condition, yes, no } : undefined;
  }

  function step(operation: string, operands: readonly number[]): number {
    const [a = 0, b = 0] = operands;
    const [p, q] = operands.map(numberOf);
    if (operation === 'mul' && q === 1) return a;
    if (operation === 'mul' && p === 1) return b;
    if (operation === 'add' && q === 0) return a;
    if (operation === 'add' && p === 0) return b;
    if (operation === 'mul') {
      // A factor that is 1 on one side and 0 on the other chooses.
      for (const [factor, other] of [[a, b] as const, [b, a] as const]) {
        const choice = choiceOf(factor);
        if (choice && numberOf(choice.yes) === 1 && numberOf(choice.no) === 0)
          return step('select', [choice.condition, other, choice.no]);
        if (choice && numberOf(choice.yes) === 0 && numberOf(choice.no) === 1)
          return step('select', [choice.condition, choice.yes, other]);
      }
    }
    if (operation === 'select') {
      const [condition = 0, yes = 0, no = 0] = operands;
      const [inYes, inNo] = [choiceOf(yes), choiceOf(no)];
      if (inYes?.condition === condition) return step('select', [condition, inYes.yes, no]);
      if (inNo?.condition === condition) return step('select', [condition, yes, inNo.no]);
      if (yes === no) return yes;
    }
    const row = scalarRow(operation);
    if (row && operands.every((id) => numberOf(id) !== undefined)) {
      return constant(row.value(...operands.map((id) => numberOf(id) as number)));
    }
    return put({ operation, operands }, `${operation} ${operands.join(' ')}`);
  }

  function term(own: Term, operands: readonly number[], result: number): number {
    switch (own.kind) {
      case 'operand':
        return operands[own.index] ?? result;
      case 'result':
        return result;
      case 'number':
        return constant(own.value);
      case 'apply':
        return step(
          own.primitive,
          own.operands.map((operand) => term(operand, operands, result)),
        );
    }
  }

  function finish(next: readonly number[], emits: readonly number[]): Body {
    const needed = new Uint8Array(inputs + steps.length);
    for (const id of [...next, ...emits]) needed[id] = 1;
    for (let i = steps.length - 1; i >= 0; i--) {
      if (needed[inputs + i]) for (const operand of steps[i]?.operands ?? []) needed[operand] = 1;
    }
    const moved: number[] = Array.from({ length: inputs }, (_, i) => i);
    const kept: BodyStep[] = [];
    for (const [i, own] of steps.entries()) {
      moved.push(inputs + kept.length);
      if (needed[inputs + i]) kept.push({ ...own, operands: own.operands.map((id) => moved[id] as number) });
    }
    const to = (ids: readonly number[]) => ids.map((id) => moved[id] as number);
    return { steps: kept, next: to(next), emits: to(emits) };
  }
}

interface Guard {
  readonly condition: number;
  readonly side: 1 | 2;
}

/**
 * The steps of one pass in reverse, written behind the steps forward: adjoint of each value from those of `seeds`.
 * Undefined: a step has no derivative rule; `refused` says which.
 */
export function reverseBody(
  writer: BodyWriter,
  body: Body,
  inputs: readonly number[],
  seeds: readonly { readonly value: number; readonly adjoint: number }[],
): { readonly adjoints: readonly (number | undefined)[] } | { readonly refused: string } {
  const ids: number[] = [...inputs];
  for (const own of body.steps) {
    const operands = own.operands.map((id) => ids[id] as number);
    ids.push(own.operation === undefined ? writer.constant(own.value ?? 0) : writer.step(own.operation, operands));
  }
  const bars: (number | undefined)[] = [];
  const guards: (readonly Guard[] | undefined)[] = [];
  const add = (value: number, adjoint: number, guard: readonly Guard[]) => {
    const before = bars[value];
    bars[value] = before === undefined ? adjoint : writer.step('add', [before, adjoint]);
    const own = guards[value];
    guards[value] = own?.filter((a) => guard.some((b) => a.condition === b.condition && a.side === b.side)) ?? guard;
  };
  for (const { value, adjoint } of seeds) add(value, adjoint, []);
  for (let i = body.steps.length - 1; i >= 0; i--) {
    const { operation, operands } = body.steps[i] as BodyStep;
    const result = inputs.length + i;
    const own = bars[result];
    if (own === undefined || operation === undefined) continue;
    const row = scalarRow(operation);
    const given = operands.map((id) => ids[id] as number);
    for (const [k, operand] of operands.entries()) {
      const partial = row?.partials[k];
      const isNumber = operand >= inputs.length && body.steps[operand - inputs.length]?.operation === undefined;
      if (isNumber || partial?.kind === 'zero') continue;
      if (partial === undefined || partial.kind === 'missing') return { refused: operation };
      const side: readonly Guard[] =
        operation === 'select' && k > 0 ? [{ condition: given[0] as number, side: k as 1 | 2 }] : [];
      const guard = [...(guards[result] ?? []), ...side];
      let value = writer.step('mul', [writer.term(partial, given, ids[result] as number), own]);
      // The side that was not taken may be infinite or undefined: it adds an exact 0.
      for (const { condition, side: taken } of guard) {
        const zero = writer.constant(0);
        value = writer.step('select', taken === 1 ? [condition, value, zero] : [condition, zero, value]);
      }
      add(operand, value, guard);
    }
  }
  return { adjoints: inputs.map((_, i) => bars[i]) };
}

/** What the attributes of a loop say. */
export interface Scan {
  readonly body: Body;
  readonly count: number;
  readonly carried: number;
  readonly sliced: number;
  readonly isBack: boolean;
}

export function scanOf(attributes: Attributes): Scan {
  const text = typeof attributes.body === 'string' ? attributes.body : '';
  return {
    body: readBody(text),
    count: integerOf(attributes.count, 0),
    carried: integerOf(attributes.carried, 0),
    sliced: integerOf(attributes.sliced, 0),
    isBack: attributes.back === 1,
  };
}
