/**
 * Who may see which name. The tree knows one scope a function, JavaScript has one a block, and functions inside set
 * names of the functions around them (`xs.forEach((x) => { total += x })`). Names where that makes a difference are
 * found beforehand: after an assignment to them their value is not certain.
 */
import type { SyntaxNode, SyntaxNodeRef, Tree } from '@lezer/common';
import { assignedNames } from './bound.ts';

export interface Doubts {
  /** Names whose value is not certain after an assignment. */
  readonly unsure: ReadonlySet<string>;
  /** Names that functions inside set too, or that are of a function around: the tree says by `nonlocal` who sets them. */
  readonly shared: ReadonlySet<string>;
  /** Names of functions around that it sets. */
  readonly nonlocal: ReadonlySet<string>;
  /** Names that are read before they are declared, where they do not stand for the same name outside. */
  readonly early: ReadonlySet<string>;
}

/** The doubts about names in a function or the script. */
export type Untrusted = (node: SyntaxNode) => Doubts;

interface Scope {
  readonly node: string;
  readonly parent: Scope | undefined;
  /** The scope of the function around a block, which `var` belongs to; a function's own scope has none. */
  readonly home?: Scope;
  readonly names: Map<string, Declared>;
}

interface Declared {
  /** Where the name stands. */
  readonly at: number;
  /** From where on it has its first value; 0 for functions and parameters. */
  readonly from: number;
}

function homeOf(scope: Scope): Scope {
  return scope.home ?? scope;
}

const FUNCTION: ReadonlySet<string> = new Set(
  'FunctionDeclaration FunctionExpression ArrowFunction MethodDeclaration StaticBlock'.split(' '),
);
const BLOCK: ReadonlySet<string> = new Set(
  'Block ForStatement SwitchBody CatchClause ClassBody ClassDeclaration ClassExpression'.split(' '),
);
const SETS: ReadonlySet<string> = new Set([
  'AssignmentExpression',
  'PostfixExpression',
  'UnaryExpression',
  'ForInSpec',
  'ForOfSpec',
]);
const NO_DOUBTS: Doubts = { unsure: new Set(), shared: new Set(), nonlocal: new Set(), early: new Set() };

/** With pauses. */
export function* findingUntrusted(tree: Tree, text: string): Generator<undefined, Untrusted> {
  const scopes = new Map<string, Scope>();
  yield* declaring(tree, text, scopes);
  const doubts = new Map<string, { readonly [K in keyof Doubts]: Set<string> }>();
  const seen = new Map<Scope, Map<string, Set<Scope | undefined>>>();
  const add = (scope: Scope, kind: keyof Doubts, name: string) => {
    const own = doubts.get(scope.node) ?? {
      unsure: new Set(),
      shared: new Set(),
      nonlocal: new Set(),
      early: new Set(),
    };
    doubts.set(scope.node, own);
    own[kind].add(name);
  };
  yield* walkingScopes(tree, scopes, (node, scope, script) => {
    for (const name of SETS.has(node.name) ? assignedNames(node.node, text) : []) {
      const owner = homeOf(lookUp(name, scope) ?? script);
      if (owner === homeOf(scope)) continue;
      // What a function sets of the script is seen by whoever calls it, and nobody knows when.
      const isTold = owner !== script && !isInParameters(node.node);
      for (const home of homesUpTo(owner, scope)) add(home, isTold ? 'shared' : 'unsure', name);
      if (isTold) add(homeOf(scope), 'nonlocal', name);
    }
    if (node.name !== 'VariableName' && node.name !== 'VariableDefinition') return;
    const name = text.slice(node.from, node.to);
    const from = isOwnName(node) ? (scope.parent ?? scope) : scope;
    const owner = lookUp(name, from);
    // A function inside another sees the names of both: the reference counts for each up to the owner.
    for (const home of homesUpTo(owner && homeOf(owner), from)) {
      const names = seen.get(home) ?? new Map<string, Set<Scope | undefined>>();
      seen.set(home, names.set(name, (names.get(name) ?? new Set()).add(owner)));
    }
    const declared = owner?.names.get(name);
    if (!owner || !declared || node.name === 'VariableDefinition' || node.from >= declared.from) return;
    // A function inside is usually called later, except in the very value of the name.
    if (homeOf(owner) === homeOf(scope) || node.from > declared.at) add(homeOf(owner), 'early', name);
  });
  for (const [home, names] of seen) {
    for (const [name, owners] of names) if (hasNested([...owners])) add(home, 'unsure', name);
  }
  return (node) => doubts.get(keyOf(node)) ?? NO_DOUBTS;
}

/** In the default of a parameter, which is worked out for some calls only. */
function isInParameters(node: SyntaxNode): boolean {
  for (let around = node.parent; around && !FUNCTION.has(around.name); around = around.parent) {
    if (around.name === 'ParamList') return true;
  }
  return false;
}

/** The functions around a scope, from the innermost to `last` (to the script where there is none). */
function homesUpTo(last: Scope | undefined, scope: Scope): Scope[] {
  const homes: Scope[] = [];
  for (let home: Scope | undefined = homeOf(scope); home; home = home.parent && homeOf(home.parent)) {
    homes.push(home);
    if (home === last) break;
  }
  return homes;
}

/** One of the scopes lies inside another: the inner name hides the outer one for a while. */
function hasNested(owners: readonly (Scope | undefined)[]): boolean {
  if (owners.length < 2) return false;
  return owners.some((owner) => {
    for (let around = owner?.parent; around; around = around.parent) if (owners.includes(around)) return true;
    return owner !== undefined && owners.includes(undefined);
  });
}

function lookUp(name: string, from: Scope): Scope | undefined {
  for (let scope: Scope | undefined = from; scope; scope = scope.parent) if (scope.names.has(name)) return scope;
  return undefined;
}

function keyOf(node: { readonly from: number; readonly to: number; readonly name: string }): string {
  return `${node.from}-${node.to}-${FUNCTION.has(node.name) ? 'f' : node.name}`;
}

function* declaring(tree: Tree, text: string, scopes: Map<string, Scope>): Generator<undefined> {
  yield* walkingScopes(tree, scopes, (node, scope) => {
    if (node.name !== 'VariableDefinition') return;
    const name = text.slice(node.from, node.to);
    const own = isOwnName(node);
    const around = own ? scope.parent : isVar(node.node) ? homeOf(scope) : scope;
    if (!around || (!own && belongsToAssignment(node.node))) return;
    const from = own ? 0 : firstValueOf(node.node);
    if (from < (around.names.get(name)?.from ?? Number.POSITIVE_INFINITY))
      around.names.set(name, { at: node.from, from });
  });
}

/** The name of a declared function or class belongs to the scope around it. */
function isOwnName(node: SyntaxNodeRef): boolean {
  return node.name === 'VariableDefinition' && /^(?:Function|Class)Declaration$/.test(node.node.parent?.name ?? '');
}

/** `[a, b] = …` spells its targets like a declaration. */
function belongsToAssignment(definition: SyntaxNode): boolean {
  const around = outOfPatterns(definition);
  return (
    around?.name === 'AssignmentExpression' || (/^For(?:In|Of)Spec$/.test(around?.name ?? '') && !hasKeyword(around))
  );
}

function hasKeyword(spec: SyntaxNode | null): boolean {
  for (let child = spec?.firstChild; child; child = child.nextSibling)
    if (/^(?:let|const|var)$/.test(child.name)) return true;
  return false;
}

function isVar(definition: SyntaxNode): boolean {
  const around = outOfPatterns(definition);
  for (let child = around?.firstChild; child; child = child.nextSibling) if (child.name === 'var') return true;
  return false;
}

/** Where the declarator ends; parameters and imports have their value from the start. */
function firstValueOf(definition: SyntaxNode): number {
  const around = outOfPatterns(definition);
  if (!around || !/^(?:VariableDeclaration|For(?:In|Of)Spec)$/.test(around.name)) return 0;
  if (around.name !== 'VariableDeclaration') return around.to;
  let to = definition.to;
  for (let part = around.firstChild; part; part = part.nextSibling) {
    if (part.name === ',' && part.from >= definition.to) break;
    to = part.to;
  }
  return to;
}

function outOfPatterns(definition: SyntaxNode): SyntaxNode | null {
  let around = definition.parent;
  while (around && /^(?:ArrayPattern|ObjectPattern|PatternProperty)$/.test(around.name)) around = around.parent;
  return around;
}

/** Calls `see` for every node with the scope that it stands in; scopes are made at the first walk. */
function* walkingScopes(
  tree: Tree,
  scopes: Map<string, Scope>,
  see: (node: SyntaxNodeRef, scope: Scope, script: Scope) => void,
): Generator<undefined> {
  const open = (node: SyntaxNodeRef, parent: Scope | undefined, isFunction: boolean): Scope => {
    const key = keyOf(node);
    const known = scopes.get(key);
    if (known) return known;
    const home = parent && !isFunction ? { home: homeOf(parent) } : {};
    const made: Scope = { node: key, parent, names: new Map(), ...home };
    scopes.set(key, made);
    return made;
  };
  const script = open(tree.topNode, undefined, true);
  const stack: Scope[] = [script];
  const enter = (node: SyntaxNodeRef) => {
    const isFunction = FUNCTION.has(node.name) || isMethod(node);
    const current = stack[stack.length - 1] ?? script;
    if (isFunction || BLOCK.has(node.name)) stack.push(open(node, current, isFunction));
    see(node, stack[stack.length - 1] ?? script, script);
  };
  const leave = (node: SyntaxNodeRef) => {
    if (FUNCTION.has(node.name) || isMethod(node) || BLOCK.has(node.name)) stack.pop();
  };
  let pause = PAUSE_EVERY;
  for (let statement = tree.topNode.firstChild; statement; statement = statement.nextSibling) {
    statement.cursor().iterate(enter, leave);
    if (statement.to < pause) continue;
    pause = statement.to + PAUSE_EVERY;
    yield;
  }
}

/** A pause is offered once for so many characters. */
const PAUSE_EVERY = 10_000;

/** `{ f(x) { … } }`. */
function isMethod(node: SyntaxNodeRef): boolean {
  return node.name === 'Property' && node.node.getChild('ParamList') !== null;
}
