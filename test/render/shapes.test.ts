// The form of emitted code in every language, and its edges: names, constants, refusals.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Builder, createBuilder } from '../../src/graph/builder.ts';
import { isConstant, isInput, type LineId } from '../../src/graph/list.ts';
import type { Target } from '../../src/primitives/row.ts';
import { emitGradient } from '../../src/render/emit.ts';
import { typeset } from '../../src/typeset/typeset.ts';
import { type Sample, sample, withGradient } from './samples.ts';

const TARGETS: readonly Target[] = [
  'python',
  'torch',
  'jax',
  'javascript',
  'typescript',
  'c',
  'julia',
  'matlab',
  'latex',
];

function emit({ list, output, inputs, ...rest }: Sample, target: Target, functionName?: string) {
  const sweep = withGradient({ list, output, inputs, ...rest });
  let next = 0;
  const names = list.lines.map((line, id) =>
    isConstant(line)
      ? line.text
      : isInput(line)
        ? line.name
        : id === output
          ? 'f'
          : (list.names.get(id) ?? `v_${++next}`),
  );
  const request = {
    outputName: 'f',
    functionName,
    inputs: inputs.map(({ line }) => line),
    names,
    gradient: sweep.gradient,
    adjoint: sweep.adjoint,
  };
  return emitGradient(sweep.list, request, target);
}

const square = (b: Builder, x: LineId) => b.step('pow', [x, b.constant(2)]);

const worked = sample('worked', ['x'], [], (b, [x = 0]) => {
  const a = square(b, x);
  const e = b.step('exp', [a]);
  const c = b.step('add', [a, e]);
  const d = b.step('sqrt', [c]);
  const g = b.step('cos', [c]);
  for (const [line, name] of [
    [a, 'a'],
    [e, 'b'],
    [c, 'c'],
    [d, 'd'],
    [g, 'e'],
  ] as const)
    b.name(line, name);
  return b.step('add', [d, g]);
});

const piecewise = sample('piecewise', ['x', 'self.N', 'lambda'], [], (b, [x = 0, n = 0, lambda = 0]) => {
  const inside = b.step('and', [b.step('ge', [x, b.constant(0)]), b.step('lt', [x, n])]);
  const yes = b.step('mul', [b.constant(0.1, '0.10'), b.step('log', [lambda])]);
  return b.step('select', [inside, yes, b.step('div', [b.constant(Math.PI, 'pi'), n])]);
});

const many = sample(
  'many',
  Array.from({ length: 14 }, (_, i) => `weight_${i}`),
  [],
  (b, inputs) => inputs.map((input) => square(b, input)).reduce((sum, term) => b.step('add', [sum, term])),
);

test('the worked example, a choice and a long sum in every language', () => {
  let all = '';
  for (const each of [worked, piecewise, many]) {
    for (const target of TARGETS) all += `==== ${each.label} in ${target}\n${emit(each, target).value}`;
  }
  const file = 'test/fixtures/emitted.txt';
  if (process.env.UPDATE) writeFileSync(file, all);
  assert.equal(all, readFileSync(file, 'utf8'));
});

test('emitted LaTeX can be typeset', async () => {
  for (const each of [worked, piecewise, many]) {
    assert.ok(await typeset(emit(each, 'latex').value ?? '', { color: '#000000' }), each.label);
  }
});

test('names become identifiers of the language, distinct and free', () => {
  const signature = (target: Target, ...names: readonly string[]) => {
    const code = emit(
      sample('sum', names, [], (b, inputs) =>
        inputs.reduce((sum, input) => b.step('add', [sum, b.step('exp', [input])])),
      ),
      target,
    ).value;
    return /\bf_?[gG]radient\(([^)]*)\)/.exec(code ?? '')?.[1]?.trim();
  };
  const cases: readonly (readonly [Target, readonly string[], string])[] = [
    ['python', ['lambda', 'θ', 'np', 'None'], 'lambda_, theta, np_, None_'],
    ['python', ['x[0]', 'x_0', 'x[0,1]', 'self.x'], 'x_0, x_0_2, x_0_1, self_x'],
    ['python', ['ñ', '损失', '1st', ''], 'ñ, 损失, v1st, v'],
    [
      'c',
      ['ñ', 'double', 'exp', 'gradient'],
      'double uf1, double double_, double exp_, double gradient_2, double gradient[4]',
    ],
    ['javascript', ['Math', '__proto__', 'await', '$x'], 'Math_, v__proto, await_, v_x'],
    ['julia', ['end', 'exp', 'π'], 'end_, exp_, pi_'],
    ['matlab', ['_x', 'end', 'log'], 'v_x, end_, log_'],
    ['torch', ['torch', 'x'], 'torch_, x'],
  ];
  for (const [target, names, expected] of cases)
    assert.deepEqual([target, signature(target, ...names)], [target, expected]);
});

test('a name cannot leave the comment or the code', () => {
  const hostile = '*/ """ \n`{process.exit()}` \\ }); // <!--';
  for (const target of TARGETS) {
    if (target === 'latex') continue; // names in LaTeX: print.test.ts
    const { list, inputs } = sample('hostile', [hostile, 'y'], [], (b, [x = 0, y = 0]) => b.step('mul', [x, y]));
    const request = {
      outputName: hostile,
      functionName: hostile,
      inputs: inputs.map(({ line }) => line),
      names: [hostile, 'y', hostile],
      gradient: [1, 0],
    };
    const code = emitGradient(list, request, target).value ?? '';
    assert.match(code, /process_exit/);
    assert.doesNotMatch(code, /process\.exit\(|<!--|`|\\/, code);
  }
});

test('constants are written as they were, or as the language can divide them', () => {
  const half = sample('half', ['x'], [], (b, [x = 0]) =>
    b.step('div', [b.step('mul', [x, b.constant(0.5, '0.50')]), b.constant(3)]),
  );
  assert.match(emit(half, 'python').value ?? '', /f = x \* 0\.50 \/ 3\n/);
  assert.match(emit(half, 'c').value ?? '', /f = x \* 0\.50 \/ 3\.0;/);
  const whole = sample('whole', ['x'], [], (b, [x = 0]) =>
    b.step('pow', [b.constant(2), b.step('pow', [x, b.constant(-1)])]),
  );
  assert.match(emit(whole, 'python').value ?? '', /2\.0 \*\* x \*\* \(-1\.0\)|2\.0 \*\* \(x \*\* \(-1\.0\)\)/);
  const odd = sample('odd', ['x'], [], (b, [x = 0]) =>
    b.step('add', [b.step('mul', [x, b.constant(Number.POSITIVE_INFINITY)]), b.constant(Number.NaN)]),
  );
  assert.match(emit(odd, 'python').value ?? '', /x \* np\.inf \+ np\.nan/);
  assert.match(emit(odd, 'javascript').value ?? '', /x \* Infinity \+ NaN/);
  assert.match(emit(odd, 'c').value ?? '', /x \* INFINITY \+ NAN/);
});

test('PyTorch gets tensors where its functions want them', () => {
  const list = sample('constants', ['x'], [], (b, [x = 0]) =>
    b.step('max', [x, b.step('exp', [b.step('mul', [b.constant(2), b.constant(0.1)])])]),
  );
  assert.match(
    emit(list, 'torch').value ?? '',
    / = torch\.exp\(x\.new_tensor\(2 \* 0\.1\)\)\n {4}f = torch\.maximum\(x, /,
  );
});

test('a truth value among numbers is made a number, a number among truth values a truth value', () => {
  const mixed = sample('mixed', ['x', 'y'], [], (b, [x = 0, y = 0]) =>
    b.step('add', [b.step('gt', [x, y]), b.step('select', [x, b.step('lt', [y, x]), y])]),
  );
  assert.match(
    emit(mixed, 'python').value ?? '',
    /np\.where\(x > y, 1\.0, 0\.0\) \+ np\.where\(x != 0, np\.where\(y < x, 1\.0, 0\.0\), y\)/,
  );
  assert.match(emit(mixed, 'javascript').value ?? '', /\(x > y \? 1 : 0\) \+ \(x !== 0 \? \(?y < x \? 1 : 0\)? : y\)/);
});

test('what the table cannot spell is refused by name; a list without result too', () => {
  const special = sample('digamma', ['x'], [], (b, [x = 0]) => b.step('digamma', [x]));
  assert.deepEqual(emit(special, 'javascript'), {
    problems: [
      {
        code: 'noSpelling',
        severity: 'error',
        message: 'digamma cannot be written in JavaScript. Choose another language, or rewrite that step.',
        span: undefined,
      },
    ],
  });
  const empty = createBuilder().finish([]);
  const nothing = emitGradient(empty, { outputName: 'f', inputs: [], names: [], gradient: [] }, 'python');
  assert.equal(nothing.problems[0]?.code, 'nothingToEmit');
});

test('an output that is an input or a constant is still a function', () => {
  for (const target of TARGETS) {
    const constant =
      emit(
        sample('constant', ['x'], [], (b) => b.constant(3)),
        target,
      ).value ?? '';
    const input =
      emit(
        sample('input', ['x'], [], (_b, [x = 0]) => x),
        target,
      ).value ?? '';
    assert.match(constant, /3/);
    assert.match(input, /x/);
    assert.ok(!/undefined/.test(constant + input), constant + input);
  }
});

test('deep and wide lists are written without recursion', () => {
  const deep = sample('deep', ['x'], [], (b, [x = 0]) => {
    let line = x;
    for (let i = 0; i < 20_000; i++) line = b.step('sin', [b.step('add', [line, x])]);
    return line;
  });
  for (const target of ['python', 'torch', 'latex'] as const) {
    const { list, inputs, output } = deep;
    const names = list.lines.map((line, id) => (isInput(line) ? line.name : id === output ? 'f' : `v_${id}`));
    const code = emitGradient(
      list,
      { outputName: 'f', inputs: inputs.map(({ line }) => line), names, gradient: [undefined] },
      target,
    ).value;
    assert.ok((code?.length ?? 0) > 100_000);
  }
});
