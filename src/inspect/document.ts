import { meter, share } from '../base/budget.ts';
import { nothing, type Outcome, refuse } from '../base/outcome.ts';
import { finished } from '../base/pauses.ts';
import type { Span } from '../base/span.ts';
import { resolve } from '../primitives/lookup.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Expression } from '../syntax/tree.ts';
import { isSymbol } from '../trace/define.ts';
import { budgetOf } from './budget.ts';
import { evaluateSweep } from './evaluated.ts';
import { buildEvaluator } from './evaluator.ts';
import { fixesOf } from './fix.ts';
import { prepare } from './followed.ts';
import { buildInspection } from './inspection.ts';
import { loopPasses } from './loopPasses.ts';
import { createMemory, type Memory } from './memory.ts';
import { withOthers } from './others.ts';
import { isWorth, noOutput, type Prepared } from './prepare.ts';
import { checkSource } from './recheck.ts';
import { regionsOf } from './regions.ts';
import { buildReplay } from './replay.ts';
import { type Earlier, movesOf } from './reread.ts';
import { soundly } from './soundly.ts';
import { openingSource, type Source } from './source.ts';
import { sweepPrepared } from './sweep.ts';
import { type Target, targetNamed, targetsAt, withOutput } from './target.ts';
import type {
  DerivativeCheck,
  Evaluator,
  Fix,
  Inspection,
  InspectOptions,
  LoopPasses,
  MathRegion,
  Replay,
} from './types.ts';

const MOST_MEMORIES = 4;
/** Places where a piece of an earlier text is looked for. */
const MOST_MOVES = 64;

/** A text in a language, read at first use; see `MathDocument` in core. */
export class Document {
  readonly text: string;
  readonly languageId: string;
  private read?: Source;
  private readonly others = new Map<string, Source>();
  /** Of checks, by prelude and readings; handed on to the edited document. */
  private readonly memories: Map<string, Memory>;

  /** Let go once this text is read. */
  private earlier: Earlier | undefined;

  constructor(text: string, languageId: string, memories = new Map<string, Memory>(), earlier?: Earlier) {
    this.earlier = earlier;
    this.text = text;
    this.languageId = languageId;
    this.memories = memories;
  }

  /** Spans refer to the text before the changes, which do not overlap. */
  edit(changes: readonly { readonly span: Span; readonly text: string }[]): Document {
    let text = this.text;
    for (const change of [...changes].sort((a, b) => b.span.from - a.span.from)) {
      text = text.slice(0, change.span.from) + change.text + text.slice(change.span.to);
    }
    if (text === this.text) return this;
    return new Document(text, this.languageId, this.memories, this.earlierAfter(movesOf(changes)));
  }

  /** What is known of this text or of one before it, for a text that is made of it by edits. */
  private earlierAfter(moves: readonly number[]): Earlier | undefined {
    if (this.read) return { pieces: this.read.pieces, moves };
    if (!this.earlier) return undefined;
    const all = this.earlier.moves.flatMap((before) => moves.map((by) => before + by));
    return all.length > MOST_MOVES ? undefined : { pieces: this.earlier.pieces, moves: [...new Set(all)] };
  }

  findMath(): readonly MathRegion[] {
    return regionsOf(this.source({}));
  }

  inspect(at: number | Span, options: InspectOptions = {}): Outcome<Inspection> {
    const source = this.source(options);
    const offset = typeof at === 'number' ? at : undefined;
    return this.prepared(source, at, options, (target, prepared) => {
      const outcome = buildInspection(source, target, prepared, options, offset);
      return outcome;
    });
  }

  compile(at: number | Span, options: InspectOptions = {}): Outcome<Evaluator> {
    return this.prepared(this.source(options), at, options, (_target, prepared) => buildEvaluator(prepared, options));
  }

  replay(at: number | Span, options: InspectOptions = {}): Outcome<Replay> {
    return this.prepared(this.source(options), at, options, (_target, prepared) => buildReplay(prepared, options));
  }

  passes(at: number | Span, options: InspectOptions = {}): Outcome<LoopPasses> {
    return this.prepared(this.source(options), at, options, (_target, prepared) => {
      const sweep = sweepPrepared(prepared, budgetOf(options));
      if (sweep.problems.some((problem) => problem.severity === 'error')) return { problems: sweep.problems };
      const { value: evaluated, problems } = evaluateSweep(prepared, sweep, options.seed);
      return evaluated ? { value: loopPasses(prepared, evaluated), problems: [] } : { problems };
    });
  }

  *reading(options: InspectOptions = {}): Generator<undefined> {
    yield* this.opening(options);
  }

  *check(options: InspectOptions = {}): Generator<DerivativeCheck | undefined> {
    const source = yield* this.opening(options);
    const key = JSON.stringify([options.prelude, options.readings, options.others?.key]);
    const memory = this.memories.get(key) ?? createMemory();
    if (this.memories.size > MOST_MEMORIES) this.memories.clear();
    this.memories.set(key, memory);
    yield* checkSource(source, options, memory);
  }

  fixes(check: DerivativeCheck, options: InspectOptions = {}): Generator<Fix | undefined> {
    return fixesOf(this.source(options), check, options);
  }

  /** The document as read with these preludes and switched readings; the last few are kept. */
  private source(options: InspectOptions): Source {
    return finished(this.opening(options));
  }

  /** The same with pauses; what is not read to its end is not kept. */
  private *opening(options: InspectOptions): Generator<undefined, Source> {
    const source = yield* this.openingAlone(options);
    return options.others ? withOthers(source, options.others) : source;
  }

  private *openingAlone(options: InspectOptions): Generator<undefined, Source> {
    const { prelude, readings } = options;
    const work = options.budget ? meter(budgetOf(options)) : undefined;
    if (!prelude?.length && (!readings || Object.keys(readings).length === 0)) {
      if (this.read) return this.read;
      const opened = yield* openingSource(this.text, this.languageId, { meter: work, earlier: this.earlier });
      this.earlier = undefined;
      // Somebody may have read it at once meanwhile.
      this.read ??= opened;
      return this.read;
    }
    const key = JSON.stringify([prelude, readings]);
    const known = this.others.get(key);
    if (known) return known;
    const opened = yield* openingSource(this.text, this.languageId, { prelude, readings, meter: work });
    const source = this.others.get(key) ?? opened;
    if (this.others.size >= 4) this.others.clear();
    this.others.set(key, source);
    return source;
  }

  private prepared<T>(
    source: Source,
    at: number | Span,
    options: InspectOptions,
    use: (target: Target, prepared: Prepared) => Outcome<T>,
  ): Outcome<T> {
    const deep = 'The calls here nest too deep to be followed. Inspect a smaller part.';
    return soundly(() => this.chosen(source, at, options, use), refuse('tooDeep', deep));
  }

  private chosen<T>(
    source: Source,
    at: number | Span,
    options: InspectOptions,
    use: (target: Target, prepared: Prepared) => Outcome<T>,
  ): Outcome<T> {
    if (options.entry !== undefined) {
      const target = targetNamed(source, options.entry);
      if (!target) return refuse('noEntry', `${options.entry} is not defined in this document. Check the name.`);
      const chosen = withOutput(target, options.output);
      if (!('item' in chosen)) return { problems: [noOutput(options.output, chosen)] };
      const preparation = prepare(source, chosen, options);
      return 'prepared' in preparation ? use(chosen, preparation.prepared) : { problems: preparation.problems };
    }
    const targets = targetsAt(source, at);
    let refused: Outcome<T> | undefined;
    const work = meter(budgetOf(options));
    for (const [i, candidate] of targets.entries()) {
      const target = withOutput(candidate, options.output);
      if (!('item' in target)) {
        refused ??= { problems: [noOutput(options.output, target)] };
        continue;
      }
      const isLast = i === targets.length - 1;
      const preparation = prepare(source, target, options, isLast ? work : share(work, work.left / 2));
      if ('prepared' in preparation) {
        // Asked by name, even a constant has an answer: its derivative is 0.
        if (isWorth(preparation.prepared) || options.wrt) return use(target, preparation.prepared);
        continue;
      }
      const isAsked = options.explain === true && target.definition?.function !== undefined;
      if (!refused && (isAsked || isMath(target))) refused = { problems: preparation.problems };
    }
    return refused ?? unread(targets) ?? nothing;
  }
}

/** What could not be read at all, where there is something that looks like a formula. */
function unread<T>(targets: readonly Target[]): Outcome<T> | undefined {
  const problems = targets[0]?.item.region.problems.filter((problem) => problem.severity === 'error') ?? [];
  return problems.length > 0 ? { problems } : undefined;
}

/** In programs most expressions are not about numbers: only those that compute something are worth a refusal. */
function isMath(target: Target): boolean {
  if (target.item.language === 'latex' || target.item.language === 'plain') return !isSymbol(target.expression);
  const nodes = [...walk(target.expression)];
  if (nodes.some((node) => node.kind === 'string')) return false;
  return nodes.some((node) => isArithmetic(node) || isKnownCall(node, target.item.language));
}

function isArithmetic(node: Expression): boolean {
  return node.kind === 'operation' && ['multiply', 'divide', 'power'].includes(node.operator);
}

function isKnownCall(node: Expression, language: Parameters<typeof resolve>[0]): boolean {
  const name = node.kind === 'call' ? linearName(node.callee) : undefined;
  return node.kind === 'call' && name !== undefined && resolve(language, name, node.args.length) !== undefined;
}
