/**
 * What a large graph is made of: the layers, loops and calls of the text as blocks, and long stretches without such
 * cut into runs, so that no level has more than a dozen parts. A block is drawn as one box until it is opened.
 */
import type { Inspection, InspectionLine } from '../../protocol/messages.ts';
import { passGroup } from '../loops.ts';

export interface Block {
  readonly id: string;
  readonly kind: 'layer' | 'loop' | 'call' | 'run';
  readonly label: string;
  /** Lines in it, those of blocks inside included; inputs aside. */
  readonly steps: number;
  readonly inputs: number;
  readonly parts: readonly Part[];
  /** Of a loop that is kept whole: its line, and how many passes it has. Open, its parts are those of one pass. */
  readonly loop?: { readonly line: string; readonly passes: number };
}

export type Part = { readonly line: InspectionLine } | { readonly block: Block };

export interface Outline {
  readonly parts: readonly Part[];
  /** Nodes, if every block were open. */
  readonly total: number;
  /** Of every line in a block, the blocks around it, outermost first. */
  readonly around: ReadonlyMap<string, readonly Block[]>;
}

/** The node of a closed block: no line is called so. */
export function blockNode({ id }: Block): string {
  return `block ${id}`;
}

/** More nodes than this are collapsed to begin with. */
export const COLLAPSED_ABOVE = 60;
/** A level with more parts is cut into runs. */
const MOST_TOGETHER = 16;
const RUN_LENGTH = 12;
const MOST_RUNS = 10;
/** With more inputs, those that only one block uses are drawn inside of it. */
const MOST_INPUTS = 16;

interface Draft {
  readonly group: Inspection['groups'][number];
  readonly parts: (InspectionLine | Draft)[];
}

export function outlineOf({ lines, groups, output }: Inspection): Outline {
  const drawn = lines.filter(({ operation, name }) => operation !== 'constant' || name === output.name);
  const inputs = drawn.filter(({ operation }) => operation === 'input');
  const steps = drawn.filter(({ operation }) => operation !== 'input');
  const level = new Level(drawn);

  const drafts = new Map<string, Draft>(groups.map((group) => [group.id, { group, parts: [] }]));
  const top: (InspectionLine | Draft)[] = [];
  const placed = new Set<string>();
  /** Puts a draft into its parent's at its first line. */
  const place = (draft: Draft): void => {
    if (placed.has(draft.group.id)) return;
    placed.add(draft.group.id); // before its parent: groups that hold each other end at the top
    const parent = draft.group.parent === undefined ? undefined : drafts.get(draft.group.parent);
    if (parent && parent !== draft && !isWithin(parent, draft)) {
      place(parent);
      parent.parts.push(draft);
    } else top.push(draft);
  };
  const isWithin = (inner: Draft, outer: Draft): boolean => {
    let at: Draft | undefined = inner;
    for (let depth = 0; at && depth <= groups.length; depth++) {
      if (at === outer) return true;
      at = at.group.parent === undefined ? undefined : drafts.get(at.group.parent);
    }
    return at !== undefined; // endless: parents that are each other's
  };
  for (const line of steps) {
    const draft = line.group === undefined ? undefined : drafts.get(line.group);
    if (draft) {
      place(draft);
      draft.parts.push(line);
    } else top.push(line);
  }

  const isCut = drawn.length > COLLAPSED_ABOVE;
  const finish = (parts: readonly (InspectionLine | Draft)[]): Part[] => {
    const whole = parts.flatMap((part): Part[] => {
      if (!('parts' in part)) return [partOf(part)];
      const inner = finish(part.parts);
      if (countSteps(inner) < 2) return inner; // nothing to collapse
      const { id, kind, label } = part.group;
      const loop = loopIn(part.parts, id);
      const steps = countSteps(inner);
      return [{ block: { id: `${kind} ${id}`, kind, label, steps, inputs: 0, parts: inner, ...(loop && { loop }) } }];
    });
    return isCut ? level.cut(whole) : whole;
  };
  const parts = finish(top);
  return withInputs(parts, inputs, steps, drawn.length);
}

/** A line; a loop that is kept whole is a box until it is opened. */
function partOf(line: InspectionLine): Part {
  const { name, loop, group } = line;
  if (!loop || group === passGroup(name)) return { line };
  const id = `loop ${passGroup(name)}`;
  const label = `${name} = loop`;
  const own = { line: name, passes: loop.count };
  return { block: { id, kind: 'loop', label, steps: loop.steps.length, inputs: 0, parts: [{ line }], loop: own } };
}

/** The loop whose pass a group is. */
function loopIn(parts: readonly (InspectionLine | Draft)[], group: string): Block['loop'] {
  const line = parts.find((part): part is InspectionLine => !('parts' in part) && passGroup(part.name) === group);
  return line?.loop && { line: line.name, passes: line.loop.count };
}

/** Inputs come first; of many inputs, those that only one block uses come first in it. */
function withInputs(
  parts: readonly Part[],
  inputs: readonly InspectionLine[],
  steps: readonly InspectionLine[],
  total: number,
): Outline {
  const homes = blocksAround(parts);
  const common = new Map<string, readonly Block[]>();
  if (inputs.length > MOST_INPUTS) {
    for (const { name, operands } of steps) {
      const home = homes.get(name) ?? [];
      for (const operand of operands) {
        const before = common.get(operand);
        const shared = before?.findIndex((block, i) => block !== home[i]) ?? -1;
        common.set(operand, before === undefined ? home : shared < 0 ? before : before.slice(0, shared));
      }
    }
  }
  const within = new Map<Block, InspectionLine[]>();
  const outside: Part[] = [];
  for (const line of inputs) {
    const block = common.get(line.name)?.at(-1);
    if (!block) outside.push({ line });
    else within.set(block, [...(within.get(block) ?? []), line]);
  }
  const filled = (part: Part): Part => {
    if ('line' in part) return part;
    const own = within.get(part.block) ?? [];
    const inner = part.block.parts.map(filled);
    const count = own.length + inner.reduce((sum, each) => sum + ('block' in each ? each.block.inputs : 0), 0);
    return { block: { ...part.block, inputs: count, parts: [...own.map((line) => ({ line })), ...inner] } };
  };
  const whole = [...outside, ...parts.map(filled)];
  return { parts: whole, total, around: blocksAround(whole) };
}

function blocksAround(parts: readonly Part[]): Map<string, readonly Block[]> {
  const around = new Map<string, readonly Block[]>();
  const visit = (inner: readonly Part[], path: readonly Block[]): void => {
    for (const part of inner) {
      if ('block' in part) visit(part.block.parts, [...path, part.block]);
      else if (path.length > 0) around.set(part.line.name, path);
    }
  };
  visit(parts, []);
  return around;
}

function countSteps(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + ('block' in part ? part.block.steps : 1), 0);
}

/** Cuts the parts of one level into runs. */
class Level {
  /** Of every line, the index of its last use. */
  readonly #lastUse = new Map<string, number>();
  readonly #index: ReadonlyMap<string, number>;

  constructor(lines: readonly InspectionLine[]) {
    this.#index = new Map(lines.map(({ name }, index) => [name, index]));
    lines.forEach(({ operands }, index) => {
      for (const operand of operands) this.#lastUse.set(operand, index);
    });
  }

  cut(parts: readonly Part[]): Part[] {
    if (parts.length <= MOST_TOGETHER) return [...parts];
    const runs = Math.min(MOST_RUNS, Math.ceil(parts.length / RUN_LENGTH));
    const live = this.#liveAt(parts);
    const length = parts.length / runs;
    const slack = Math.floor(length / 4);
    const cuts = [0];
    for (let run = 1; run < runs; run++) {
      const wish = Math.round(run * length);
      let at = wish;
      for (let i = wish - slack; i <= wish + slack; i++) {
        const gain = (live[at] ?? 0) - (live[i] ?? Number.POSITIVE_INFINITY);
        if (gain > 0 || (gain === 0 && Math.abs(i - wish) < Math.abs(at - wish))) at = i;
      }
      cuts.push(at);
    }
    cuts.push(parts.length);
    return cuts.slice(1).map((to, i) => ({ block: runOf(this.cut(parts.slice(cuts[i], to))) }));
  }

  /** How many values are made before the i-th part and used from it on: few is a good place to cut. */
  #liveAt(parts: readonly Part[]): number[] {
    const starts = parts.map((part) => this.#index.get(firstLine(part)?.name ?? '') ?? 0);
    const change = new Array<number>(parts.length + 1).fill(0);
    parts.forEach((part, i) => {
      for (const line of linesOf(part)) {
        const use = this.#lastUse.get(line.name) ?? -1;
        const end = upTo(starts, use);
        if (end <= i) continue;
        change[i + 1] = (change[i + 1] ?? 0) + 1;
        change[end + 1] = (change[end + 1] ?? 0) - 1;
      }
    });
    let live = 0;
    return change.map((by) => {
      live += by;
      return live;
    });
  }
}

/** The last of the ascending `starts` that is not beyond `at`. */
function upTo(starts: readonly number[], at: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function runOf(parts: readonly Part[]): Block {
  const [first, last] = [parts[0], parts.at(-1)].map((part) => (part ? labelsOf(part) : ['', '']));
  const [from = '', to = ''] = [first?.[0], last?.[1]];
  return {
    id: `run ${from} … ${to}`,
    kind: 'run',
    label: `${from} … ${to}`,
    steps: countSteps(parts),
    inputs: 0,
    parts,
  };
}

/** What a part begins and ends with: runs go by the names of what is in them. */
function labelsOf(part: Part): [string, string] {
  if ('line' in part) return [part.line.name, part.line.name];
  const { kind, label, parts } = part.block;
  if (kind !== 'run') return [label, label];
  const [first, last] = [parts[0], parts.at(-1)];
  return [first ? labelsOf(first)[0] : '', last ? labelsOf(last)[1] : ''];
}

function firstLine(part: Part): InspectionLine | undefined {
  if ('line' in part) return part.line;
  const [first] = part.block.parts;
  return first && firstLine(first);
}

export function linesOf(part: Part): InspectionLine[] {
  return 'line' in part ? [part.line] : part.block.parts.flatMap(linesOf);
}
