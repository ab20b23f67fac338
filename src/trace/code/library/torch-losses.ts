/** Losses of torch.nn.functional. */
import { flatten } from '../../../base/value.ts';
import { isInput, type LineId } from '../../../graph/list.ts';
import type { Thing } from '../things.ts';
import { type LibraryCall, type LibraryEntry, type LibraryFunction, pythonEntry } from './entry.ts';
import {
  arrayAt,
  countAt,
  done,
  flag,
  lineAt,
  type Named,
  named,
  number,
  refuse,
  row,
  shapeAt,
  sizesAt,
  wants,
  word,
} from './given.ts';
import { reduce } from './numpy-reduce.ts';
import { huberLoss, xlogy } from './scipy.ts';
import { oneHotLine, reaches } from './torch.ts';

/** Mean, sum, or none. */
function reduced(
  call: LibraryCall,
  line: LineId | undefined,
  got: Named | undefined,
  batch?: number,
): Thing | undefined {
  const how = word(call, got?.reduction, 'mean');
  if (line === undefined || how === undefined) return undefined;
  if (how === 'none') return done(line);
  if (how === 'sum') return done(reduce(call, 'sum', { line, keep: false }));
  if (how === 'mean' && batch === undefined) return done(reduce(call, 'mean', { line, keep: false }));
  if (how === 'mean' || how === 'batchmean') {
    const total = reduce(call, 'sum', { line, keep: false });
    const count = batch ?? sizesAt(call, line)[0] ?? 1;
    return done(count === 1 ? total : row(call, 'div', [total, number(call, count)]));
  }
  return refuse(call, `The reduction '${how}' is not read.`);
}

const SHARED = '-size_average -reduce reduction';

interface Pair {
  readonly input: LineId;
  readonly target: LineId;
  readonly got: Named;
}

function pairOf(call: LibraryCall, signature: string): Pair | undefined {
  const got = named(call, signature);
  const input = got && arrayAt(call, got.input, 1);
  const target = input === undefined ? undefined : arrayAt(call, got?.target, 1);
  if (!got || input === undefined || target === undefined) return undefined;
  // A target of another size would be repeated, which nobody means: an open one takes the size of the input.
  const [shape, other] = [input, target].map((line) => shapeAt(call, line));
  for (const [i, axis] of (shape ?? []).entries()) {
    const own = shape?.length === other?.length ? other?.[i] : undefined;
    if (!own || own.size === axis.size || (own.guess === undefined && axis.guess === undefined)) continue;
    if (call.machine.kit.wish({ kind: 'equal', axes: [axis, own] })) return undefined;
  }
  return { input, target, got };
}

function pointwise(signature: string, entry: (call: LibraryCall, pair: Pair) => LineId | undefined): LibraryFunction {
  return (call) => {
    const pair = pairOf(call, signature);
    return pair && reduced(call, entry(call, pair), pair.got);
  };
}

const mse = pointwise(`input target ${SHARED} -weight`, (call, { input, target }) =>
  row(call, 'pow', [row(call, 'sub', [input, target]), number(call, 2)]),
);

const l1 = pointwise(`input target ${SHARED} -weight`, (call, { input, target }) =>
  row(call, 'abs', [row(call, 'sub', [input, target])]),
);

const huber = pointwise('input target reduction delta -weight', (call, { input, target, got }) =>
  huberLoss(call, got.delta ? lineAt(call, got.delta) : number(call, 1), row(call, 'sub', [input, target])),
);

/** Huber's loss divided by β. */
const smoothL1 = pointwise(`input target ${SHARED} beta`, (call, { input, target, got }) => {
  const beta = got.beta ? lineAt(call, got.beta) : number(call, 1);
  const loss = huberLoss(call, beta, row(call, 'sub', [input, target]));
  return got.beta ? row(call, 'div', [loss, beta]) : loss;
});

/** −(t log p + (1 − t) log(1 − p)) */
const bce = pointwise(`input target -weight ${SHARED}`, (call, { input, target }) => {
  const one = number(call, 1);
  const yes = row(call, 'mul', [target, row(call, 'log', [input])]);
  const no = row(call, 'mul', [row(call, 'sub', [one, target]), row(call, 'log', [row(call, 'sub', [one, input])])]);
  return row(call, 'neg', [row(call, 'add', [yes, no])]);
});

/** softplus(x) − t x */
const bceWithLogits = pointwise(`input target -weight ${SHARED} -pos_weight`, (call, { input, target }) =>
  row(call, 'sub', [row(call, 'softplus', [input]), row(call, 'mul', [target, input])]),
);

/** t log t − t · input, the input being log-probabilities. */
const klDiv = pointwise(`input target ${SHARED} log_target`, (call, { input, target, got }) => {
  const isLog = flag(call, got.log_target);
  if (isLog === undefined) return undefined;
  if (isLog) return row(call, 'mul', [row(call, 'exp', [target]), row(call, 'sub', [target, input])]);
  const own = xlogy(call, target, row(call, 'log', [target]));
  return row(call, 'sub', [own, row(call, 'mul', [target, input])]);
});

const hinge: LibraryFunction = (call) => {
  const got = named(call, `input1 input2 target margin ${SHARED}`);
  const [a, b, y] = [got?.input1, got?.input2, got?.target].map((thing) => (got ? lineAt(call, thing) : undefined));
  const margin = got?.margin ? lineAt(call, got.margin) : number(call, 0);
  const away = row(call, 'mul', [row(call, 'neg', [y]), row(call, 'sub', [a, b])]);
  return reduced(call, row(call, 'max', [row(call, 'add', [away, margin]), number(call, 0)]), got);
};

/** Class labels that are known: constants of the text, or the point that the user set. */
function labelsOf(call: LibraryCall, target: LineId): readonly number[] | undefined {
  const { kit } = call.machine;
  const value = call.machine.valueOf(target);
  if (value !== undefined) return flatten(value);
  const line = kit.builder.at(target);
  const given = isInput(line) && kit.isGiven(line.name) ? kit.options.given?.[line.name] : undefined;
  return given === undefined ? undefined : flatten(given);
}

/**
 * −Σ target · logp over the classes, averaged over the rows. Classes stand along axis 1, in a lone vector along axis 0;
 * a target of one axis less holds class labels.
 */
function chosen(call: LibraryCall, logp: LineId, got: Named, isSoft: boolean): Thing | undefined {
  const sizes = sizesAt(call, logp);
  const rank = sizes.length;
  if (rank === 0 || rank > 2) return refuse(call, `${call.path} is read for one row of classes or several.`);
  const classes = sizes[rank - 1] ?? 1;
  let target = lineAt(call, got.target);
  if (target === undefined) return undefined;
  const labels = shapeAt(call, target).length === rank - 1 ? labelsOf(call, target) : undefined;
  if (labels) {
    const rows = rank === 2 ? [sizes[0] ?? 1] : [];
    if (countAt(call, target) !== (rows[0] ?? 1)) return refuse(call, 'There must be one class for each row.');
    target = oneHotLine(call, labels, rows, classes);
  } else {
    if (!isSoft)
      return refuse(call, `${call.path} needs classes that are known. Set the point with whole numbers for them.`);
    if (!wants(call, target, rank)) return undefined;
    if (shapeAt(call, target).length !== rank) {
      return refuse(call, `${call.path} needs one probability for each class, or classes that are known.`);
    }
    call.machine.kit.note({
      code: 'assumption',
      severity: 'info',
      message: `The target of ${call.path} is read as one probability for each class; a class is a 1 among zeros.`,
      span: call.at.span,
    });
  }
  const terms = row(call, 'mul', [target, logp]);
  if (terms === undefined) return undefined;
  const losses = row(call, 'neg', [reduce(call, 'sum', { line: terms, axes: [rank - 1], keep: false })]);
  return reduced(call, losses, got, rank === 2 ? (sizes[0] ?? 1) : 1);
}

/** The scores, which are asked to have a row for each known class label and an entry for each class. */
function classesOf(call: LibraryCall, got: Named): LineId | undefined {
  const target = lineAt(call, got.target);
  const labels = target === undefined ? undefined : call.machine.valueOf(target);
  const line =
    target === undefined
      ? undefined
      : arrayAt(call, got.input, labels === undefined ? 1 : shapeAt(call, target).length + 1);
  if (line === undefined || labels === undefined || target === undefined) return line;
  const { length } = shapeAt(call, line);
  if (length !== shapeAt(call, target).length + 1) return line;
  const [rows] = length === 2 ? shapeAt(call, line) : [];
  const count = countAt(call, target);
  if (rows && rows.guess !== undefined && rows.size !== count) {
    if (call.machine.kit.wish({ kind: 'size', axis: rows, size: count, exact: true })) return undefined;
  }
  const classes = flatten(labels).reduce((most, label) => Math.max(most, label + 1), 1);
  return reaches(call, line, length - 1, classes) ? line : undefined;
}

const crossEntropy: LibraryFunction = (call) => {
  const got = named(call, 'input target -weight -size_average -ignore_index -reduce reduction -label_smoothing');
  const logits = got && classesOf(call, got);
  if (logits === undefined || !got) return undefined;
  const logp = row(call, 'logSoftmax', [logits], { axis: shapeAt(call, logits).length - 1 });
  return logp === undefined ? undefined : chosen(call, logp, got, true);
};

const nll: LibraryFunction = (call) => {
  const got = named(call, 'input target -weight -size_average -ignore_index -reduce reduction');
  const logp = got && classesOf(call, got);
  return logp === undefined || !got ? undefined : chosen(call, logp, got, false);
};

export const torchLosses: readonly LibraryEntry[] = [
  pythonEntry(mse, ['F.mse_loss']),
  pythonEntry(l1, ['F.l1_loss']),
  pythonEntry(huber, ['F.huber_loss']),
  pythonEntry(smoothL1, ['F.smooth_l1_loss']),
  pythonEntry(bce, ['F.binary_cross_entropy']),
  pythonEntry(bceWithLogits, ['F.binary_cross_entropy_with_logits']),
  pythonEntry(klDiv, ['F.kl_div']),
  pythonEntry(hinge, ['F.margin_ranking_loss']),
  pythonEntry(crossEntropy, ['F.cross_entropy']),
  pythonEntry(nll, ['F.nll_loss']),
];
