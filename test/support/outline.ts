/** Programs and formulas as an indented outline: every statement a line, expressions as S-expressions, nothing flattened. */
import type { Expression, Parameter, Statement } from '../../src/syntax/tree.ts';

export function outline(statements: readonly Statement[], indent = ''): string {
  return statements.map((statement) => lines(statement, indent)).join('\n');
}

function lines(statement: Statement, indent: string): string {
  const block = (head: string, body: readonly Statement[]) =>
    body.length > 0 ? `${indent}${head}\n${outline(body, `${indent}  `)}` : `${indent}${head}`;
  switch (statement.kind) {
    case 'formula':
      return `${indent}${expression(statement.expression)}`;
    case 'assign': {
      const type = statement.annotation === undefined ? '' : `: ${statement.annotation}`;
      const sign = `${statement.operator ?? ''}=`;
      return `${indent}${expression(statement.target)}${type} ${sign} ${expression(statement.value)}`;
    }
    case 'function':
      return block(
        [
          ...(statement.decorators ?? []).map((decorator) => `@${decorator} `),
          `function ${statement.name}(${parameters(statement.parameters)})`,
          statement.receiver ? ` on ${statement.receiver}` : '',
        ].join(''),
        statement.body,
      );
    case 'class': {
      const bases = statement.bases ? `(${statement.bases.map(expression).join(', ')})` : '';
      return block(`class ${statement.name}${bases}`, statement.body);
    }
    case 'return':
      return `${indent}return${statement.value ? ` ${expression(statement.value)}` : ''}`;
    case 'if': {
      const yes = block(`if ${expression(statement.condition)}`, statement.then);
      return statement.otherwise.length > 0 ? `${yes}\n${block('else', statement.otherwise)}` : yes;
    }
    case 'for':
      return block(`for ${expression(statement.target)} in ${expression(statement.iterable)}`, statement.body);
    case 'while': {
      const round = block(`while ${expression(statement.condition)}`, statement.body);
      return statement.update ? `${round}\n${block('update', statement.update)}` : round;
    }
    case 'import': {
      const member = statement.member === undefined ? '' : ` ${statement.member}`;
      return `${indent}import ${statement.module}${member} as ${statement.local}`;
    }
    case 'export': {
      const { name, local = '*', module } = statement;
      return `${indent}export ${local === name ? name : `${local} as ${name}`}${module === undefined ? '' : ` from ${module}`}`;
    }
    case 'unreadable': {
      const leaves = statement.leaves ? `, leaves: ${statement.leaves}` : '';
      const inside = statement.inside ? ', told' : '';
      return `${indent}? sets: ${statement.binds.join(' ') || '-'}${leaves}${inside} | ${statement.reason}`;
    }
  }
}

function parameters(list: readonly Parameter[]): string {
  return list
    .map(({ name, annotation, default: value, rest }) => {
      const type = annotation === undefined ? '' : `: ${annotation}`;
      const stars = rest === undefined ? '' : rest === 'list' ? '*' : '**';
      return `${stars}${name}${type}${value ? ` = ${expression(value)}` : ''}`;
    })
    .join(', ');
}

export function expression(node: Expression): string {
  const list = (...parts: readonly (string | undefined)[]) =>
    `(${parts.filter((part) => part !== undefined).join(' ')})`;
  const all = (nodes: readonly Expression[]) => nodes.map(expression);
  switch (node.kind) {
    case 'number':
    case 'boolean':
      return String(node.value);
    case 'string':
      return JSON.stringify(node.value);
    case 'name':
      return node.name;
    case 'operation':
      return list(node.operator, ...all(node.operands));
    case 'call':
      return list(
        'call',
        expression(node.callee),
        ...all(node.args),
        ...node.keywords.map(({ name, value }) => `${name}=${expression(value)}`),
      );
    case 'attribute':
      return `${expression(node.base)}.${node.name}`;
    case 'index':
      return `${expression(node.base)}[${all(node.indices).join(', ')}]`;
    case 'slice':
      return [node.start, node.stop, node.step].map((part) => (part ? expression(part) : '')).join(':');
    case 'sequence':
      return list(node.form, ...all(node.items));
    case 'matrix':
      return list('matrix', ...node.rows.map((row) => list(...all(row))));
    case 'lambda':
      return list(
        'lambda',
        `(${parameters(node.parameters)})`,
        node.statements ? `{ ${outline(node.statements).replace(/\s*\n\s*/g, '; ')} }` : expression(node.body),
      );
    case 'piecewise':
      return list(
        'cases',
        ...node.cases.map(({ value, condition }) =>
          condition ? `[${expression(value)} if ${expression(condition)}]` : `[${expression(value)}]`,
        ),
      );
    case 'big':
      return list(node.operator, expression(node.body));
    case 'derivative':
      return list(
        `${node.total ? 'd' : '∂'}${node.order > 1 ? node.order : ''} ${node.notation}`,
        expression(node.of),
        ...all(node.wrt),
      );
    case 'at':
      return list('at', expression(node.body), ...all(node.settings));
    case 'relation':
      return list(node.terms.map((term, i) => `${i > 0 ? `${node.signs[i - 1]} ` : ''}${expression(term)}`).join(' '));
    case 'comprehension':
      return list(
        `${node.form} of`,
        expression(node.item),
        ...node.clauses.map(
          ({ target, iterable, conditions }) =>
            `for ${expression(target)} in ${expression(iterable)}${conditions.map((condition) => ` if ${expression(condition)}`).join('')}`,
        ),
      );
    case 'dictionary':
      return list('dictionary', ...node.entries.map(({ key, value }) => `${expression(key)}: ${expression(value)}`));
    case 'assignment':
      return list(node.worth === 'old' ? 'set after' : 'set', expression(node.target), expression(node.value));
    case 'spread':
      return `${node.named ? '**' : '*'}${expression(node.value)}`;
    case 'none':
    case 'end':
      return node.kind;
    case 'opaque':
      return node.what === 'unreadable' ? `⟨${node.text}⟩` : node.text || node.what;
  }
}
