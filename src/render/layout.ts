/** A function around its statements, in each language's idiom for a value and a gradient. */
import type { CodeTarget, Dialect } from './dialects.ts';
import type { LoopCode } from './loopCode.ts';

/** A name for a value, or a loop. */
export type Statement = { readonly name: string; readonly code: string } | { readonly loop: LoopCode };

export interface FunctionParts {
  readonly name: string;
  /** C and MATLAB: what the gradient array is called. */
  readonly result: string | undefined;
  /** What the output's statement is called; undefined where the output is a constant. */
  readonly output: string | undefined;
  /** The output's name as in the document, for the comment. */
  readonly label: string;
  readonly parameters: readonly string[];
  readonly statements: readonly Statement[];
  readonly value: string;
  readonly gradient: readonly { readonly of: string; readonly code: string }[];
  /** A choice evaluates both its sides: a division by zero on the other one must not stop Python. */
  readonly guarded: boolean;
  /** Parameters that are no numbers. */
  readonly tensors: ReadonlySet<string>;
  /** The parameter that PyTorch takes type and device of arrays from. */
  readonly tensor: string | undefined;
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
  python: (parts) => python(parts, 'python', (name) => `np.float64(${name})`),
  torch: (parts) => python(parts, 'torch', undefined),
  jax: (parts) => python(parts, 'jax', (name) => `jnp.asarray(${name})`),
  javascript: (parts) => javascript(parts, '', ''),
  typescript: (parts) => javascript(parts, ': number', `: { value: number; gradient: { ${fields(parts)} } }`),
  c: ({ name, result, label, parameters, statements, value, gradient }) => [
    `/* Value of ${plain(label)}; ${result} receives ${derivatives(label, gradient)}. */`,
    ...fold(
      `double ${name}(`,
      [...parameters.map((parameter) => `double ${parameter}`), `double ${result}[${Math.max(1, gradient.length)}]`],
      ') {',
    ),
    ...statements.flatMap((statement) =>
      'loop' in statement
        ? indented(loopOf('c', statement.loop), '    ')
        : [`    const double ${statement.name} = ${statement.code};`],
    ),
    ...gradient.map(({ code }, i) => `    ${result}[${i}] = ${code};`),
    `    return ${value};`,
    '}',
  ],
  julia: ({ name, label, parameters, statements, value, gradient }) => [
    `# Value and gradient of ${plain(label)}: ${returned(label, gradient)}.`,
    ...fold(`function ${name}(`, parameters, ')'),
    ...statements.flatMap((statement) =>
      'loop' in statement
        ? indented(loopOf('julia', statement.loop), '    ')
        : [`    ${statement.name} = ${statement.code}`],
    ),
    ...answer(value, gradient),
    'end',
  ],
  matlab({ name, result, output, label, parameters, statements, value, gradient, tensors }) {
    // Derivatives of different sizes do not fit into one array.
    const [open, close] = gradient.some(({ of }) => tensors.has(of)) ? ['{', '}'] : ['[', ']'];
    const names = statements.flatMap((statement) =>
      'loop' in statement ? [statement.loop.index, ...variablesOf(statement.loop)] : [statement.name],
    );
    const taken = new Set([...parameters, ...names]);
    const own = output !== undefined && names.includes(output);
    let answer = own && output !== undefined ? output : 'value';
    while (!own && taken.has(answer)) answer = `${answer}_`;
    return [
      ...fold(`function [${answer}, ${result}] = ${name}(`, parameters, ')', { continued: ' ...' }),
      `%${name.toUpperCase()} Value of ${plain(label)}; ${result} holds ${derivatives(label, gradient)}.`,
      ...statements.flatMap((statement) =>
        'loop' in statement
          ? indented(loopOf('matlab', statement.loop), '    ')
          : [`    ${statement.name} = ${statement.code};`],
      ),
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

function indented(lines: readonly string[], unit: string): string[] {
  return lines.map((line) => `${unit}${line}`);
}

/** What a loop leaves behind it. */
function variablesOf({ starts, arrays }: LoopCode): string[] {
  return [...starts.map(({ name }) => name), ...arrays];
}

/** Arrays of C stand on the stack up to so many numbers. */
const ON_STACK = 20_000;

/** The lines of a loop; `tensor`: the parameter that PyTorch takes type and device of arrays from. */
function loopOf(target: CodeTarget, loop: LoopCode, tensor?: string): string[] {
  const { count, isBack, index, arrays, starts, statements } = loop;
  const last = count - 1;
  const inner = statements.map(({ kind, name, code }) => ({ kind, name, set: `${name} = ${code}` }));
  switch (target) {
    case 'python':
    case 'torch':
    case 'jax': {
      const zeros = {
        python: `np.zeros(${count})`,
        jax: `jnp.zeros(${count})`,
        torch: tensor === undefined ? `torch.zeros(${count}, dtype=torch.float64)` : `${tensor}.new_zeros(${count})`,
      }[target];
      const own = statements.map(({ kind, name, code }) => {
        const array = name.slice(0, name.indexOf('['));
        return target === 'jax' && kind === 'entry'
          ? `    ${array} = ${array}.at[${index}].set(${code})`
          : `    ${name} = ${code}`;
      });
      return [
        ...arrays.map((name) => `${name} = ${zeros}`),
        ...starts.map(({ name, code }) => `${name} = ${code}`),
        `for ${index} in ${isBack ? `range(${last}, -1, -1)` : `range(${count})`}:`,
        ...own,
      ];
    }
    case 'javascript':
    case 'typescript':
      return [
        ...arrays.map((name) => `const ${name} = new Float64Array(${count});`),
        ...starts.map(({ name, code }) => `let ${name} = ${code};`),
        isBack
          ? `for (let ${index} = ${last}; ${index} >= 0; ${index}--) {`
          : `for (let ${index} = 0; ${index} < ${count}; ${index}++) {`,
        ...inner.map(({ kind, set }) => (kind === 'name' ? `  const ${set};` : `  ${set};`)),
        '}',
      ];
    case 'c': {
      const storage = count * arrays.length > ON_STACK ? 'static double' : 'double';
      return [
        ...arrays.map((name) => `${storage} ${name}[${count}];`),
        ...starts.map(({ name, code }) => `double ${name} = ${code};`),
        isBack
          ? `for (int ${index} = ${last}; ${index} >= 0; ${index}--) {`
          : `for (int ${index} = 0; ${index} < ${count}; ${index}++) {`,
        ...inner.map(({ kind, set }) => (kind === 'name' ? `    const double ${set};` : `    ${set};`)),
        '}',
      ];
    }
    case 'julia':
      return [
        ...arrays.map((name) => `${name} = zeros(${count})`),
        ...starts.map(({ name, code }) => `${name} = ${code}`),
        `for ${index} in ${isBack ? `${count}:-1:1` : `1:${count}`}`,
        ...inner.map(({ set }) => `    ${set}`),
        'end',
      ];
    case 'matlab':
      return [
        ...arrays.map((name) => `${name} = zeros(${count}, 1);`),
        ...starts.map(({ name, code }) => `${name} = ${code};`),
        `for ${index} = ${isBack ? `${count}:-1:1` : `1:${count}`}`,
        ...inner.map(({ set }) => `    ${set};`),
        'end',
      ];
  }
}

function python(
  parts: FunctionParts,
  target: 'python' | 'torch' | 'jax',
  convert: ((name: string) => string) | undefined,
): string[] {
  const { name, label, parameters, statements, value, gradient, guarded, tensors, tensor } = parts;
  const numbers = parameters.filter((parameter) => !tensors.has(parameter));
  return [
    ...fold(`def ${name}(`, parameters, '):'),
    `    """Value and gradient of ${plain(label)}: ${returned(label, gradient)}."""`,
    ...(guarded && convert ? numbers.map((parameter) => `    ${parameter} = ${convert(parameter)}`) : []),
    ...statements.flatMap((statement) =>
      'loop' in statement
        ? indented(loopOf(target, statement.loop, tensor), '    ')
        : [`    ${statement.name} = ${statement.code}`],
    ),
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
    ...statements.flatMap((statement) =>
      'loop' in statement
        ? indented(loopOf('javascript', statement.loop), '  ')
        : [`  const ${statement.name} = ${statement.code};`],
    ),
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
