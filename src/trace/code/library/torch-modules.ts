/** Layers of torch.nn as objects: made with their sizes, named by whoever keeps them, called like functions. */
import type { LineId } from '../../../graph/list.ts';
import type { Expression } from '../../../syntax/tree.ts';
import type { Env } from '../../env.ts';
import type { Arguments, Machine } from '../machine.ts';
import { MODULE } from '../modules.ts';
import { listOf } from '../operators.ts';
import { type Content, type RefThing, type Thing, tuple } from '../things.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pythonEntry } from './entry.ts';
import { arrayAt, done, flag, lineAt, named, refuse, reshaped, sizesAt, sizesGiven, wholeNumber } from './given.ts';
import { parameterOf } from './numpy-make.ts';
import { asInEvaluation, lastAxes, layerNormLine, linearLine } from './torch-functional.ts';

type ObjectContent = Extract<Content, { kind: 'object' }>;
/** What a layer does with its argument. */
type Forward = (call: LibraryCall, content: ObjectContent) => Thing | undefined;

interface Layer {
  readonly make: LibraryFunction;
  readonly forward: Forward;
}

function object(call: LibraryCall, className: string, entries: ReadonlyMap<string, Thing>): Thing {
  return call.machine.store.make({ kind: 'object', path: '', className: `${MODULE}${className}`, entries });
}

const makeParameter: LibraryFunction = (call) => {
  const got = named(call, 'data requires_grad');
  const { data } = got ?? {};
  if (!data) return got && refuse(call, `${call.path} needs a tensor.`);
  const trains = flag(call, got?.requires_grad, true);
  if (trains === undefined) return undefined;
  if (data.kind === 'unknown' && data.sizes) return parameterOf(call, data.sizes);
  const line = lineAt(call, data);
  if (line === undefined) return undefined;
  if (!trains) return data;
  if (call.machine.valueOf(line) === undefined)
    return refuse(call, `${call.path} of a value that depends on inputs is not followed.`);
  return parameterOf(call, sizesAt(call, line), data);
};

/** The line of a parameter that the layer keeps. */
function kept(call: LibraryCall, content: ObjectContent, name: string): LineId | undefined {
  const thing = content.entries.get(name);
  return thing === undefined || thing.kind === 'none' ? undefined : call.machine.lineOf(thing, call.at.span);
}

const linear: Layer = {
  make(call) {
    const got = named(call, 'in_features out_features bias ~device ~dtype');
    if (!got?.in_features || !got.out_features) return got && refuse(call, `${call.path} needs two sizes.`);
    const inner = wholeNumber(call, got.in_features, 'The size of a layer');
    const outer = inner === undefined ? undefined : wholeNumber(call, got.out_features, 'The size of a layer');
    const hasBias = flag(call, got.bias, true);
    if (inner === undefined || outer === undefined || hasBias === undefined) return undefined;
    if (inner < 1 || outer < 1 || inner * outer > 1_000_000)
      return refuse(call, `A layer of ${inner} × ${outer} is too large to follow.`);
    const entries = new Map<string, Thing>([
      ['in_features', call.machine.constant(inner)],
      ['out_features', call.machine.constant(outer)],
      ['weight', parameterOf(call, [outer, inner])],
    ]);
    if (hasBias) entries.set('bias', parameterOf(call, [outer]));
    return object(call, 'Linear', entries);
  },
  forward(call, content) {
    const x = arrayAt(call, call.args[0], 1);
    const weight = x === undefined ? undefined : kept(call, content, 'weight');
    if (x === undefined || weight === undefined) return undefined;
    return done(linearLine(call, x, weight, kept(call, content, 'bias')));
  },
};

const layerNorm: Layer = {
  make(call) {
    const got = named(call, 'normalized_shape eps elementwise_affine bias ~device ~dtype');
    const sizes = got && sizesGiven(call, got.normalized_shape);
    const [affine, hasBias] = [flag(call, got?.elementwise_affine, true), flag(call, got?.bias, true)];
    if (!sizes || affine === undefined || hasBias === undefined) return undefined;
    const entries = new Map<string, Thing>([
      ['normalized_shape', tuple(sizes.map((size) => call.machine.constant(size)))],
      ['eps', got?.eps ?? call.machine.constant(1e-5, '1e-5')],
    ]);
    if (affine) entries.set('weight', parameterOf(call, sizes));
    if (affine && hasBias) entries.set('bias', parameterOf(call, sizes));
    return object(call, 'LayerNorm', entries);
  },
  forward(call, content) {
    const sizes = sizesGiven(call, content.entries.get('normalized_shape'));
    const x = sizes && arrayAt(call, call.args[0], sizes.length);
    const axes = x === undefined || !sizes ? undefined : lastAxes(call, x, sizes);
    const epsilon = lineAt(call, content.entries.get('eps'));
    if (x === undefined || !axes || epsilon === undefined) return undefined;
    return done(layerNormLine(call, x, axes, epsilon, kept(call, content, 'weight'), kept(call, content, 'bias')));
  },
};

const sequential: Layer = {
  make(call) {
    if (call.args.some((arg) => call.machine.contentOf(arg)?.kind === 'dictionary')) {
      return refuse(call, `${call.path} of a dictionary is not read. Give the layers one after the other.`);
    }
    if (call.args.some((arg) => arg.kind === 'line')) {
      return refuse(
        call,
        `What layers are handed to ${call.path} is not followed: the list changes after it was set. Write the layers in the call, or set the list in one statement.`,
      );
    }
    return object(call, 'Sequential', new Map(call.args.map((layer, i) => [String(i), layer])));
  },
  forward(call, content) {
    let result: Thing | undefined = call.args[0];
    for (const layer of content.entries.values()) {
      if (result === undefined) return undefined;
      result = call.machine.callThing(layer, { args: [result], keywords: new Map() }, call.at, call.env);
    }
    return result;
  },
};

const flatten: Layer = {
  make(call) {
    const got = named(call, 'start_dim -end_dim');
    return got && object(call, 'Flatten', new Map(got.start_dim ? [['start_dim', got.start_dim]] : []));
  },
  forward(call, content) {
    const x = arrayAt(call, call.args[0], 1);
    const given = content.entries.get('start_dim');
    const start = given ? wholeNumber(call, given, 'The first axis') : 1;
    if (x === undefined || start === undefined) return undefined;
    const sizes = sizesAt(call, x);
    if (start < 0) return refuse(call, 'Flatten is read with a first axis counted from the front.');
    if (start >= sizes.length - 1) return done(x);
    const inner = sizes.slice(start).reduce((product, size) => product * size, 1);
    return done(reshaped(call, x, [...sizes.slice(0, start), inner]));
  },
};

/** Hands its argument on. */
function handing(name: string, signature: string, isDropout: boolean): Layer {
  return {
    make(call) {
      const got = signature === '' ? {} : named(call, signature);
      return got && object(call, name, new Map());
    },
    forward(call) {
      const [input] = call.args;
      return input && isDropout ? asInEvaluation(call, input) : input;
    },
  };
}

/** A function of torch.nn.functional whose keywords were given when the layer was made. */
function functional(name: string, fn: string, signature: string): Layer {
  return {
    make(call) {
      const got = signature === '' ? named(call, '~inplace') : named(call, signature);
      const given = Object.entries(got ?? {}).flatMap(([key, thing]) => (thing ? [[key, thing] as const] : []));
      return got && object(call, name, new Map(given));
    },
    forward: (call, content) =>
      call.machine.callBuiltin(
        `torch.nn.functional.${fn}`,
        { args: call.args, keywords: content.entries },
        call.at,
        call.env,
      ),
  };
}

const LOSS = '-weight -size_average -reduce reduction';
const LAYERS: Readonly<Record<string, Layer>> = {
  Linear: linear,
  LayerNorm: layerNorm,
  Sequential: sequential,
  Flatten: flatten,
  Identity: handing('Identity', '', false),
  Dropout: handing('Dropout', '~p ~inplace', true),
  ReLU: functional('ReLU', 'relu', '~inplace'),
  ReLU6: functional('ReLU6', 'relu6', '~inplace'),
  Sigmoid: functional('Sigmoid', 'sigmoid', ''),
  Tanh: functional('Tanh', 'tanh', ''),
  LogSigmoid: functional('LogSigmoid', 'logsigmoid', ''),
  Softsign: functional('Softsign', 'softsign', ''),
  Hardswish: functional('Hardswish', 'hardswish', '~inplace'),
  SELU: functional('SELU', 'selu', '~inplace'),
  SiLU: functional('SiLU', 'silu', '~inplace'),
  Mish: functional('Mish', 'mish', '~inplace'),
  GELU: functional('GELU', 'gelu', 'approximate'),
  ELU: functional('ELU', 'elu', 'alpha ~inplace'),
  LeakyReLU: functional('LeakyReLU', 'leaky_relu', 'negative_slope ~inplace'),
  Softplus: functional('Softplus', 'softplus', 'beta -threshold'),
  Softmax: functional('Softmax', 'softmax', 'dim'),
  LogSoftmax: functional('LogSoftmax', 'log_softmax', 'dim'),
  CosineSimilarity: functional('CosineSimilarity', 'cosine_similarity', 'dim eps'),
  MSELoss: functional('MSELoss', 'mse_loss', '-size_average -reduce reduction'),
  L1Loss: functional('L1Loss', 'l1_loss', '-size_average -reduce reduction'),
  HuberLoss: functional('HuberLoss', 'huber_loss', 'reduction delta'),
  SmoothL1Loss: functional('SmoothL1Loss', 'smooth_l1_loss', '-size_average -reduce reduction beta'),
  BCELoss: functional('BCELoss', 'binary_cross_entropy', LOSS),
  BCEWithLogitsLoss: functional('BCEWithLogitsLoss', 'binary_cross_entropy_with_logits', `${LOSS} -pos_weight`),
  CrossEntropyLoss: functional(
    'CrossEntropyLoss',
    'cross_entropy',
    '-weight -size_average -ignore_index -reduce reduction -label_smoothing',
  ),
  NLLLoss: functional('NLLLoss', 'nll_loss', '-weight -size_average -ignore_index -reduce reduction'),
  KLDivLoss: functional('KLDivLoss', 'kl_div', '-size_average -reduce reduction log_target'),
};

const NOT_READ = [
  ...['Conv1d', 'Conv2d', 'Conv3d', 'BatchNorm1d', 'BatchNorm2d', 'MaxPool2d', 'AvgPool2d', 'Embedding', 'RNN', 'LSTM'],
  ...['GRU', 'MultiheadAttention', 'TransformerEncoderLayer', 'GroupNorm', 'Bilinear', 'PReLU'],
];

const moduleList: LibraryFunction = (call) => {
  const [modules] = call.args;
  const items = modules ? (listOf(call.machine, modules) ?? call.machine.items(modules, call.at.span)) : [];
  return items && call.machine.store.make({ kind: 'list', items });
};

/** A layer called with its argument; a layer without a name of its own gets that of its kind. */
export function callModule(
  machine: Machine,
  thing: RefThing,
  given: Arguments,
  at: Expression,
  env: Env,
): Thing | undefined | 'other' {
  const before = machine.contentOf(thing);
  if (before?.kind !== 'object' || !before.className?.startsWith(MODULE)) return 'other';
  const name = before.className.slice(MODULE.length);
  const layer = Object.hasOwn(LAYERS, name) ? LAYERS[name] : undefined;
  if (!layer) return 'other';
  machine.entitle(thing, name.toLowerCase(), at.span);
  const content = machine.contentOf(thing);
  const [first] = given.args;
  const call: LibraryCall = { args: given.args, keywords: given.keywords, at, env, machine, path: `torch.nn.${name}` };
  if (content?.kind !== 'object') return undefined;
  if (!first || given.keywords.size > 0) return refuse(call, `${call.path} is called with its argument alone.`);
  return layer.forward(call, content);
}

/** The method behind all that leave a network's values as they are; no text spells it. */
const ITSELF = 'the module itself';
const HARMLESS: ReadonlySet<string> = new Set([
  'eval',
  'train',
  'to',
  'double',
  'float',
  'cpu',
  'cuda',
  'requires_grad_',
]);

/** `model.eval`, `model.to`: answers the module. */
export function harmlessMethod(name: string, receiver: Thing): Thing | undefined {
  return HARMLESS.has(name) ? { kind: 'builtin', path: ITSELF, receiver } : undefined;
}

export const torchModules: readonly LibraryEntry[] = [
  pythonEntry(makeParameter, ['nn.Parameter']),
  pythonEntry(moduleList, ['nn.ModuleList', 'nn.ParameterList']),
  pythonEntry(
    (call) => call.args[0] ?? call.machine.store.make({ kind: 'dictionary', entries: new Map() }),
    ['nn.ModuleDict', 'nn.ParameterDict'],
  ),
  ...Object.entries(LAYERS).map(([name, { make }]) => pythonEntry(make, [`nn.${name}`])),
  ...NOT_READ.map((name) =>
    pythonEntry((call) => refuse(call, `nn.${name} is not read yet. Write what it does with tensors.`), [`nn.${name}`]),
  ),
  pythonEntry((call) => call.args[0], [], [ITSELF]),
];
