/** Function definitions: parameters, the value of the last expression, several methods. */
import type { SyntaxNode } from '@lezer/common';
import { span } from '../../base/span.ts';
import type { Parameter, Statement } from '../../syntax/tree.ts';
import { ifStatement } from '../code.ts';
import { nameOf, unreadable } from '../expression/nodes.ts';
import { isBroken, parts, spanOf, visit, visiting } from '../lezer.ts';
import { changedIn, namesBoundIn, namesOfScope, signatureOf } from './bound.ts';
import { type Context, textOf } from './context.ts';
import { isFunction, SYNTAX, unknown, unread } from './refuse.ts';

/** `function f(x) … end` and `f(x) = …` under the signature given; `at` is the whole definition. */
export function readDefinition(
  node: SyntaxNode,
  signature: SyntaxNode,
  body: readonly SyntaxNode[],
  context: Context,
): Statement[] {
  const call = signatureOf(signature);
  const callee = call?.firstChild;
  const list = call?.getChild('Arguments');
  if (!call || !callee || !list || isBroken(call)) return [unread(node, SYNTAX, context)];
  const functor = callee.name === 'ParenExpression' ? parts(callee).slice(1, -1) : [];
  if (!/^(?:Identifier|FieldExpression)$/.test(callee.name) && functor.length !== 1) {
    return [unread(node, 'A method of an operator or a type is not read.', context)];
  }
  const named = [...functor, ...parts(list).filter((part) => !/^[(),]$/.test(part.name))];
  const inside = { ...context, inFunction: true };
  const { parameters, before, broken } = readParameters(named, inside);
  const name = textOf(callee, context).replace(/\s/g, '');
  const definition: Statement = {
    kind: 'function',
    span: spanOf(node),
    name,
    nameSpan: spanOf(callee),
    parameters,
    body: [...before, ...bodyStatements(node, body, parameters, inside)],
  };
  const lost: Statement[] = [];
  if (broken || isBroken(list)) lost.push(unknown(spanOf(list), SYNTAX, [name]));
  if (context.overloaded.has(`${context.scope}:${name}`)) lost.push(unknown(spanOf(node), METHODS, [name]));
  return [definition, ...lost];
}

const METHODS = 'The function has several methods; which one is called depends on types. Give each a name of its own.';

/** A function's statements, the last of which gives its value. */
export function bodyStatements(
  node: SyntaxNode,
  body: readonly SyntaxNode[],
  parameters: readonly Parameter[],
  context: Context,
): Statement[] {
  const own = new Set([...parameters.map(({ name }) => name), ...namesOfScope(body, context.text)]);
  const everywhere = new Set([...own, ...namesBoundIn(body, context.text)]);
  const set = [...setInside(body, context.text)].filter((name) => everywhere.has(name));
  const inside: Context = {
    ...context,
    effects: new Set(),
    setFromInside: new Set(set),
    visible: own,
    changed: changedIn(node, context.text),
    scope: node.from,
    inFunction: true,
  };
  const early = parameters.map(({ name }) => name).filter((name) => set.includes(name));
  const doubt = early.length > 0 ? [unknown(span(node.from, node.from), FROM_INSIDE, early)] : [];
  const depth = context.depth;
  inside.depth = depth + 1;
  const statements =
    depth > 200 ? [unread(node, 'Functions are nested too deep to be read.', context)] : context.block(body, inside);
  return [...doubt, ...withValue(statements)];
}

export const FROM_INSIDE = 'A function inside sets the name too. Pass the value as an argument instead.';

/** Names that functions below the nodes set, their own parameters aside. */
export function setInside(roots: readonly SyntaxNode[], text: string): Set<string> {
  const names = new Set<string>();
  for (const root of roots) {
    visit(root, (node) => {
      if (!isFunction(node)) return true;
      const parameters = new Set(text.slice(node.from, headEnd(node)).match(/[\p{L}_][\p{L}\p{N}\p{M}_!]*/gu) ?? []);
      const inner = node.name === 'Assignment' ? parts(node).slice(2) : parts(node);
      for (const name of namesBoundIn(inner, text)) if (!parameters.has(name)) names.add(name);
      return true;
    });
  }
  return names;
}

function headEnd(node: SyntaxNode): number {
  const head = node.getChild('Signature') ?? node.getChild('Parameters') ?? node.firstChild;
  return head?.to ?? node.from;
}

/** After a loop, names of its head: they do not count as the last statement of a function. */
export const AFTER_LOOP = 'The name has its value in the loop only.';

/** The last expression of a body is its value. */
function withValue(statements: readonly Statement[]): Statement[] {
  const at = statements.findLastIndex(
    ({ kind, ...rest }) => kind !== 'unreadable' || !('reason' in rest) || rest.reason !== AFTER_LOOP,
  );
  const last = statements[at];
  if (!last) return [...statements];
  const before = statements.slice(0, at);
  const after = statements.slice(at + 1);
  switch (last.kind) {
    case 'formula':
      return [...before, { kind: 'return', span: last.span, value: last.expression }, ...after];
    case 'assign':
      if (last.target.kind === 'index') return [...statements];
      return [...statements, { kind: 'return', span: last.span, value: last.target }];
    case 'function':
      return [...statements, { kind: 'return', span: last.span, value: nameOf(last.name, last.nameSpan) }];
    case 'if':
      return [
        ...before,
        ifStatement(last.span, last.condition, withValue(last.then), withValue(last.otherwise)),
        ...after,
      ];
    case 'unreadable':
      return last.leaves ? [...statements] : [...before, { ...last, leaves: 'perhaps' }, ...after];
    default:
      return [...statements];
  }
}

export interface Parameters {
  readonly parameters: readonly Parameter[];
  /** Patterns taken apart, at the start of the body. */
  readonly before: readonly Statement[];
  readonly broken: boolean;
}

export function readParameters(nodes: readonly SyntaxNode[], context: Context): Parameters {
  const parameters: Parameter[] = [];
  const before: Statement[] = [];
  let broken = false;
  const take = (node: SyntaxNode, rest: 'list' | 'named' | undefined) => {
    if (/^[,;]$/.test(node.name)) return;
    if (node.type.isError || isBroken(node)) {
      broken = true;
    } else if (node.name === 'KeywordArguments') {
      for (const option of parts(node)) take(option, 'named');
    } else if (node.name === 'TupleExpression') {
      const name = textOf(node, context);
      parameters.push({ name, span: spanOf(node) });
      before.push({
        kind: 'assign',
        span: spanOf(node),
        target: context.expression(node, context),
        value: nameOf(name, spanOf(node)),
      });
    } else {
      const read = readParameter(node, rest, context);
      if (read) parameters.push(read);
      else broken = true;
    }
  };
  for (const node of nodes) take(node, undefined);
  return { parameters, before, broken };
}

/** `x`, `x::T`, `x::T = 1`, `xs...`, `::T`. */
function readParameter(node: SyntaxNode, rest: 'list' | 'named' | undefined, context: Context): Parameter | undefined {
  if (node.name === 'SplatExpression') {
    const inner = node.firstChild && readParameter(node.firstChild, undefined, context);
    return inner ? { ...inner, rest: rest ?? 'list' } : undefined;
  }
  if (node.name === 'KwArg' || node.name === 'Assignment') {
    const [target, , value] = parts(node);
    const inner = target && readParameter(target, undefined, context);
    if (!inner) return undefined;
    const preset = value ? context.expression(value, context) : unreadable('', SYNTAX, span(node.to, node.to));
    return { ...inner, default: preset };
  }
  if (node.name === 'Identifier') return { name: textOf(node, context), span: spanOf(node) };
  const [first, second, third] = parts(node);
  if (node.name === 'UnaryExpression' && first?.name === 'SubTypeOp' && second) {
    return { name: `_${node.from}`, span: spanOf(node), annotation: textOf(second, context) };
  }
  if (node.name !== 'BinaryExpression' || second?.name !== 'SubTypeOp' || first?.name !== 'Identifier' || !third)
    return undefined;
  if (third.firstChild?.name === 'ArrowFunctionExpression') return undefined;
  return { name: textOf(first, context), span: spanOf(first), annotation: textOf(third, context) };
}

/**
 * `scope:name` of functions that are defined more than once in one scope, and not each for another number of arguments, or
 * that add a method to one of another module.
 */
export function* findingOverloaded(root: SyntaxNode, text: string): Generator<undefined, Set<string>> {
  const seen = new Map<string, (number | undefined)[]>();
  const below = (start: SyntaxNode, scope: number, depth: number) => {
    return (node: SyntaxNode): boolean => {
      if (node === start || !isFunction(node)) return true;
      const signature = node.getChild('Signature')?.firstChild ?? node.firstChild;
      const head = signature && signatureOf(signature);
      const callee = head?.firstChild;
      if (head && callee && !/^(?:ArrowFunctionExpression|DoClause)$/.test(node.name)) {
        const key = `${scope}:${text.slice(callee.from, callee.to).replace(/\s/g, '')}`;
        seen.set(key, [...(seen.get(key) ?? []), countOfParameters(head)]);
      }
      if (depth < 50) visit(node, below(node, node.from, depth + 1));
      return false;
    };
  };
  yield* visiting(root, below(root, 0, 0));
  const isOpen = (counts: readonly (number | undefined)[]) =>
    counts.includes(undefined) || new Set(counts).size < counts.length;
  const extended = importedNames(text);
  const isSeveral = ([key, counts]: [string, (number | undefined)[]]) =>
    (counts.length > 1 && isOpen(counts)) || (key.startsWith('0:') && extended.has(key.slice(2)));
  return new Set([...seen].filter(isSeveral).map(([key]) => key));
}

/** `import Base: exp, +` and `import Base.exp`: what the file defines under these names are further methods of theirs. */
function importedNames(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [, list = ''] of text.matchAll(/^[ \t]*import[ \t]+[\w.]+[ \t]*:[ \t]*(.+)$/gm)) {
    for (const name of list.split(',')) names.add(name.trim().replace(/^\((.*)\)$/, '$1'));
  }
  for (const [, name = ''] of text.matchAll(/^[ \t]*import[ \t]+(?:\w+\.)+(\w+!?)[ \t]*$/gm)) names.add(name);
  return names;
}

/** Undefined where it takes more or fewer: defaults, keywords, `args...`. */
function countOfParameters(head: SyntaxNode): number | undefined {
  const list = head.getChild('Arguments');
  const inside = list ? parts(list).filter((part) => !/^[(),]$/.test(part.name)) : undefined;
  if (!inside || inside.some(({ name }) => /^(?:KwArg|KeywordArguments|SplatExpression)$/.test(name))) return undefined;
  return inside.length;
}
