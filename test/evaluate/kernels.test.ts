// exp, log, sin, cos and tanh: near the true values, and the same to the last bit in JavaScript, on one number and on pairs.
// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: values as mpmath prints them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '../../src/base/random.ts';
import { CODE, F64, type FunctionBody, moduleBytes, writer } from '../../src/evaluate/wasm/bytes.ts';
import { callOwn, noImports, type Own, type Single } from '../../src/evaluate/wasm/imports.ts';
import { instantiated } from '../../src/evaluate/wasm/instance.ts';
import { withOwn } from '../../src/evaluate/wasm/kernels.ts';
import { loadPair, storePair } from '../../src/evaluate/wasm/simd.ts';
import { cos, exp, log, sin, tanh } from '../../src/primitives/elementary.ts';

const elementary = { exp, log, sin, cos, tanh };
const FUNCTIONS = ['exp', 'log', 'sin', 'cos', 'tanh'] as const;
type Name = (typeof FUNCTIONS)[number];

// Arguments and values of mpmath at 2,000 bits, rounded to doubles.
const TRUE: { readonly [N in Name]: readonly (readonly [x: number, value: number])[] } = {
  exp: [
    [0.0, 1.0],
    [-1.0, 0.36787944117144233],
    [0.5, 1.6487212707001282],
    [-0.34657359, 0.7071067813845181],
    [0.34657359, 1.4142135619771539],
    [1e-9, 1.000000001],
    [-1e-300, 1.0],
    [700.5, 1.6721859620674984e304],
    [709.78, 1.7928227943945155e308],
    [-708.4, 2.217119081664265e-308],
    [-730.25, 7.18546e-318],
    [-744.9, 5e-324],
    [3.8123, 45.25440439023229],
    [5.1986038, 181.01932617258265],
    [-37.5, 5.175555005801869e-17],
    [88.7, 3.325986980250579e38],
    [1e-17, 1.0],
    [-10.481414916324345, 2.80530017818848e-5],
    [1.7691690118380734, 5.8659767782109515],
    [-5.201793338076829, 0.0055066802212364405],
    [4.156801543847777, 63.86692002490276],
    [5.0288121643221615, 152.75146125480165],
    [-17.378845630407476, 2.834413715626092e-8],
  ],
  log: [
    [5e-324, -744.4400719213812],
    [1e-310, -713.8013788281542],
    [2.2250738585072014e-308, -708.3964185322641],
    [1e-5, -11.512925464970229],
    [0.7071067811865475, -0.34657359027997275],
    [0.999999999, -9.999999722180686e-10],
    [1.0000000001, 1.000000082690371e-10],
    [1.4142135623730951, 0.3465735902799727],
    [1.5, 0.4054651081081644],
    [2.0, 0.6931471805599453],
    [2.718281828459045, 1.0],
    [10.0, 2.302585092994046],
    [12345.678, 9.421061321291832],
    [1e300, 690.7755278982137],
    [1.7976931348623157e308, 709.782712893384],
    [0.9, -0.10536051565782628],
    [0.05267196621949655, -2.943671915264757],
    [3.34987632838584, 1.2089234282557804],
    [1.0374160573120306, 0.03673306123452748],
    [0.9373238441867855, -0.06472643832699576],
    [3.982579342041851, 1.381929685275766],
    [1.8810540300897918, 0.6318322740370342],
  ],
  sin: [
    [1e-300, 1e-300],
    [1e-9, 1e-9],
    [0.1, 0.09983341664682815],
    [0.7853981633974483, 0.7071067811865475],
    [0.7853981633974484, 0.7071067811865476],
    [1.5, 0.9974949866040544],
    [1.5707963267948966, 1.0],
    [3.0, 0.1411200080598672],
    [3.141592653589793, 1.2246467991473532e-16],
    [6.283185307179586, -2.4492935982947064e-16],
    [10.0, -0.5440211108893698],
    [-0.8308017253875732, -0.7384721989246082],
    [100.0, -0.5063656411097588],
    [31415.0, -0.7995441773754673],
    [999999.5, -0.756251087561678],
    [1000001.0, 0.5991474390141922],
    [1e22, -0.8522008497671888],
    [-2.5, -0.5984721441039565],
    [5.5, -0.7055403255703919],
    [1.6, 0.9995736030415051],
    [13.458458050975551, 0.7783839112813689],
    [-0.9458716520266037, -0.8110071897921737],
    [5.562725621766479, -0.6597301964189687],
    [-13.975343039059043, -0.9869350606619249],
    [5.394426331407537, -0.7762900337529826],
    [14.721812285731872, 0.8339078739556619],
  ],
  cos: [
    [1e-300, 1.0],
    [1e-9, 1.0],
    [0.1, 0.9950041652780258],
    [0.7853981633974483, 0.7071067811865476],
    [0.7853981633974484, 0.7071067811865475],
    [1.5, 0.0707372016677029],
    [1.5707963267948966, 6.123233995736766e-17],
    [3.0, -0.9899924966004454],
    [3.141592653589793, -1.0],
    [6.283185307179586, 1.0],
    [10.0, -0.8390715290764524],
    [-0.8308017253875732, 0.674283924927366],
    [100.0, 0.8623188722876839],
    [31415.0, 0.600607283026927],
    [999999.5, 0.654281508650351],
    [1000001.0, 0.8006387114814864],
    [1e22, 0.523214785395139],
    [-2.5, -0.8011436155469337],
    [5.5, 0.70866977429126],
    [1.6, -0.029199522301288815],
    [0.9272484153320519, 0.6000374414784876],
    [9.65007424805961, -0.9747279607037266],
    [6.856459014783702, 0.840129869386067],
    [-17.438742470920108, 0.15930130148488203],
    [10.329209851472694, -0.6181322556726018],
    [3.6439833172527045, -0.8764339099572589],
  ],
  tanh: [
    [1e-300, 1e-300],
    [1e-9, 1e-9],
    [0.01, 0.00999966667999946],
    [0.2, 0.197375320224904],
    [0.34, 0.32747739480870536],
    [0.5, 0.46211715726000974],
    [0.5014731362462044, 0.4632749129281686],
    [0.549, 0.4997703566046211],
    [0.5501, 0.5005951553906958],
    [0.7, 0.6043677771171635],
    [1.0, 0.7615941559557649],
    [-1.5, -0.9051482536448664],
    [3.8123094923201015, 0.9990239141029591],
    [10.0, 0.9999999958776927],
    [19.0, 0.9999999999999999],
    [22.5, 1.0],
    [-0.3, -0.2913126124515909],
    [-7.949293619371506, -0.999999750907166],
    [-18.75952994121, -0.9999999999999999],
    [14.621089479157824, 0.9999999999996007],
    [-1.0900364533813267, -0.7968914487637612],
    [8.752956962632123, 0.9999999500761388],
    [15.152512010219269, 0.999999999999862],
  ],
};

test('values are within two units in the last place of the true ones', () => {
  const unit = (value: number) => Math.max(2 ** (Math.floor(Math.log2(Math.abs(value))) - 52), Number.MIN_VALUE);
  for (const name of FUNCTIONS) {
    for (const [x, value] of TRUE[name]) {
      const error = Math.abs(elementary[name](x) - value) / unit(value);
      assert.ok(error <= (name === 'tanh' ? 2 : 1), `${name}(${x}) is ${elementary[name](x)}, not ${value}`);
    }
  }
});

const SPECIAL = [0, -0, Number.NaN, Infinity, -Infinity, 5e-324, -5e-324, 1e-310, -1e-310, 2 ** -1022, 1, -1];
const EDGES = [
  709.782712893384, 709.7827128933841, 710, 711, 1e308, -1e308, -745.13, -745.14, -746, -747, 1e6, -1e6, 1e5, -1e5,
];
const MORE = [1000000.0000001, Math.PI, Math.PI / 2, 2 ** -27, 2 ** -28, 0.55, -0.55, 0.549, 22.4, 22.6, Math.SQRT1_2];

test('special values are those of Math', () => {
  for (const name of FUNCTIONS) {
    for (const x of [...SPECIAL, Math.PI, 1e22]) {
      assert.ok(Object.is(elementary[name](x), Math[name](x)), `${name}(${Object.is(x, -0) ? '-0' : x})`);
    }
  }
  assert.equal(elementary.exp(711), Infinity);
  assert.equal(elementary.exp(-746), 0);
});

function points(): Float64Array {
  const next = random(17);
  const all = [...SPECIAL, ...EDGES, ...MORE];
  for (let i = 0; i < 4000; i++) {
    all.push(
      (next() - 0.5) * 10,
      (next() - 0.5) * 1500,
      (next() - 0.5) * 2.2e6,
      Math.round(next() * 1e6) * (Math.PI / 2) + (next() - 0.5) * 1e-3,
      (next() - 0.5) * 2 ** Math.floor(next() * 2098 - 1074),
      next() * 2 ** -1022,
    );
  }
  return Float64Array.from(all.length % 2 ? [...all, 1] : all);
}

/** One module that holds the kernels, and a function that runs the kernel at the numbers in memory. */
function kernelRun(own: Own, results: number) {
  const imports = noImports();
  const out = writer();
  const isPair = own.endsWith('Pair');
  const width = isPair ? 16 : 8;
  for (let i = 0; i < results; i++) out.byte(CODE.I32_CONST).signed(0);
  if (results === 2) {
    // Both results are on the stack, above two addresses.
    out.byte(CODE.I32_CONST).signed(0);
    if (isPair) loadPair(out, 0);
    else out.byte(CODE.F64_LOAD, 3).unsigned(0);
    callOwn(imports, out, own);
    out.byte(CODE.SET).unsigned(0);
    out.byte(CODE.SET).unsigned(1);
    for (const local of [1, 0]) {
      out.byte(CODE.GET).unsigned(local);
      if (isPair) storePair(out, 64 + width * (1 - local));
      else out.byte(CODE.F64_STORE, 3).unsigned(64 + width * (1 - local));
    }
  } else {
    out.byte(CODE.I32_CONST).signed(0);
    if (isPair) loadPair(out, 0);
    else out.byte(CODE.F64_LOAD, 3).unsigned(0);
    callOwn(imports, out, own);
    if (isPair) storePair(out, 64);
    else out.byte(CODE.F64_STORE, 3).unsigned(64);
  }
  out.byte(CODE.F64_CONST).f64(0);
  const kind = isPair ? 0x7b : F64;
  const body: FunctionBody = { type: { parameters: [], results: [F64] }, locals: [[2, kind]], code: out };
  const bytes = moduleBytes({ ...withOwn(imports, [body], 16), imports: imports.types, run: 0, size: 16 });
  const instance = instantiated(bytes, imports.kernels);
  assert.ok(instance, own);
  const memory = new Float64Array(instance.memory.buffer);
  return (x: readonly number[]) => {
    memory.set(x);
    instance.run();
    return Array.from(memory.subarray(8, 8 + results * x.length));
  };
}

test('generated kernels give the numbers of those in JavaScript, to the last bit', () => {
  const all = points();
  const cases: readonly (readonly [Single, readonly Name[]])[] = [
    ...FUNCTIONS.map((name) => [name, [name]] as const),
    ['sincos', ['sin', 'cos']],
  ];
  for (const [kernel, names] of cases) {
    const single = kernelRun(kernel, names.length);
    const pair = kernelRun(`${kernel}Pair`, names.length);
    for (let i = 0; i < all.length; i += 2) {
      const x = [all[i], all[i + 1]] as [number, number];
      const expected = names.map((name) => x.map((each) => elementary[name](each)));
      const [ones, pairs] = [x.map((each) => single([each])), pair(x)];
      names.forEach((name, n) => {
        for (const lane of [0, 1]) {
          const want = expected[n]?.[lane];
          assert.ok(Object.is(ones[lane]?.[n], want), `${name}(${x[lane]}) is ${ones[lane]?.[n]}, not ${want}`);
          const got = pairs[2 * n + lane];
          assert.ok(Object.is(got, want), `${name}(${x[lane]}) in pairs is ${got}, not ${want}`);
        }
      });
    }
  }
});
