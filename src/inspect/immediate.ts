/**
 * Functions that a program calls where they stand: `(function(stats, Math) { stats.mean = … })(stats, Math)`. What they
 * add to an object from outside is seen outside.
 */
import { linearName } from '../syntax/names.ts';
import type { Expression, FunctionDefinition, Statement } from '../syntax/tree.ts';
import type { Block, Definition } from '../trace/scope.ts';

/** What a function that is called where it stands shares with its surroundings. */
export interface Immediate {
  /** Parameters that are handed the outer name of the same spelling. */
  readonly handed: ReadonlySet<string>;
  /** The inner name that it returns, where that is set to an outer name of the same spelling. */
  readonly given?: string;
}

/** Whether the statement after it calls the function, and nothing else does. */
export function immediateCall(written: FunctionDefinition, next: Statement | undefined): Immediate | undefined {
  if (written.name !== '' || !next || (next.kind !== 'formula' && next.kind !== 'assign')) return undefined;
  const value = next.kind === 'formula' ? next.expression : next.value;
  if (value.kind !== 'call' || value.callee.kind !== 'lambda' || value.keywords.length > 0) return undefined;
  const { statements, span } = value.callee;
  if (statements !== written.body && span.from !== written.nameSpan.from) return undefined;
  const handed = written.parameters.filter(({ name }, i) => nameOf(value.args[i]) === name).map(({ name }) => name);
  const last = written.body[written.body.length - 1];
  const result = last?.kind === 'return' && last.value ? nameOf(last.value) : undefined;
  const given = next.kind === 'assign' && result !== undefined && nameOf(next.target) === result ? result : undefined;
  return { handed: new Set(handed), ...(given !== undefined && { given }) };
}

function nameOf(expression: Expression | undefined): string | undefined {
  return expression?.kind === 'name' ? linearName(expression) : undefined;
}

/**
 * The block outside in which `stats.mean = …` is seen too: where `stats` is declared, out through functions that are
 * called where they stand and have `stats` from there. Undefined where that is the block itself, or not known.
 */
export function seenOutside(
  definition: Definition,
  blocks: readonly Block[],
  immediates: ReadonlyMap<number, Immediate>,
  declares: (owner: number, name: string) => boolean,
): number | undefined {
  const [root = ''] = definition.name.split('.');
  const start = blocks[definition.place.block];
  let block = start;
  while (block) {
    const owner = blocks[block.owner] as Block;
    const immediate = immediates.get(owner.id);
    const isOwn = declares(owner.id, root);
    const isParameter = owner.parameters.has(root);
    if (isOwn && immediate?.given !== root) break;
    if (isParameter && !immediate?.handed.has(root)) return undefined;
    if (owner.parent === undefined) break;
    if (!immediate) return undefined;
    block = blocks[owner.parent];
  }
  const seen = block && blocks[block.owner]?.id;
  return seen === undefined || seen === start?.owner ? undefined : seen;
}
