/**
 * Loops that are kept whole, opened at one pass: which are open, at which pass, and the numbers that the host has told of
 * it. An open loop's steps take their place in the graph before the line of the loop.
 */
import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { decodePass, type PassMessage } from '../protocol/loops.ts';
import type { Inspection, InspectionLine, LoopPass, PanelMessage } from '../protocol/messages.ts';
import type { Plan } from './stepping.ts';

export interface OpenLoop {
  /** The pass that is wanted, from 1; `pass` follows. */
  readonly number: number;
  readonly pass?: LoopPass;
  readonly problem?: string;
}

export interface Loops {
  /** By line of the loop. */
  readonly open: ReadonlySignal<ReadonlyMap<string, OpenLoop>>;
  setOpen(line: string, open: boolean): void;
  goTo(line: string, number: number): void;
  /** The point has moved, or the same formula is shown anew. */
  refresh(): void;
  /** Another formula is shown. */
  reset(): void;
  receive(message: PassMessage): void;
}

/** `countOf`: how many passes a loop has; undefined: there is no such loop. */
export function createLoops(
  post: (message: PanelMessage) => void,
  x: () => Float64Array,
  countOf: (line: string) => number | undefined,
): Loops {
  const open: Signal<ReadonlyMap<string, OpenLoop>> = signal(new Map());
  /** One question is open at a time for each loop; what was asked meanwhile waits. */
  const asked = new Map<string, { due: boolean }>();

  function ask(line: string): void {
    const own = open.value.get(line);
    if (!own) return;
    const waiting = asked.get(line);
    if (waiting) {
      waiting.due = true;
      return;
    }
    asked.set(line, { due: false });
    post({ type: 'pass', line, number: own.number, x: x() });
  }

  function set(line: string, own: OpenLoop | undefined): void {
    const next = new Map(open.value);
    if (own) next.set(line, own);
    else next.delete(line);
    open.value = next;
  }

  return {
    open,
    setOpen(line, isOpen) {
      if (open.value.has(line) === isOpen || countOf(line) === undefined) return;
      set(line, isOpen ? { number: 1 } : undefined);
      ask(line);
    },
    goTo(line, number) {
      const own = open.value.get(line);
      const count = countOf(line) ?? 1;
      const to = Math.max(1, Math.min(count, Math.round(number)));
      if (!own || !Number.isFinite(to) || to === own.number) return;
      set(line, { ...own, number: to });
      ask(line);
    },
    refresh() {
      for (const line of open.value.keys()) ask(line);
    },
    reset() {
      asked.clear();
      if (open.value.size > 0) open.value = new Map();
    },
    receive({ line, number, pass, problem }) {
      const waiting = asked.get(line);
      const own = open.value.get(line);
      asked.delete(line);
      if (own && number === own.number)
        set(line, { number, ...(pass && { pass: decodePass(pass) }), ...(problem !== undefined && { problem }) });
      if (waiting?.due) ask(line);
    },
  };
}

/** The group of an open loop's steps. */
export function passGroup(line: string): string {
  return `pass ${line}`;
}

export interface Drawn {
  readonly inspection: Inspection;
  readonly plan: Plan;
  /** Names of what passes hand on. */
  readonly handed: ReadonlySet<string>;
  /** `a = \sin(y_k)`, by name of a step; empty: it is labelled in words. */
  readonly told: ReadonlyMap<string, string>;
}

const NOTHING: Pick<Drawn, 'handed' | 'told'> = { handed: new Set(), told: new Map() };

/** The inspection with the steps of open loops in their places: each known as soon as its loop is. */
export function withPasses(inspection: Inspection, plan: Plan, open: ReadonlyMap<string, OpenLoop>): Drawn {
  const passes = new Map([...open].flatMap(([line, { pass }]) => (pass ? [[line, pass] as const] : [])));
  if (passes.size === 0) return { inspection, plan, ...NOTHING };
  const owner = new Map<string, string>();
  const handed = new Set<string>();
  const told = new Map<string, string>();
  const groups: Inspection['groups'][number][] = [...inspection.groups];
  const inner = ownGroups(inspection, passes);
  const lines = inspection.lines.flatMap((line): InspectionLine[] => {
    const pass = passes.get(line.name);
    if (!pass || !line.loop) {
      const own = inner.get(line.group ?? '');
      return [own === undefined ? line : { ...line, group: passGroup(own) }];
    }
    const group = passGroup(line.name);
    const { number, count, leaves } = pass;
    const around = inner.has(line.group ?? '')
      ? inspection.groups.find(({ id }) => id === line.group)?.parent
      : line.group;
    groups.push({
      id: group,
      ...(around !== undefined && { parent: around }),
      kind: 'loop',
      label: `${line.name}: pass ${number.toLocaleString('en')} of ${count.toLocaleString('en')}`,
      count: pass.lines.length + 1,
    });
    for (const { name } of pass.lines) owner.set(name, line.name);
    for (const { from, to } of line.loop.handed) handed.add(from).add(to);
    for (const { name, latex } of line.loop.steps) told.set(name, latex);
    told.set(line.name, '');
    const all = `all ${count.toLocaleString('en')} passes`;
    const result = { ...line, group, operands: leaves, partials: [], formula: { latex: '', text: all } };
    return [...pass.lines.map((own) => ({ ...own, group })), result];
  });
  const of = (line: string) => owner.get(line) ?? line;
  return {
    inspection: { ...inspection, lines, groups },
    plan: {
      ...plan,
      valueFrom: (line) => plan.valueFrom(of(line)),
      arrivals: (line) => plan.arrivals(of(line)),
    },
    handed,
    told,
  };
}

/** Groups that hold one open loop and what is taken out of its result, by the loop: its frame takes their place. */
function ownGroups({ lines }: Inspection, passes: ReadonlyMap<string, LoopPass>): ReadonlyMap<string, string> {
  const own = new Map<string, string>();
  for (const { name, group } of lines) if (group !== undefined && passes.has(name)) own.set(group, name);
  for (const { name, group, operation, operands } of lines) {
    const loop = own.get(group ?? '');
    if (loop === undefined || name === loop || (operation === 'index' && operands[0] === loop)) continue;
    own.delete(group ?? '');
  }
  return own;
}
