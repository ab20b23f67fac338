/** Random small JavaScript functions of a number and an array: loops, branches, closures, methods of arrays. */
import { random } from '../../src/base/random.ts';

/** `function f(t, x) { … }`: x has three entries, the result is a number. */
export function randomFunction(seed: number): string {
  const next = random(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  const name = () => pick(['a', 'b', 't']);
  const index = () => pick(['0', '1', '2']);

  function value(depth: number): string {
    if (depth <= 0) return pick(['a', 'b', 't', `x[${index()}]`, `v[${index()}]`, '2', '0.5', '1.5']);
    const inner = () => value(depth - 1);
    const list = () => pick(['x', 'v', 'x.slice()', '[a, b, t]', 'v.concat(x)', '[...x, b]']);
    return pick([
      () => `(${inner()} + ${inner()})`,
      () => `(${inner()} - ${inner()})`,
      () => `(${inner()} * ${inner()})`,
      () => `${pick(['Math.sin', 'Math.tanh', 'Math.atan', 'g'])}(${inner()})`,
      () => `Math.exp(-Math.abs(${inner()}))`,
      () => `(${inner()} > ${inner()} ? ${inner()} : ${inner()})`,
      () => `${list()}.map((p, i) => p * ${inner()} + i).reduce((s, p) => s + p, 0)`,
      () => `${list()}.reduce((s, p) => s * 0.5 + p * ${inner()})`,
      () => `${list()}.reduceRight((s, p) => s * 0.5 - p, ${inner()})`,
      () => `${list()}.filter((p, i) => i % 2 === 0).length * ${inner()}`,
      () => `Math.max(...${list()})`,
      () => `Math.hypot(...${list()}, 1)`,
      () => `Array.from({ length: 3 }, (_, i) => ${inner()} * i)[${index()}]`,
      () => `new Array(3).fill(${inner()})[${index()}]`,
      () => `${list()}.slice(${pick(['1', '-2', '0, 2'])})[0]`,
      () => `[...x].reverse()[${index()}] * ${inner()}`,
      () => `o.p(${inner()})`,
      () => `(o.q + ${inner()})`,
    ])();
  }

  function statement(depth: number): string {
    const simple = [
      () => `${name()} = ${value(2)};`,
      () => `${name()} ${pick(['+=', '-=', '*='])} ${value(1)};`,
      () => `v[${index()}] ${pick(['=', '+='])} ${value(1)};`,
      () => `x[${index()}] = ${value(1)};`,
      () => `v.forEach((p, i) => { ${name()} += p * ${value(0)}; v[i] = p + 1; });`,
      () => `[a, b] = [b, ${value(1)}];`,
      () => `[v[0], v[2]] = [v[2], v[0]];`,
      () => `{ const [p, ...q] = x; a = p + q.length + q[0]; }`,
      () => `{ const { q: c = 2, z = 3 } = o; b = c * z; }`,
      () => `o.q = ${value(1)};`,
      () => `add(${value(1)});`,
      () => `v.push(${value(1)}); b = v.pop();`,
      () => `for (const [i, p] of x.entries()) a += p * i;`,
      () => `for (const k of Object.keys(r)) b += r[k];`,
    ];
    if (depth <= 0) return pick(simple)();
    const inner = () => Array.from({ length: 1 + Math.floor(next() * 2) }, () => statement(depth - 1)).join(' ');
    const test = () => `${value(0)} ${pick(['<', '>'])} ${value(0)}`;
    return pick([
      ...simple,
      () => `if (${test()}) { ${inner()} } else { ${inner()} }`,
      () => `if (${test()}) { ${inner()} }`,
      () => `for (let i = 0; i < ${pick(['3', 'x.length'])}; i++) { a = a * 0.5 + x[i]; ${inner()} }`,
      () => `for (const p of ${pick(['x', 'v', '[1, 2, t]'])}) { b += p * 0.5; ${inner()} }`,
      () => `for (let i = 0; i < 3; i++) { if (${test()}) ${pick(['break', 'continue'])}; ${inner()} }`,
      () => `if (${test()}) return ${value(1)};`,
    ])();
  }

  const body = Array.from({ length: 2 + Math.floor(next() * 4) }, () => statement(2)).join(' ');
  return [
    'function g(y) { return y * 0.25 + 1; }',
    'function f(t, x) {',
    'let a = t * 0.5, b = 1; const v = [t, 1, 2]; const r = { p: t, q: x[1] };',
    'const o = { q: t * t, p(y) { return y * this.q; } }; const add = (y) => { a += y; return a; };',
    `${body} return a + b * t + v[0] - x[2]; }`,
  ].join(' ');
}
