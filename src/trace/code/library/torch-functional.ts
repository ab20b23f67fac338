/** torch.nn.functional beyond the rows of the table: layers, normalizations, activations with keywords. */
import { flatten } from '../../../base/value.ts';
import type { LineId } from '../../../graph/list.ts';
import type { Thing } from '../things.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pythonEntry } from './entry.ts';
import {
  arrayAt,
  axisGiven,
  countAt,
  done,
  flag,
  knownNumber,
  lineAt,
  named,
  number,
  rankFor,
  refuse,
  row,
  shapeAt,
  sizesAt,
  sizesGiven,
  wholeNumber,
  word,
} from './given.ts';
import { reduce, vectorNorm } from './numpy-reduce.ts';
import { swapped, transposed } from './shapes.ts';
import { oneHotLine } from './torch.ts';

/** x Wᵀ + b with W of shape (out, in); of a vector W x + b. */
export function linearLine(call: LibraryCall, x: LineId, weight: LineId, bias: LineId | undefined): LineId | undefined {
  const isVector = shapeAt(call, x).length === 1;
  const product = isVector ? row(call, 'matmul', [weight, x]) : row(call, 'matmul', [x, transposed(call, weight)]);
  return bias === undefined ? product : row(call, 'add', [product, bias]);
}

const linear: LibraryFunction = (call) => {
  const got = named(call, 'input weight bias');
  const x = got && arrayAt(call, got.input, 1);
  const weight = x === undefined ? undefined : arrayAt(call, got?.weight, 2);
  const bias = got?.bias && weight !== undefined ? arrayAt(call, got.bias, 1) : undefined;
  if (x === undefined || weight === undefined || (got?.bias && bias === undefined)) return undefined;
  return done(linearLine(call, x, weight, bias));
};

/** A row of the table whose parameters have keywords and defaults. */
function withDefaults(
  operation: string,
  signature: string,
  defaults: Readonly<Record<string, number>>,
): LibraryFunction {
  return (call) => {
    const got = named(call, signature);
    if (!got || isChanging(call)) return undefined;
    const names = Object.keys(defaults);
    const rest = names.map((name) => (got[name] ? lineAt(call, got[name]) : number(call, defaults[name] ?? 0)));
    return done(row(call, operation, [lineAt(call, got.input), ...rest]));
  };
}

/** `inplace=True` would change the argument under its other names. */
function isChanging(call: LibraryCall): boolean {
  const inplace = call.keywords.get('inplace');
  if (!inplace || flag(call, inplace) === false) return false;
  const [thing] = call.args;
  if (thing?.kind !== 'ref') return false;
  refuse(call, `${call.path} with inplace=True is not read. Leave the keyword out.`);
  return true;
}

const gelu: LibraryFunction = (call) => {
  const got = named(call, 'input|x approximate');
  const x = got && lineAt(call, got.input);
  if (x === undefined) return undefined;
  if (call.path.startsWith('jax')) {
    const isTanh = flag(call, got?.approximate, true);
    return isTanh === undefined ? undefined : done(row(call, isTanh ? 'geluTanh' : 'gelu', [x]));
  }
  const how = word(call, got?.approximate, 'none');
  if (how === undefined) return undefined;
  if (how !== 'none' && how !== 'tanh') return refuse(call, `gelu with approximate='${how}' is not read.`);
  return done(row(call, how === 'tanh' ? 'geluTanh' : 'gelu', [x]));
};

/** softplus(β x)/β */
const softplus: LibraryFunction = (call) => {
  const got = named(call, 'input|x beta -threshold');
  const x = got && lineAt(call, got.input);
  if (!got?.beta) return done(row(call, 'softplus', [x]));
  const beta = lineAt(call, got.beta);
  return done(row(call, 'div', [row(call, 'softplus', [row(call, 'mul', [beta, x])]), beta]));
};

/** x relu6(x + 3)/6 */
const hardswish: LibraryFunction = (call) => {
  const got = named(call, 'input|x ~inplace');
  const x = got && lineAt(call, got.input);
  const gate = row(call, 'relu6', [row(call, 'add', [x, number(call, 3)])]);
  return done(row(call, 'div', [row(call, 'mul', [x, gate]), number(call, 6)]));
};

/** x where positive, else w x. */
const prelu: LibraryFunction = (call) => {
  const got = named(call, 'input weight');
  const [x, w] = [got && lineAt(call, got.input), got && lineAt(call, got.weight)];
  return done(row(call, 'select', [row(call, 'gt', [x, number(call, 0)]), x, row(call, 'mul', [w, x])]));
};

const dropout: LibraryFunction = (call) => {
  const got = named(call, 'input p training ~inplace');
  if (!got?.input) return got && refuse(call, `${call.path} needs an input.`);
  const training = got.training?.kind === 'line' ? call.machine.valueOf(got.training.line) : undefined;
  if (!got.training || training === 1) {
    return refuse(call, `${call.path} draws random numbers while training; those have no derivative. Leave it out.`);
  }
  return asInEvaluation(call, got.input);
};

export function asInEvaluation(call: LibraryCall, input: Thing): Thing {
  call.machine.kit.note({
    code: 'assumption',
    severity: 'info',
    message: 'Dropout is taken as in evaluation: it leaves its input as it is.',
    span: call.at.span,
  });
  return input;
}

/** (x − mean)/√(var + ε) over the last axes, times weight plus bias. */
export function layerNormLine(
  call: LibraryCall,
  x: LineId,
  axes: readonly number[],
  epsilon: LineId,
  weight: LineId | undefined,
  bias: LineId | undefined,
): LineId | undefined {
  const mean = reduce(call, 'mean', { line: x, axes, keep: true });
  const away = row(call, 'sub', [x, mean]);
  const squares = row(call, 'pow', [away, number(call, 2)]);
  if (squares === undefined) return undefined;
  const spread = row(call, 'add', [reduce(call, 'mean', { line: squares, axes, keep: true }), epsilon]);
  let result = row(call, 'div', [away, row(call, 'sqrt', [spread])]);
  if (weight !== undefined) result = row(call, 'mul', [result, weight]);
  if (bias !== undefined) result = row(call, 'add', [result, bias]);
  return result;
}

/** The last axes, which must have these sizes. */
export function lastAxes(call: LibraryCall, x: LineId, sizes: readonly number[]): readonly number[] | undefined {
  const own = sizesAt(call, x);
  const start = own.length - sizes.length;
  if (start >= 0 && sizes.every((size, i) => own[start + i] === size)) return sizes.map((_, i) => start + i);
  const [axis] = shapeAt(call, x).slice(-1);
  if (sizes.length === 1 && axis?.guess !== undefined) {
    if (call.machine.kit.wish({ kind: 'size', axis, size: sizes[0] ?? 1, exact: true })) return undefined;
  }
  return refuse(call, `${call.path} is over the shape (${sizes.join(', ')}), here is (${own.join(', ')}).`);
}

const layerNorm: LibraryFunction = (call) => {
  const got = named(call, 'input normalized_shape weight bias eps');
  const sizes = got && sizesGiven(call, got.normalized_shape);
  const x = sizes && arrayAt(call, got?.input, sizes.length);
  const axes = x === undefined || !sizes ? undefined : lastAxes(call, x, sizes);
  if (x === undefined || !axes) return undefined;
  const [weight, bias] = [got?.weight, got?.bias].map((thing) => thing && arrayAt(call, thing, 1));
  if ((got?.weight && weight === undefined) || (got?.bias && bias === undefined)) return undefined;
  const epsilon = got?.eps ? lineAt(call, got.eps) : number(call, 1e-5);
  return epsilon === undefined ? undefined : done(layerNormLine(call, x, axes, epsilon, weight, bias));
};

/** x / max(‖x‖, ε) along an axis. */
const normalize: LibraryFunction = (call) => {
  const got = named(call, 'input p dim eps -out');
  const rank = got && (got.dim ? rankFor(call, got.dim) : 2);
  const x = rank === undefined ? undefined : arrayAt(call, got?.input, rank);
  if (x === undefined) return undefined;
  if (!got?.dim && shapeAt(call, x).length < 2) return refuse(call, `${call.path} of a vector needs dim=0.`);
  const axis = got?.dim ? axisGiven(call, got.dim, shapeAt(call, x).length) : 1;
  const p = got?.p ? knownNumber(call, got.p, 'The order of the norm') : 2;
  if (axis === undefined || p === undefined) return undefined;
  const size = vectorNorm(call, { line: x, axes: [axis], keep: true }, p);
  const floor = got?.eps ? lineAt(call, got.eps) : number(call, 1e-12);
  return done(row(call, 'div', [x, row(call, 'max', [size, floor])]));
};

const cosineSimilarity: LibraryFunction = (call) => {
  const got = named(call, 'x1 x2 dim eps');
  const rank = got && (got.dim ? rankFor(call, got.dim) : 2);
  const a = rank === undefined ? undefined : arrayAt(call, got?.x1, rank);
  const b = a === undefined || rank === undefined ? undefined : arrayAt(call, got?.x2, rank);
  if (a === undefined || b === undefined) return undefined;
  const length = shapeAt(call, a).length;
  if (!got?.dim && length < 2) return refuse(call, `${call.path} of vectors needs dim=0.`);
  const axis = got?.dim ? axisGiven(call, got.dim, length) : 1;
  const terms = row(call, 'mul', [a, b]);
  if (axis === undefined || terms === undefined) return undefined;
  const over = (line: LineId) => ({ line, axes: [axis], keep: false });
  const floor = got?.eps ? lineAt(call, got.eps) : number(call, 1e-8);
  const sizes = row(call, 'mul', [reduce(call, 'norm', over(a)), reduce(call, 'norm', over(b))]);
  return done(row(call, 'div', [reduce(call, 'sum', over(terms)), row(call, 'max', [sizes, floor])]));
};

const oneHot: LibraryFunction = (call) => {
  const got = named(call, 'tensor|x num_classes');
  const line = got && lineAt(call, got.tensor);
  const value = line === undefined ? undefined : call.machine.valueOf(line);
  if (line === undefined) return undefined;
  if (value === undefined) return refuse(call, `${call.path} needs classes that are known.`);
  const labels = flatten(value);
  const most = labels.reduce((largest, label) => Math.max(largest, label), 0);
  const classes = got?.num_classes ? wholeNumber(call, got.num_classes, 'The number of classes') : most + 1;
  if (classes === undefined) return undefined;
  const count = classes === -1 ? most + 1 : classes;
  if (countAt(call, line) * count > 100_000) return refuse(call, 'These are too many classes to follow.');
  return done(oneHotLine(call, labels, sizesAt(call, line), count));
};

/** softmax(Q Kᵀ/√d) V */
const attention: LibraryFunction = (call) => {
  const got = named(call, 'query key value -attn_mask -dropout_p -is_causal scale -enable_gqa');
  const q = got && arrayAt(call, got.query, 2);
  const k = q === undefined ? undefined : arrayAt(call, got?.key, 2);
  const v = k === undefined ? undefined : arrayAt(call, got?.value, 2);
  if (q === undefined || k === undefined || v === undefined) return undefined;
  const rank = shapeAt(call, k).length;
  const width = sizesAt(call, q).slice(-1)[0] ?? 1;
  const products = row(call, 'matmul', [q, swapped(call, k, rank - 2, rank - 1)]);
  const scores = got?.scale
    ? row(call, 'mul', [products, lineAt(call, got.scale)])
    : row(call, 'div', [products, number(call, Math.sqrt(width), `sqrt(${width})`)]);
  if (scores === undefined) return undefined;
  const weights = row(call, 'softmax', [scores], { axis: shapeAt(call, scores).length - 1 });
  return done(row(call, 'matmul', [weights, v]));
};

export const torchFunctional: readonly LibraryEntry[] = [
  pythonEntry(linear, ['F.linear']),
  pythonEntry(withDefaults('relu', 'input|x ~inplace', {}), ['F.relu', 'torch.relu', 'jax.nn.relu']),
  pythonEntry(withDefaults('relu6', 'input|x ~inplace', {}), ['F.relu6']),
  pythonEntry(withDefaults('silu', 'input|x ~inplace', {}), ['F.silu']),
  pythonEntry(withDefaults('mish', 'input|x ~inplace', {}), ['F.mish']),
  pythonEntry(withDefaults('selu', 'input|x ~inplace', {}), ['F.selu']),
  pythonEntry(withDefaults('tanh', 'input|x', {}), ['F.tanh']),
  pythonEntry(withDefaults('sigmoid', 'input|x', {}), ['F.sigmoid']),
  pythonEntry(withDefaults('leakyRelu', 'input|x negative_slope ~inplace', { negative_slope: 0.01 }), [
    'F.leaky_relu',
    'jax.nn.leaky_relu',
  ]),
  pythonEntry(withDefaults('elu', 'input|x alpha ~inplace', { alpha: 1 }), ['F.elu', 'jax.nn.elu']),
  pythonEntry(gelu, ['F.gelu', 'jax.nn.gelu']),
  pythonEntry(softplus, ['F.softplus']),
  pythonEntry(hardswish, ['F.hardswish', 'jax.nn.hard_swish']),
  pythonEntry(prelu, ['F.prelu', 'torch.prelu']),
  pythonEntry(dropout, ['F.dropout']),
  pythonEntry(layerNorm, ['F.layer_norm']),
  pythonEntry(normalize, ['F.normalize']),
  pythonEntry(cosineSimilarity, ['F.cosine_similarity', 'torch.cosine_similarity']),
  pythonEntry(oneHot, ['F.one_hot', 'jax.nn.one_hot']),
  pythonEntry(attention, ['F.scaled_dot_product_attention']),
];
