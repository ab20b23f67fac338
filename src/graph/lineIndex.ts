/** Lines by what makes two of them the same. */
import { isConstant, type LineId, type StepLine, type WengertLine } from './list.ts';

export interface LineIndex {
  /** The line that is known to be the same; else `id`, which is then known as that line: `lines[id]` from now on. */
  find(line: WengertLine, id: LineId): LineId;
}

/** Twice as many places as lines at least, so that searches are short. */
const FIRST_SIZE = 64;

export function createIndex(lines: readonly WengertLine[]): LineIndex {
  const numbers = new Map<number, LineId>();
  const others = new Map<string, LineId>();
  /**
   * Of the many lines that have one or two operands and nothing else: a hash table of id + 1 (0: free), each at the first
   * free place from its hash on. A map would need a key made for each line.
   */
  let table = new Int32Array(FIRST_SIZE);
  let held = 0;
  const codes = new Map<string, number>();

  function placeOf({ operation, operands }: WengertLine): number {
    let code = codes.get(operation);
    if (code === undefined) {
      code = codes.size + 1;
      codes.set(operation, code);
    }
    let hash = Math.imul(operands[0] ?? 0, 0x9e3779b1) ^ Math.imul((operands[1] ?? -1) + code * 0x10001, 0x85ebca6b);
    hash ^= hash >>> 15;
    return hash & (table.length - 1);
  }

  function put(line: WengertLine, id: LineId): LineId {
    let place = placeOf(line);
    for (let other = table[place] ?? 0; other !== 0; other = table[place] ?? 0) {
      if (isSame(lines[other - 1], line)) return other - 1;
      place = (place + 1) & (table.length - 1);
    }
    table[place] = id + 1;
    return id;
  }

  function grow(): void {
    const before = table;
    table = new Int32Array(2 * before.length);
    for (const each of before) if (each > 0) put(lines[each - 1] as WengertLine, each - 1);
  }

  return {
    find(line, id) {
      if (isConstant(line)) {
        const { value } = line;
        if (typeof value === 'number' && !Object.is(value, -0)) return noted(numbers, value, id);
      }
      const { length } = line.operands;
      if (length === 0 || length > 2 || 'attributes' in line) {
        const key = keyOf(line);
        return key === undefined ? id : noted(others, key, id);
      }
      if (line.operation === 'named') return id;
      if (2 * held >= table.length) grow();
      const found = put(line, id);
      if (found === id) held++;
      return found;
    },
  };
}

function isSame(a: WengertLine | undefined, b: WengertLine): boolean {
  return (
    a !== undefined &&
    a.operation === b.operation &&
    a.operands.length === b.operands.length &&
    a.operands[0] === b.operands[0] &&
    a.operands[1] === b.operands[1]
  );
}

function noted<K>(map: Map<K, LineId>, key: K, id: LineId): LineId {
  const found = map.get(key);
  if (found !== undefined) return found;
  map.set(key, id);
  return id;
}

/** What makes two lines the same; undefined for lines that are never shared. */
function keyOf(line: WengertLine): string | undefined {
  if (line.operation === 'input') return `in ${(line as { name: string }).name}`;
  if (isConstant(line)) return `const ${JSON.stringify(line.value, spelled)}`;
  if (line.operation === 'named') return undefined;
  const { attributes } = line as StepLine;
  const said = attributes
    ? ` ${JSON.stringify(
        Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)),
        spelled,
      )}`
    : '';
  return `${line.operation} ${line.operands.join(' ')}${said}`;
}

/** JSON has one word for NaN and ±∞, and none for −0. */
function spelled(_key: string, value: unknown): unknown {
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value;
  return Object.is(value, -0) ? '-0' : String(value);
}
