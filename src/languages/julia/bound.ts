/** Names that a piece of Julia sets, found in the syntax nodes alone. */
import type { SyntaxNode } from '@lezer/common';
import { finished } from '../../base/pauses.ts';
import { parts, visit, visiting } from '../lezer.ts';

const OWN_SCOPE = /^(?:FunctionDefinition|ArrowFunctionExpression|StructDefinition|MacroDefinition|DoClause)$/;

const BLOCK_SCOPE = /^(?:For|While|Let|Try)Statement$/;

/** Everything that is set, except inside functions and by loop heads and keyword arguments. */
export function namesBoundIn(roots: readonly SyntaxNode[], text: string): string[] {
  return boundIn(roots, text, () => true);
}

/** What is set outside of loops and the other blocks that have names of their own. */
export function namesOfScope(roots: readonly SyntaxNode[], text: string): string[] {
  return boundIn(roots, text, (node) => !BLOCK_SCOPE.test(node.name));
}

function boundIn(roots: readonly SyntaxNode[], text: string, enter: (node: SyntaxNode) => boolean): string[] {
  const names = new Set<string>();
  for (const root of roots) {
    visit(root, (node) => {
      for (const name of namesBoundBy(node, text)) names.add(name);
      return !OWN_SCOPE.test(node.name) && !isShortDefinition(node) && enter(node);
    });
  }
  return [...names];
}

/** `f(x) = …`, `f(x)::T where T = …`. */
export function isShortDefinition(node: SyntaxNode): boolean {
  const [target, sign] = parts(node);
  return node.name === 'Assignment' && sign?.name === 'AssignmentOp' && !!target && signatureOf(target) !== undefined;
}

/** The call of a signature, without the types around it. */
export function signatureOf(node: SyntaxNode): SyntaxNode | undefined {
  let inner: SyntaxNode | undefined = node;
  while (inner?.name === 'BinaryExpression') {
    const [left, sign]: SyntaxNode[] = parts(inner);
    inner = sign && /^(?:SubTypeOp|where)$/.test(sign.name) ? left : undefined;
  }
  return inner?.name === 'CallExpression' ? inner : undefined;
}

function namesBoundBy(node: SyntaxNode, text: string): string[] {
  const [first, second] = parts(node);
  switch (node.name) {
    case 'Assignment': {
      const signature = first && second?.name === 'AssignmentOp' ? signatureOf(first) : undefined;
      const target = signature ? signature.firstChild : first;
      return target && second?.name !== 'TildeOp' ? targetsOf(target, text) : [];
    }
    case 'FunctionDefinition': {
      const signature = node.getChild('Signature')?.firstChild;
      const callee = signature && (signatureOf(signature)?.firstChild ?? signature);
      return callee ? targetsOf(callee, text) : [];
    }
    case 'StructDefinition':
    case 'AbstractDefinition':
    case 'PrimitiveDefinition':
    case 'ModuleDefinition':
    case 'MacroDefinition':
      return [
        /(?:struct|type|module|macro)\s+([\p{L}_][\p{L}\p{N}_!]*)/u.exec(text.slice(node.from, node.to))?.[1] ?? '',
      ];
    case 'ImportStatement':
    case 'UsingStatement':
      return importedNames(node, text).map(({ local }) => local);
    case 'LocalStatement':
    case 'GlobalStatement':
      return parts(node)
        .slice(1)
        .flatMap((part) => (part.name === 'Assignment' ? [] : targetsOf(part, text)));
    default:
      return [];
  }
}

/** `x` of `x`, `x[i]`, `x::T`, `(x, y)`; `p.w` of `p.w[1]`. */
export function targetsOf(target: SyntaxNode, text: string): string[] {
  switch (target.name) {
    case 'Identifier':
      return [text.slice(target.from, target.to)];
    case 'FieldExpression':
      return [text.slice(target.from, target.to).replace(/\s/g, '')].filter((path) => /^[^[\](){}]+$/.test(path));
    case 'IndexExpression':
    case 'BinaryExpression':
    case 'SplatExpression':
    case 'ParametrizedExpression':
      return parts(target)
        .slice(0, 1)
        .flatMap((base) => targetsOf(base, text));
    case 'OpenTuple':
    case 'TupleExpression':
    case 'ParenExpression':
    case 'KeywordArguments':
      return parts(target).flatMap((item) => targetsOf(item, text));
    default:
      return [];
  }
}

/** Names whose items or fields are set below the nodes: `x` of `x[i] = …`, `x .= …`, `push!(x, …)`. */
export function changedIn(root: SyntaxNode, text: string): Set<string> {
  return finished(findingChanged(root, text));
}

/** The same with pauses. */
export function* findingChanged(root: SyntaxNode, text: string): Generator<undefined, Set<string>> {
  const names = new Set<string>();
  yield* visiting(root, (node) => {
    const [target, sign] = parts(node);
    if (!target || !sign) return true;
    if (node.name === 'Assignment' && (target.name !== 'Identifier' || text[sign.from] === '.')) {
      for (const name of targetsOf(target, text)) names.add(name.split('.', 1)[0] ?? name);
    }
    if (node.name === 'CallExpression' && text[target.to - 1] === '!') {
      for (const argument of parts(sign)) for (const name of targetsOf(argument, text)) names.add(name);
    }
    return true;
  });
  return names;
}

export interface Imported {
  readonly module: string;
  readonly member?: string;
  readonly local: string;
}

/** `using A, B.C` sets A and C; `import A as a`; `using A: f, g as h`. */
export function importedNames(statement: SyntaxNode, text: string): Imported[] {
  const words = text.slice(statement.from, statement.to).replace(/^(?:using|import)\b/, '');
  const [path = '', members] = words.split(/:(?!:)(.*)/s);
  const clean = (word: string) => word.replace(/\s+/g, ' ').trim();
  const named = (list: string) =>
    list
      .split(',')
      .map(clean)
      .filter((word) => word !== '')
      .map((word) => word.split(' as '));
  if (members !== undefined) {
    return named(members).map(([member = '', local]) => ({ module: clean(path), member, local: local ?? member }));
  }
  return named(path).map(([module = '', local]) => ({ module, local: local ?? module.split('.').pop() ?? module }));
}
