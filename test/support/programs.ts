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
      () => `v[${pick(['0', '1', '2'])}]`,
      () => `(v[${pick(['0', '1'])}] ${pick(['=', '+=', '*='])} ${inner()})`,
      () => `v[${pick(['0', '1'])}]${pick(['++', '--'])}`,
      () => `(${name()} ?? ${inner()})`,
      () => `h(${pick(['', '...v', inner(), `${inner()}, ${inner()}`])})`,
      () =>
        `((x, k = ${inner()}) => { ${name()} ${pick(['=', '+='])} x; if (x > k) return k; return ${inner()} })(${inner()})`,
      () => `[...v, ${inner()}][${pick(['0', '3'])}]`,
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
      () => `v[${pick(['0', '1', 'k++ % 3', '++k % 3'])}] ${pick(['=', '+='])} ${value(2)};`,
      () => `[v[0], v[2]] = [v[2], ${value(1)}];`,
      () => `[${name()}, , ${name()} = ${value(1)}] = [${value(1)}, 2];`,
      () => `{ const [p, [q, ...s]] = [${value(1)}, [${value(1)}, ${value(1)}, 4]]; ${name()} = p + q * s[1]; }`,
      () => `${name()} = v[k] = ${value(2)};`,
    ];
    if (depth <= 0) return pick(simple)();
    const inner = (inLoop = loop) => block(depth - 1, inLoop);
    const test = () => `${value(1)} ${sign()} ${value(1)}`;
    return pick([
      ...simple,
      () => `if (${test()}) { ${inner()} }${pick(['', ` else { ${inner()} }`, ` else if (${test()}) { ${inner()} }`])}`,
      () =>
        `for (${pick(['let', 'var'])} i = 0; i ${pick(['<', '<='])} ${pick(['3', 'a'])}; ${pick(['i++', 'i += 2'])}) { ${LOOP} ${inner(true)} }`,
      () =>
        `for (let i = ${value(1)}, n = 3; i < n${pick(['', ' && a < 50'])}; ${pick(['i += 0.5', 'i++, n--', 'a++, i += n'])}) { ${LOOP} ${inner(true)} }`,
      () => `{ let n = 3; while (${pick(['n-- > 0', '(n -= 1) >= 0', '--n'])}) { ${LOOP} ${inner(true)} } }`,
      () => `{ let n = 0; do { ${LOOP} ${inner(pick([true, false]))} } while (${pick(['++n < 3', 'n++ < 2'])}); }`,
      () =>
        `switch (${pick(['k', 'a', 'v[0]'])}) { case 0: case 1: ${inner(false)} break; ${pick(['', `case -3: { ${inner(false)} ${pick(['break', 'return a'])}; }`])} ${pick(['', `default: ${inner(false)}`])} }`,
      () => `for (const q of [1, 2, ${value(1)}]) { ${LOOP} ${inner(true)} }`,
      () => `{ ${pick(['let', 'const', 'var'])} ${name()} = ${value(1)}; ${inner()} }`,
      () => (loop ? `if (${test()}) ${pick(['break', 'continue'])};` : `if (${test()}) return ${value(1)};`),
    ])();
  }

  const f = pick([
    () => `function f(x) { const y = ${value(1)}; return x + y }`,
    () => `const f = x => x + ${value(1)};`,
  ])();
  const h = pick([
    () => `function h(x = ${value(1)}, ...s) { return s.length === undefined ? x : x + ${value(1)} }`,
    () => `function h(x, ...s) { const [y = ${value(1)}] = s; return y * 2 }`,
    () => `function h({ x = 2, y: [z] } = { y: [${value(1)}] }) { return x * z }`,
    () => `function h([x, y = ${value(1)}] = v) { return x - y }`,
  ])();
  const g = `function g(a, b) { var c = ${value(1)}; ${block(2)} return ${value(2)} }`;
  return `let a = 2, b = -3, c = 1.5, k = 1, v = [1, 2, 4], r; ${f} ${h} ${g} r = g(${value(1)}, ${value(0)});`;
}
