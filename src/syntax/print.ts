/**
 * Trees as S-expressions: the form in which tests and snapshots show what was read. Nested sums and products are
 * flattened, `a - b` is `(+ a (neg b))`, styles are left out, chains have one sign.
 */
import type {
  Big,
  Derivative,
  Expression,
  Name,
  Operation,
  Operator,
  Relation,
  RelationSign,
  Statement,
} from './tree.ts';

/** Deeper trees are cut with `…`. */
const DEPTH = 400;

export function printTree(tree: Expression | readonly Statement[]): string {
  if (!isStatements(tree)) return print(tree, 0);
  const items = tree.map(printStatement);
  return items.length === 1 ? (items[0] ?? '') : `(list${items.map((item) => ` ${item}`).join('')})`;
}

function isStatements(tree: Expression | readonly Statement[]): tree is readonly Statement[] {
  return Array.isArray(tree);
}

function list(head: string, ...parts: readonly (string | undefined)[]): string {
  return `(${[head, ...parts.filter((part) => part !== undefined)].join(' ')})`;
}

function all(nodes: readonly Expression[], depth: number): string[] {
  return nodes.map((node) => print(node, depth + 1));
}

function print(node: Expression, depth: number): string {
  if (depth > DEPTH) return '…';
  const sub = (inner: Expression | undefined): string | undefined => inner && print(inner, depth + 1);
  switch (node.kind) {
    case 'number':
      return node.text;
    case 'boolean':
      return String(node.value);
    case 'string':
      return JSON.stringify(node.value);
    case 'name':
      return printName(node);
    case 'operation':
      return printOperation(node, depth);
    case 'call': {
      const keywords = node.keywords.map(({ name, value }) => list(':', name, sub(value)));
      const head =
        node.callee.kind === 'call' && isInverse(node.callee)
          ? `inv_${all(node.callee.args, depth).join(' ')}`
          : print(node.callee, depth + 1);
      return list(head === 'binomial' ? 'binom' : head, ...all(node.args, depth), ...keywords);
    }
    case 'attribute':
      return list('attribute', sub(node.base), node.name);
    case 'index':
      return list(
        node.position === 'superscript' ? 'sup' : node.position === 'subscript' ? 'sub' : 'at',
        sub(node.base),
        ...all(node.indices, depth),
      );
    case 'slice':
      return list('slice', sub(node.start) ?? '_', sub(node.stop) ?? '_', sub(node.step));
    case 'sequence':
      return list(
        node.form === 'system' ? 'list' : node.form === 'list' ? 'items' : node.form,
        ...all(node.items, depth),
      );
    case 'matrix':
      return list('matrix', ...node.rows.map((row) => list('row', ...all(row, depth))));
    case 'lambda':
      return list(
        'lambda',
        list('', ...node.parameters.map(({ name }) => name)),
        ...(node.statements ? node.statements.map(printStatement) : [sub(node.body)]),
      );
    case 'piecewise':
      return list(
        'piecewise',
        ...node.cases.flatMap(({ value, condition }) => [sub(value), condition ? sub(condition) : 'otherwise']),
      );
    case 'big':
      return printBig(node, depth);
    case 'derivative':
      return printDerivative(node, depth);
    case 'at':
      return list('|', sub(node.body), ...all(node.settings, depth));
    case 'relation':
      return printRelation(node, depth);
    case 'comprehension': {
      const clauses = node.clauses.flatMap(({ target, iterable, conditions }) => [
        list('for', sub(target), sub(iterable)),
        ...conditions.map((condition) => list('if', sub(condition))),
      ]);
      return list(node.form === 'list' ? 'each' : node.form, sub(node.item), ...clauses);
    }
    case 'dictionary':
      return list('dictionary', ...node.entries.map(({ key, value }) => list(':', sub(key), sub(value))));
    case 'assignment':
      return list(node.worth === 'old' ? 'set-after' : 'set', sub(node.target), sub(node.value));
    case 'spread':
      return list(node.named ? '**' : '*', sub(node.value));
    case 'none':
      return 'none';
    case 'end':
      return 'end';
    case 'opaque':
      if (node.what === 'ellipsis') return 'dots';
      if (node.what === 'nothing') return '_';
      return list(node.what, JSON.stringify(node.text));
  }
}

function isInverse(node: Expression): boolean {
  return (
    node.kind === 'call' && node.callee.kind === 'name' && node.callee.name === 'inverse' && node.args.length === 1
  );
}

function printName(node: Name): string {
  let text = node.base;
  for (const accent of node.accents)
    text = accent === 'star' || accent === 'prime' ? `${text}_${accent}` : list(accent, text);
  return text;
}

const SIGNS: Readonly<Record<Operator, string>> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  power: '^',
  negate: 'neg',
  plus: 'plus',
  modulo: 'mod',
  remainder: 'rem',
  floorDivide: '//',
  matrixMultiply: '@',
  hadamard: 'hadamard',
  cross: 'cross',
  outer: 'outer',
  factorial: 'fact',
  transpose: 'transpose',
  not: 'not',
  and: 'and',
  or: 'or',
};

/** Sums and products flatten along their left side only as far as the same operator goes, and into brackets too. */
function printOperation(node: Operation, depth: number): string {
  if (node.operator === 'add' || node.operator === 'subtract') return list('+', ...terms(node, depth));
  if (node.operator === 'multiply') return list('*', ...factors(node, depth));
  const sign = SIGNS[node.operator];
  return list(node.elementwise ? `.${sign}` : sign, ...all(node.operands, depth));
}

/** Iterative along the left side, so that long sums print. */
function terms(root: Operation, depth: number): string[] {
  const out: string[] = [];
  let node: Expression = root;
  while (
    node.kind === 'operation' &&
    (node.operator === 'add' || node.operator === 'subtract') &&
    node.operands.length === 2
  ) {
    const [left, right]: readonly Expression[] = node.operands;
    if (!left || !right) break;
    const inner =
      right.kind === 'operation' && right.operator === 'add' && node.operator === 'add'
        ? terms(right, depth + 1).reverse()
        : undefined;
    if (inner) out.push(...inner);
    else out.push(node.operator === 'subtract' ? list('neg', print(right, depth + 1)) : print(right, depth + 1));
    node = left;
  }
  out.push(print(node, depth + 1));
  return out.reverse();
}

function factors(root: Operation, depth: number): string[] {
  const out: string[] = [];
  let node: Expression = root;
  while (node.kind === 'operation' && node.operator === 'multiply' && node.operands.length === 2) {
    const [left, right]: readonly Expression[] = node.operands;
    if (!left || !right) break;
    const nested = right.kind === 'operation' && right.operator === 'multiply' && right.outer === right.span;
    if (nested && right.kind === 'operation') out.push(...factors(right, depth + 1).reverse());
    else out.push(print(right, depth + 1));
    node = left;
  }
  out.push(print(node, depth + 1));
  return out.reverse();
}

function printBig(node: Big, depth: number): string {
  const sub = (inner: Expression | undefined): string | undefined => inner && print(inner, depth + 1);
  const names: Partial<Record<Big['operator'], string>> = { integral: 'int', limit: 'lim', expectation: 'E' };
  const said = node.condition ? [sub(node.condition)] : [sub(node.variable)];
  return list(names[node.operator] ?? node.operator, sub(node.body), ...said, sub(node.from), sub(node.to));
}

function printDerivative(node: Derivative, depth: number): string {
  const of = print(node.of, depth + 1);
  const wrt = all(node.wrt, depth);
  switch (node.notation) {
    case 'prime': {
      const head = node.order > 1 ? `prime${node.order}` : 'prime';
      if (node.of.kind !== 'call') return list(head, of);
      return list(head, print(node.of.callee, depth + 1), ...all(node.of.args, depth));
    }
    case 'dot':
      return list(node.order > 1 ? 'ddot' : 'dot', of);
    case 'nabla':
      return list(node.order > 1 ? `nabla${node.order}` : 'nabla', of, ...wrt);
    default:
      return list('D', of, ...wrt);
  }
}

const RELATION_SIGNS: Partial<Record<RelationSign, string>> = { '~': 'sim', given: 'mid' };

function printRelation(node: Relation, depth: number): string {
  const parts = all(node.terms, depth);
  const [first = '='] = node.signs;
  if (node.signs.join() === ':,->') return list('maps', ...parts);
  if (node.signs.every((sign) => sign === first)) return list(RELATION_SIGNS[first] ?? first, ...parts);
  const mixed = parts.flatMap((part, i) => {
    const sign = node.signs[i];
    return sign === undefined ? [part] : [part, RELATION_SIGNS[sign] ?? sign];
  });
  return list('chain', ...mixed);
}

function printStatement(statement: Statement): string {
  const body = (statements: readonly Statement[]): string => list('do', ...statements.map(printStatement));
  switch (statement.kind) {
    case 'formula':
      return print(statement.expression, 0);
    case 'assign':
      return list(
        statement.operator ? `${SIGNS[statement.operator]}=` : ':=',
        print(statement.target, 0),
        print(statement.value, 0),
      );
    case 'function':
      return list(
        'function',
        statement.name,
        list('', ...statement.parameters.map(({ name }) => name)),
        body(statement.body),
      );
    case 'class':
      return list('class', statement.name, body(statement.body));
    case 'return':
      return list('return', statement.value && print(statement.value, 0));
    case 'if':
      return list(
        'if',
        print(statement.condition, 0),
        body(statement.then),
        statement.otherwise.length > 0 ? body(statement.otherwise) : undefined,
      );
    case 'for':
      return list('for', print(statement.target, 0), print(statement.iterable, 0), body(statement.body));
    case 'while':
      return list(
        'while',
        print(statement.condition, 0),
        body(statement.body),
        statement.update && list('update', ...statement.update.map(printStatement)),
      );
    case 'import':
      return list('import', statement.module, statement.member, statement.local);
    case 'export':
      return list('export', statement.name, statement.local, statement.module && `from ${statement.module}`);
    case 'unreadable':
      return list('unreadable', JSON.stringify(statement.reason));
  }
}
