/** A function around its statements, in each language's idiom for a value and a gradient. */
import type { CodeTarget, Dialect } from './dialects.ts';

export interface FunctionParts {
  readonly name: string;
  /** C and MATLAB: what the gradient array is called. */
  readonly result: string | undefined;
  /** What the output's statement is called; undefined where the output is a constant. */
  readonly output: string | undefined;
  /** The output's name as in the document, for the comment. */
  readonly label: string;
  readonly parameters: readonly string[];
  readonly statements: readonly { readonly name: string; readonly code: string }[];
  readonly value: string;
  readonly gradient: readonly { readonly of: string; readonly code: string }[];
  /** A choice evaluates both its sides: a division by zero on the other one must not stop Python. */
  readonly guarded: boolean;
  /** Parameters that are no numbers. */
  readonly tensors: ReadonlySet<string>;
}

const WIDTH = 88;
/** So many derivatives are named in comments and types; more are said to be in order. */
const LISTED = 4;

export function writeFunction(target: CodeTarget, dialect: Dialect, parts: FunctionParts): string {
  const body = WRITERS[target](parts).join('\n');
  const imports = [...new Set(dialect.imports.filter(([text]) => body.includes(text)).map(([, line]) => line))];
  const space = imports.length > 0 ? (target === 'c' || target === 'julia' ? '\n\n' : '\n\n\n') : '';
  const helpers = (dialect.helpers ?? []).filter(([text]) => body.includes(text)).map(([, code]) => `\n${code}\n`);
  return `${imports.join('\n')}${space}${body}\n${helpers.join('')}`;
}

type Write = (parts: FunctionParts) => string[];

const WRITERS: Readonly<Record<CodeTarget, Write>> = {
  python: (parts) => python(parts, (name) => `np.float64(${name})`),
  torch: (parts) => python(parts, undefined),
  jax: (parts) => python(parts, (name) => `jnp.asarray(${name})`),
  javascript: (parts) => javascript(parts, '', ''),
  typescript: (parts) => javascript(parts, ': number', `: { value: number; gradient: { ${fields(parts)} } }`),
  c: ({ name, result, label, parameters, statements, value, gradient }) => [
    `/* Value of ${plain(label)}; ${result} receives ${derivatives(label, gradient)}. */`,
    ...fold(
      `double ${name}(`,
      [...parameters.map((parameter) => `double ${parameter}`), `double ${result}[${Math.max(1, gradient.length)}]`],
      ') {',
    ),
    ...statements.map((statement) => `    const double ${statement.name} = ${statement.code};`),
    ...gradient.map(({ code }, i) => `    ${result}[${i}] = ${code};`),
    `    return ${value};`,
    '}',
  ],
  julia: ({ name, label, parameters, statements, value, gradient }) => [
    `# Value and gradient of ${plain(label)}: ${returned(label, gradient)}.`,
    ...fold(`function ${name}(`, parameters, ')'),
    ...statements.map((statement) => `    ${statement.name} = ${statement.code}`),
    ...answer(value, gradient),
    'end',
  ],
  matlab({ name, result, output, label, parameters, statements, value, gradient, tensors }) {
    // Derivatives of different sizes do not fit into one array.
    const [open, close] = gradient.some(({ of }) => tensors.has(of)) ? ['{', '}'] : ['[', ']'];
    const taken = new Set([...parameters, ...statements.map((statement) => statement.name)]);
    const own = statements.some((statement) => statement.name === output);
    let answer = own && output !== undefined ? output : 'value';
    while (!own && taken.has(answer)) answer = `${answer}_`;
    return [
      ...fold(`function [${answer}, ${result}] = ${name}(`, parameters, ')', { continued: ' ...' }),
      `%${name.toUpperCase()} Value of ${plain(label)}; ${result} holds ${derivatives(label, gradient)}.`,
      ...statements.map((statement) => `    ${statement.name} = ${statement.code};`),
      ...(own ? [] : [`    ${answer} = ${value};`]),
      ...fold(
        `    ${result} = ${open}`,
        gradient.map(({ code }) => code),
        `${close};`,
        { continued: ' ...' },
      ),
      'end',
    ];
  },
};

function python(parts: FunctionParts, convert: ((name: string) => string) | undefined): string[] {
  const { name, label, parameters, statements, value, gradient, guarded, tensors } = parts;
  const numbers = parameters.filter((parameter) => !tensors.has(parameter));
  return [
    ...fold(`def ${name}(`, parameters, '):'),
    `    """Value and gradient of ${plain(label)}: ${returned(label, gradient)}."""`,
    ...(guarded && convert ? numbers.map((parameter) => `    ${parameter} = ${convert(parameter)}`) : []),
    ...statements.map((statement) => `    ${statement.name} = ${statement.code}`),
    ...answer(value, gradient),
  ];
}

function javascript(parts: FunctionParts, type: string, answer: string): string[] {
  const { name, label, parameters, statements, value, gradient } = parts;
  return [
    `/** Value and gradient of ${plain(label)}. */`,
    ...fold(
      `function ${name}(`,
      parameters.map((parameter) => `${parameter}${type}`),
      `)${answer} {`,
      { unit: '  ' },
    ),
    ...statements.map((statement) => `  const ${statement.name} = ${statement.code};`),
    ...fold(
      `  return { value: ${value}, gradient: {${gradient.length > 0 ? ' ' : ''}`,
      gradient.map(({ of, code }) => (of === code ? of : `${of}: ${code}`)),
      `${gradient.length > 0 ? ' ' : ''}} };`,
      { unit: '  ' },
    ),
    '}',
  ];
}

/** The type of a TypeScript function's gradient. */
function fields({ gradient }: FunctionParts): string {
  return gradient.length > LISTED ? '[input: string]: number' : gradient.map(({ of }) => `${of}: number`).join('; ');
}

/** Value and gradient as a pair; one derivative stands by itself, several in brackets. */
function answer(value: string, gradient: FunctionParts['gradient']): string[] {
  const [open, close] = gradient.length === 1 ? ['', ''] : ['(', ')'];
  return fold(
    `    return ${value}, ${open}`,
    gradient.map(({ code }) => code),
    close,
  );
}

function returned(label: string, gradient: FunctionParts['gradient']): string {
  const names = derivatives(label, gradient);
  return `${plain(label)}, ${gradient.length === 1 || gradient.length > LISTED ? names : `(${names})`}`;
}

function derivatives(label: string, gradient: FunctionParts['gradient']): string {
  if (gradient.length > LISTED) return 'its derivatives in the order of the parameters';
  return gradient.map(({ of }) => `d${plain(label)}/d${of}`).join(', ');
}

/** Within a comment: letters, digits and what stands in names. */
function plain(label: string): string {
  return label.replace(/[^\p{L}\p{N}_.[\]]/gu, '').slice(0, 60) || 'f';
}

/** `head`, the items between commas, `tail`: on one line where it fits, else the items on filled lines of their own. */
function fold(
  head: string,
  items: readonly string[],
  tail: string,
  { unit = '    ', continued = '' }: { readonly unit?: string; readonly continued?: string } = {},
): string[] {
  const whole = `${head}${items.join(', ')}${tail}`;
  if (whole.length <= WIDTH || items.length < 2) return [whole];
  const margin = /^ */.exec(head)?.[0] ?? '';
  const indent = `${margin}${unit}`;
  const lines = [`${head.trimEnd()}${continued}`];
  let line = '';
  for (const [i, item] of items.entries()) {
    const next = i === items.length - 1 ? item : `${item},`;
    if (line !== '' && `${indent}${line} ${next}`.length > WIDTH) {
      lines.push(`${indent}${line}${continued}`);
      line = '';
    }
    line += line === '' ? next : ` ${next}`;
  }
  return [...lines, `${indent}${line}${continued}`, `${margin}${tail.trimStart()}`];
}
