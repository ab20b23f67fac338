/** Random small JavaScript programs with everything that makes evaluation order and scope matter. */
import { random } from '../../src/base/random.ts';

/** The names that a program sets. */
export const RESULTS = ['a', 'b', 'c', 'r'] as const;
/** Stands at the start of each loop, for a guard against endless ones. */
export const LOOP = '/*loop*/';

export function randomProgram(seed: number): string {
  const next = random(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  const name = () => pick(['a', 'b', 'c']);
  const sign = () => pick(['<', '>', '<=', '>=']);

  function value(depth: number): string {
    if (depth <= 0) return pick(['a', 'b', 'c', 'a', 'b', 'c', '1', '2', '0.5', '3']);
    const inner = () => value(depth - 1);
    return pick([
      () => `${inner()} ${pick(['+', '-', '*', '%'])} ${inner()}`,
      () => `${inner()} ${pick(['+', '-', '*', '%'])} ${inner()}`,
      () => `(${inner()})`,
      () => `-${name()}`,
      () => `(${inner()} ${sign()} ${inner()} ? ${inner()} : ${inner()})`,
      () => `(${name()} ${pick(['=', '+=', '*='])} ${inner()})`,
      () => `${pick(['++', '--'])}${name()}`,
      () => `${name()}${pick(['++', '--'])}`,
      () => `(${inner()}, ${inner()})`,
      () => `(${inner()} ${pick(['&&', '||'])} ${inner()})`,
      () => `f(${inner()})`,
      () => `(x => x * ${inner()})(${inner()})`,
      () => `(x => { const k = ${inner()}; ${name()} = k; return k + x })(${inner()})`,
      () => `2 ** ${pick(['2', 'a', '-1', '2 ** 1'])}`,
    ])();
  }

  function block(depth: number, loop = false): string {
    return Array.from({ length: 1 + Math.floor(next() * 3) }, () => statement(depth, loop)).join(' ');
  }

  function statement(depth: number, loop: boolean): string {
    const simple = [
      () => `${name()} = ${value(2)};`,
      () => `${name()} ${pick(['+=', '-=', '*='])} ${value(2)};`,
      () => `${name()}${pick(['++', '--'])};`,
      () => `${name()} = ${name()} = ${value(2)};`,
      () => `[${name()}, ${name()}] = [${value(1)}, ${value(1)}];`,
      () => `${name()} = ${value(2)}, ${name()} = ${value(1)};`,
    ];
    if (depth <= 0) return pick(simple)();
    const inner = (inLoop = loop) => block(depth - 1, inLoop);
    const test = () => `${value(1)} ${sign()} ${value(1)}`;
    return pick([
      ...simple,
      () => `if (${test()}) { ${inner()} }${pick(['', ` else { ${inner()} }`, ` else if (${test()}) { ${inner()} }`])}`,
      () =>
        `for (${pick(['let', 'var'])} i = 0; i ${pick(['<', '<='])} ${pick(['3', 'a'])}; ${pick(['i++', 'i += 2'])}) { ${LOOP} ${inner(true)} }`,
      () => `for (const q of [1, 2, ${value(1)}]) { ${LOOP} ${inner(true)} }`,
      () => `{ ${pick(['let', 'const', 'var'])} ${name()} = ${value(1)}; ${inner()} }`,
      () => (loop ? `if (${test()}) ${pick(['break', 'continue'])};` : `if (${test()}) return ${value(1)};`),
    ])();
  }

  const f = pick([
    () => `function f(x) { const y = ${value(1)}; return x + y }`,
    () => `const f = x => x + ${value(1)};`,
  ])();
  const g = `function g(a, b) { var c = ${value(1)}; ${block(2)} return ${value(2)} }`;
  return `let a = 2, b = -3, c = 1.5, r; ${f} ${g} r = g(${value(1)}, ${value(0)});`;
}
