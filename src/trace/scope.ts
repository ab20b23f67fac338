/**
 * Which definition a name means. Definitions are collected once per document and looked up by place; nothing is
 * traced before it is needed.
 */
import type { Span } from '../base/span.ts';
import type { Expression, FunctionDefinition, Language } from '../syntax/tree.ts';

/** Where in the documents something stands. */
export interface Place {
  /** Running number over all documents: prelude first. */
  readonly order: number;
  /** Definitions of one display are seen from all of it, also from above. */
  readonly display: number;
  readonly section: number;
  /** Code: the block (module, function body, loop body). Notes have block 0 only. */
  readonly block: number;
  /** Code, inside a called function: where the call stands. Names outside of the function are looked up from there. */
  readonly call?: number;
  /** Code of another file: the names of that file. All else of the place is to be understood there. */
  readonly file?: Scope;
}

export interface Definition {
  readonly name: string;
  /** Functions only. */
  readonly parameters?: readonly string[];
  /** Default arguments by parameter. */
  readonly defaults?: ReadonlyMap<string, Expression>;
  /** Notes: it defines a whole family, f_i for every i: the symbol without its index, and the letters that run. */
  readonly family?: { readonly base: string; readonly letters: readonly string[] };
  /** Equal ways in which it is given (`y = f(x) = x^2`), the preferred first. */
  readonly bodies: readonly Expression[];
  readonly place: Place;
  /** Where the body's names are looked up: differs from `place` for functions in code. */
  readonly bodyPlace: Place;
  /** The name where it is defined. */
  readonly span: Span;
  readonly language: Language;
  /** Code: the function as written, run statement by statement where it is called. */
  readonly function?: FunctionDefinition;
  /** Code: the class that it is a method of. */
  readonly className?: string;
  /** Code: a block further out in which it is seen too, where nothing else of that name is. */
  readonly seenIn?: number;
  /** Notes: the text says what its square is. */
  readonly root?: boolean;
  /** The name is set there in a way that is not followed (a loop, a branch): it is taken as an input. */
  readonly notFollowed?: string;
}

export interface Block {
  readonly id: number;
  readonly parent?: number;
  /** The function that the block belongs to; blocks of one function share its parameters. */
  readonly owner: number;
  readonly parameters: ReadonlySet<string>;
}

export interface Declaration {
  readonly sizes: readonly Expression[];
  /** Of a family A_i: the letters that run. */
  readonly letters: readonly string[];
}

export interface ClassFound {
  readonly name: string;
  /** Names of classes that it builds on. */
  readonly bases: readonly string[];
  readonly methods: ReadonlyMap<string, Definition>;
  /** Attributes that the class body or the constructor sets to something that needs no argument. */
  readonly presets: ReadonlyMap<string, Expression>;
}

/** A name of code that an import sets. */
export interface Imported {
  /** As the text spells it: `.utils`, `..`, `numpy`, `./special.js`. */
  readonly module: string;
  /** What is taken out of the module; absent: the module itself. */
  readonly member?: string;
  readonly place: Place;
  readonly language: Language;
}

/** What a file of JavaScript gives to others, as its text says; see `Export` of the tree. */
export interface Exported {
  readonly name: string;
  readonly local?: string;
  readonly module?: string;
  readonly place: Place;
  readonly language: Language;
}

/** Other files of the project as far as somebody has them. Within one inspection the same question has the same answer. */
export interface Files {
  /** The file that `specifier` names in the file `from`; undefined: there is none, or nobody has it. */
  find(from: Scope, specifier: string): Scope | undefined;
  /** What the file is called that spans call by this number. */
  nameOf(doc: number): string | undefined;
}

export interface Scope {
  /** Of another file of the project: what tells it from all others, and how its names are told from those of the document. */
  readonly key?: string;
  readonly label?: string;
  /** Only of the document itself. */
  readonly files?: Files;
  /** By name, in the order of the text. */
  readonly definitions: ReadonlyMap<string, readonly Definition[]>;
  readonly blocks: readonly Block[];
  /** Code: local name → what it stands for (`np` → `numpy`, `e` → `math.exp`). */
  readonly imports: ReadonlyMap<string, string>;
  /** Code: the same with the places where they stand, in the order of the text; under `*` modules of which all names are taken. */
  readonly imported: ReadonlyMap<string, readonly Imported[]>;
  /** Code: what other files see, where the language says so name by name. */
  readonly exported: readonly Exported[];
  /** Code: imported names that a statement may change what they stand for: `utils.TABLE[0] = 1`. */
  readonly touched: ReadonlySet<string>;
  /** Names that bound a sum somewhere (`\sum_{i=1}^n`): sizes, never differentiated. */
  readonly sizes: ReadonlySet<string>;
  /** Notes: names declared as vectors or matrices (`A \in \mathbb{R}^{m \times n}`), with their sizes as written. */
  readonly declared: ReadonlyMap<string, Declaration>;
  /** Notes: names that stand somewhere by themselves in plain type: beside them, bold type says nothing of a shape. */
  readonly plain: ReadonlySet<string>;
  /** Notes: definitions of families by their base. */
  readonly families: ReadonlyMap<string, readonly Definition[]>;
  /** Code: classes by name. */
  readonly classes: ReadonlyMap<string, ClassFound>;
  /** Code: names that stand somewhere by themselves; lists under them may be changed out of sight. */
  readonly handed: ReadonlySet<string>;
}

/**
 * The definition of `name` that holds at `from`: the nearest above, in its own section first; definitions below count
 * within one display. In code: block by block outwards; functions may stand below their use.
 */
export function resolve(document: Scope, name: string, from: Place): Definition | undefined {
  const scope = from.file ?? document;
  const all = scope.definitions.get(name);
  if (all === undefined) return undefined;
  for (let block: Block | undefined = scope.blocks[from.block]; block; block = parentOf(scope, block)) {
    const outside = from.call !== undefined && block.owner !== scope.blocks[from.block]?.owner;
    const seenFrom = outside ? { ...from, order: from.call as number } : from;
    const found = nearest(all, block.id, seenFrom);
    if (found) return name.includes('.') && isReplaced(scope, found, block.id, seenFrom) ? undefined : found;
    const { id } = block;
    const shared = all.find((definition) => definition.seenIn === id);
    if (shared) return shared;
    if (block.parameters.has(name)) return undefined;
  }
  return undefined;
}

/** `a.f` of `a = { f: … }`, once `a` has been set or changed as a whole further down. */
function isReplaced(scope: Scope, { name, span, place }: Definition, block: number, from: Place): boolean {
  const holds = ({ bodies }: Definition) =>
    bodies.some((body) => body.span.from <= span.from && span.to <= body.span.to);
  for (let end = name.lastIndexOf('.'); end > 0; end = name.lastIndexOf('.', end - 1)) {
    const all = scope.definitions.get(name.slice(0, end)) ?? [];
    const holder = all.some(holds) ? nearest(all, block, from) : undefined;
    const isLater = holder && place.order < holder.place.order && holder.place.order < from.order;
    if (isLater && !holds(holder)) return true;
  }
  return false;
}

/** Whether two places of code belong to the same function (or both to none). */
export function sameFunction(document: Scope, a: Place, b: Place): boolean {
  if (a.file !== b.file) return false;
  const scope = a.file ?? document;
  return scope.blocks[a.block]?.owner === scope.blocks[b.block]?.owner;
}

/** All definitions of `name` that could be meant instead of the one that `resolve` gives. */
export function alternatives(scope: Scope, name: string, from: Place): readonly Definition[] {
  const chosen = resolve(scope, name, from);
  return ((from.file ?? scope).definitions.get(name) ?? []).filter(
    (definition) => definition !== chosen && !definition.notFollowed,
  );
}

/** Where all of a file has run: what others see of its names. `file` is absent for the document itself. */
export function endOf(file: Scope | undefined): Place {
  return { order: Number.POSITIVE_INFINITY, display: -1, section: 0, block: 0, ...(file && { file }) };
}

/** Whether something that stands in block `of` is seen from a place: its function is that of the place, or around it. */
export function isSeen(document: Scope, of: number, from: Place): boolean {
  const { blocks } = from.file ?? document;
  const owner = blocks[of]?.owner;
  for (let block = blocks[from.block]; block; block = blocks[block.parent ?? -1])
    if (block.owner === owner) return true;
  return false;
}

function parentOf(scope: Scope, block: Block): Block | undefined {
  return block.parent === undefined ? undefined : scope.blocks[block.parent];
}

/** Among the definitions of a name in the order of the text. Looks at few of them where they are many (`y = y + 1`). */
function nearest(all: readonly Definition[], block: number, from: Place): Definition | undefined {
  let start = 0;
  for (let end = all.length; start < end; ) {
    const middle = (start + end) >> 1;
    if ((all[middle] as Definition).place.order < from.order) start = middle + 1;
    else end = middle;
  }
  const before = (holds: (place: Place) => boolean) => {
    for (let i = start - 1; i >= 0; i--) {
      const definition = all[i] as Definition;
      if (definition.place.block === block && holds(definition.place)) return definition;
    }
    return undefined;
  };
  const above = before(() => true);
  if (above?.place.display === from.display) return above;
  let below: Definition | undefined;
  for (let i = start; all[i]?.place.display === from.display || all[i]?.place.order === from.order; i++) {
    const { place } = all[i] as Definition;
    if (place.block === block && place.order !== from.order) below = all[i];
  }
  if (below) return below;
  if (above) return above.place.section === from.section ? above : (before((p) => p.section === from.section) ?? above);
  // JavaScript's functions are known in all of the block that they stand in, those of a note in all of their section.
  if (block !== 0 && all[0]?.language !== 'javascript') return undefined;
  for (let i = start; i < all.length; i++) {
    const definition = all[i] as Definition;
    const isElsewhere = definition.language === 'latex' && definition.place.section !== from.section;
    if (
      definition.place.block === block &&
      definition.parameters &&
      definition.place.order > from.order &&
      !isElsewhere
    )
      return definition;
  }
  return undefined;
}
