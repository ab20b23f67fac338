import type { Expression, Statement } from './tree.ts';

/**
 * The linear name of a symbol with constant subscripts: `x_1`, `theta_10`, `x_max`, `w_12`, `A_K`, `f_{K-1}` →
 * `f_Km1`. Undefined for anything that is not a symbol. A label `x^{(i)}` is `x_sup_i`.
 */
export function linearName(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'attribute': {
      const base = linearName(expression.base);
      return base === undefined ? undefined : `${base}.${expression.name}`;
    }
    case 'index': {
      const base = linearName(expression.base);
      if (base === undefined) return undefined;
      const parts: string[] = [];
      for (const index of expression.indices) {
        const part = indexName(index);
        if (part === undefined) return undefined;
        parts.push(part);
      }
      if (expression.position === 'bracket') return `${base}[${parts.join(',')}]`;
      const joined = parts.some((part) => part.length > 1) ? parts.join('_') : parts.join('');
      return expression.position === 'subscript' ? `${base}_${joined}` : `${base}_sup_${joined}`;
    }
    default:
      return undefined;
  }
}

function indexName(index: Expression): string | undefined {
  if (index.kind === 'number') return Number.isInteger(index.value) ? String(index.value) : undefined;
  if (index.kind === 'operation' && index.operands.length === 2) {
    const [left, right] = index.operands.map(indexName);
    if (left === undefined || right === undefined) return undefined;
    if (index.operator === 'add') return `${left}p${right}`;
    if (index.operator === 'subtract') return `${left}m${right}`;
    if (index.operator === 'multiply' && index.juxtaposed) return `${left}${right}`;
    return undefined;
  }
  return linearName(index);
}

/** Every node below and including `expression`, parents first; iterative, so any depth is fine. */
export function* walk(expression: Expression): Generator<Expression> {
  const stack: Expression[] = [expression];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    const children = childrenOf(node);
    for (let i = children.length - 1; i >= 0; i--) stack.push(children[i] as Expression);
  }
}

const NONE: readonly Expression[] = [];

export function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'number':
    case 'boolean':
    case 'string':
    case 'name':
    case 'none':
    case 'end':
    case 'opaque':
      return NONE;
    case 'comprehension':
      return [
        ...node.clauses.flatMap(({ target, iterable, conditions }) => [target, iterable, ...conditions]),
        node.item,
      ];
    case 'dictionary':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'assignment':
      return [node.target, node.value];
    case 'spread':
      return [node.value];
    case 'operation':
      return node.operands;
    case 'call':
      if (node.keywords.length === 0) return [node.callee, ...node.args];
      return [node.callee, ...node.args, ...node.keywords.map((keyword) => keyword.value)];
    case 'attribute':
      return [node.base];
    case 'index':
      return [node.base, ...node.indices];
    case 'slice':
      return [node.start, node.stop, node.step].filter((part) => part !== undefined);
    case 'sequence':
      return node.items;
    case 'matrix':
      return node.rows.flat();
    case 'lambda':
      return [node.body];
    case 'piecewise':
      return node.cases.flatMap(({ value, condition }) => (condition ? [value, condition] : [value]));
    case 'big':
      return [node.variable, node.from, node.to, node.condition, node.body].filter((part) => part !== undefined);
    case 'derivative':
      return [node.of, ...node.wrt];
    case 'at':
      return [node.body, ...node.settings];
    case 'relation':
      return node.terms;
  }
}

/** What is evaluated where a statement stands, without its blocks: targets are, for the places that they name. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'formula':
      return [statement.expression];
    case 'assign':
      return [statement.target, statement.value];
    case 'return':
      return statement.value ? [statement.value] : NONE;
    case 'if':
    case 'while':
      return [statement.condition];
    case 'for':
      return [statement.target, statement.iterable];
    case 'function':
    case 'class':
    case 'import':
    case 'export':
    case 'unreadable':
      return NONE;
  }
}

/** R: what the attribute of a value that is set goes by. */
export function attributeName(of: string, which: 'gradient' | 'hessian'): string {
  return `attr(${of}, "${which}")`;
}

/** `f^{-1}`: behind a function it may be its inverse. */
export function isInverse(expression: Expression): boolean {
  if (expression.kind !== 'operation' || expression.operator !== 'power') return false;
  const exponent = expression.operands[1];
  const [one] = exponent?.kind === 'operation' && exponent.operator === 'negate' ? exponent.operands : [];
  return one?.kind === 'number' && one.value === 1;
}
