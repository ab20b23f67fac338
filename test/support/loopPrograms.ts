/** Random small functions around one loop, the same in Python and JavaScript. */
import { random } from '../../src/base/random.ts';

export interface LoopProgram {
  readonly python: string;
  readonly javascript: string;
}

/** `f(u, w, x)`: two numbers and an array of `size` entries; the result is a number. */
export function randomLoop(seed: number, size: number): LoopProgram {
  const write = (language: 'python' | 'javascript') => program(language, random(seed), size);
  return { python: write('python'), javascript: write('javascript') };
}

function program(language: 'python' | 'javascript', next: () => number, size: number): string {
  const isPython = language === 'python';
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  const math = isPython ? 'math' : 'Math';
  const choice = (test: string, yes: string, no: string) =>
    isPython ? `(${yes} if ${test} else ${no})` : `(${test} ? ${yes} : ${no})`;
  const lines: string[] = [];
  const names = ['s', 'p', 'a', 'b'];

  function value(depth: number): string {
    if (depth <= 0) {
      const numbers = ['0.5', '1.25', 'u', 'w', 'i', 't', ...names, ...names];
      return pick([
        ...numbers,
        'x[i]',
        'x[i]',
        'x[i + 1]',
        'x[i - 1]',
        `x[${size - 1} - i]`,
        'x[2]',
        'out[i]',
        'out[i - 1]',
      ]);
    }
    const inner = () => value(depth - 1);
    return pick([
      () => `(${inner()} + ${inner()})`,
      () => `(${inner()} - ${inner()})`,
      () => `${inner()} * ${inner()}`,
      () => `${math}.${pick(['sin', 'cos', 'tanh', 'atan'])}(${inner()})`,
      () => `${math}.exp(-((${inner()} * 0.1) ** 2))`,
      () => `${inner()} / (2 + ${math}.cos(${inner()}))`,
      () => `(${inner()} + ${inner()})`,
      () => (next() < 0.4 ? choice(test(), inner(), inner()) : inner()),
      () => (next() < 0.3 ? `g(${inner()})` : inner()),
    ])();
  }

  function test(): string {
    const even = isPython ? 'i % 2 == 0' : 'i % 2 === 0';
    return pick([even, 'i > 3', `${value(0)} > ${value(0)}`, 'x[i] > 0', 'x[i] > x[i - 1]']);
  }

  function put(depth: number, text: string): void {
    const space = '    '.repeat(depth);
    lines.push(isPython ? `${space}${text}` : `${space}${text};`);
  }
  function open(depth: number, python: string, javascript: string): void {
    lines.push('    '.repeat(depth) + (isPython ? `${python}:` : `${javascript} {`));
  }
  function close(depth: number): void {
    if (!isPython) lines.push(`${'    '.repeat(depth)}}`);
  }

  function statement(depth: number): void {
    const kind = next();
    if (kind < 0.2) put(depth, `s ${pick(['+=', '-='])} ${value(2)}`);
    else if (kind < 0.28) put(depth, `p *= 1 + 0.05 * ${math}.sin(${value(1)})`);
    else if (kind < 0.4) put(depth, `a = ${value(2)}`);
    else if (kind < 0.55) put(depth, `b = b * 0.5 + ${math}.sin(${value(1)})`);
    else if (kind < 0.65) put(depth, `t = ${value(2)}`);
    else if (kind < 0.75)
      put(depth, `out[${pick(['i', 'i', 'i', 'i + 1', 'i - 1'])}] ${pick(['=', '+='])} ${value(2)}`);
    else if (kind < 0.87 && depth < 4) {
      const when = test();
      open(depth, `if ${when}`, `if (${when})`);
      statement(depth + 1);
      close(depth);
      if (next() < 0.5) {
        open(depth, 'else', 'else');
        statement(depth + 1);
        close(depth);
      }
    } else if (kind < 0.93 && depth < 3) {
      const count = pick(['2', '6']);
      open(depth, `for j in range(${count})`, `for (let j = 0; j < ${count}; j++)`);
      put(
        depth + 1,
        `${pick(['s', 'b', 'a'])} ${pick(['+=', '='])} ${value(1)} * ${pick(['j', 'x[j]', 'x[i]'])} * 0.1`,
      );
      close(depth);
    } else put(depth, `s += ${value(1)}`);
  }

  open(0, 'def f(u, w, x)', 'function f(u, w, x)');
  open(1, 'def g(q)', 'function g(q)');
  put(2, `return ${math}.sin(q) * w`);
  close(1);
  if (isPython) put(1, `out = np.zeros(${size})`);
  else put(1, `const out = new Float64Array(${size})`);
  const first = { s: pick(['0', '0.0', 'u']), p: pick(['1', 'w']), a: 'w', b: pick(['u', '0.5']), t: 'u * w' };
  for (const [name, start] of Object.entries(first)) put(1, isPython ? `${name} = ${start}` : `let ${name} = ${start}`);
  const [from, to] = pick([
    [1, size - 1],
    [1, size - 1],
    [2, size - 2],
  ] as const);
  open(1, `for i in range(${from}, ${to})`, `for (let i = ${from}; i < ${to}; i++)`);
  const count = 1 + Math.floor(next() * 4);
  for (let k = 0; k < count; k++) statement(2);
  close(1);
  put(1, `${isPython ? '' : 'let '}total = 0`);
  open(1, `for k in range(${size})`, `for (let k = 0; k < ${size}; k++)`);
  put(2, 'total += out[k] * (k + 1)');
  close(1);
  put(1, `return s + p * 2 + a * b + t + total`);
  close(0);
  return `${isPython ? 'import math\nimport numpy as np\n' : ''}${lines.join('\n')}\n`;
}
