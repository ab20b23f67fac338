/** The public data of an inspection: what hover, panel, diagnostics, tests and benchmarks see. */
import type { Budget } from '../base/budget.ts';
import type { Outcome, Problem } from '../base/outcome.ts';
import type { Span } from '../base/span.ts';
import type { Value } from '../base/value.ts';

export interface MathRegion {
  readonly span: Span;
  readonly inner: Span;
  readonly kind: 'expression' | 'definition' | 'function' | 'claim' | 'symbol';
  readonly name?: string;
  readonly notation: string;
}

/** Another file of the project. One object as long as its text is the same: what is read of it is kept with the object. */
export interface OtherFile {
  /** What tells it from all other files. */
  readonly key: string;
  /** How spans in it are told from others: `doc` of them, beyond those of the prelude. */
  readonly doc: number;
  readonly text: string;
  readonly languageId: string;
}

/** The files beside a document as far as somebody has loaded them. */
export interface Others {
  /** The document itself, as others import it. */
  readonly key: string;
  /**
   * The file that `specifier`, as the text spells it (`.utils`, `..`, `pkg.links`, `./special.js`), names in the file
   * `from`. Undefined: there is none, or it is not loaded (yet). It is asked at every inspection, only for what that needs.
   */
  find(from: string, specifier: string): OtherFile | undefined;
}

export interface InspectOptions {
  /** A function or definition by name, instead of by position. */
  readonly entry?: string;
  /** Which of several outputs (tuple, dict, system). */
  readonly output?: string;
  /** Values of inputs; also gives their shapes. Attributes by path: 'self.N'. */
  readonly point?: Readonly<Record<string, Value>>;
  /** Default: every free input. */
  readonly wrt?: readonly string[];
  /** Cotangent of the output, of its shape (of a number: a factor). Contracts the Jacobian of a vector or matrix output. */
  readonly seed?: Value;
  /** 2 adds the Hessian. */
  readonly order?: 1 | 2;
  /** Of formulas and shown shapes only; values keep the input's shape. */
  readonly layout?: 'numerator' | 'denominator';
  /** Files that the text imports from. */
  readonly others?: Others;
  /** Earlier notebook cells, in order. */
  readonly prelude?: readonly { readonly text: string; readonly languageId: string }[];
  /** Ambiguity choices that the user switched. */
  readonly readings?: Readonly<Record<string, string>>;
  /** Default all; one number must not cost 3,000 formulas. */
  readonly want?: readonly ('formulas' | 'derivation' | 'partials')[];
  /** Refuse programs that can only be followed at their point, rather than follow them there. */
  readonly everywhere?: boolean;
  /** Say why a function of a program is refused, also where a hover is silent: somebody has asked. */
  readonly explain?: boolean;
  /** What is checked answers the question for that derivative: that it may state something else leaves nothing undecided. */
  readonly answers?: boolean;
  readonly budget?: Partial<Budget>;
}

export interface Formula {
  readonly latex: string;
  readonly text: string;
}

export interface DerivativeFormula extends Formula {
  /** 'm×n' in the chosen layout; absent for a number. */
  readonly shapeText?: string;
  /**
   * There is no closed form of the Jacobian: the formula is its product with a cotangent of the output's shape that goes
   * by this name (⟨v, ∂output/∂input⟩, of the input's shape).
   */
  readonly seed?: string;
  /** `∂L/∂A_1 = ∂L/∂f_3 · ∂f_3/∂f_2 · ∂f_2/∂A_1`, where the formula stops at the adjoints of layers. */
  readonly chain?: Formula;
}

/** Where an input's shape is from: the given point, the document's own words, the way it is used, or a small guess. */
export type ShapeOrigin = 'user' | 'document' | 'use' | 'guess';

export interface Inspection {
  readonly span: Span;
  /** How the text was read, in linear notation. */
  readonly reading: string;
  readonly readings: readonly {
    readonly key: string;
    readonly chosen: string;
    readonly alternatives: readonly string[];
    readonly span: Span;
  }[];
  readonly output: {
    readonly name: string;
    readonly shape: readonly number[];
    readonly shapeText?: string;
    readonly value: Value;
  };
  readonly outputs: readonly string[];
  readonly inputs: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly shapeText?: string;
    /** Absent for numbers. */
    readonly shapeOrigin?: ShapeOrigin;
    readonly value: Value;
    readonly origin: 'user' | 'document' | 'default';
    readonly span?: Span;
  }[];
  /** The Wengert list, inputs and constants included, in evaluation order. */
  readonly lines: readonly InspectionLine[];
  readonly groups: readonly {
    readonly id: string;
    readonly parent?: string;
    readonly kind: 'layer' | 'loop' | 'call';
    readonly label: string;
    /** Lines in it, those of groups inside included. */
    readonly count: number;
  }[];
  /** The line under the pointer. */
  readonly focus?: string;
  /** ∂output/∂input at the point (vector output: Jacobian, output axes first; with a seed: of the input's shape). */
  readonly gradient: Readonly<Record<string, Value>>;
  /** A square matrix: rows and columns are the entries of the inputs, in their order, each row-major. */
  readonly hessian?: Value;
  /** ∂output/∂input, in the names of the decomposition. */
  readonly formulas: Readonly<Record<string, DerivativeFormula>>;
  /**
   * Definitions of what the formulas use, inputs aside: adjoints that several formulas share from the output backwards
   * (`∂L/∂f_2 = …`, `usedFor`: the derivatives that use it), then names (`c = a + b`) in evaluation order.
   */
  readonly where: readonly {
    readonly name: string;
    readonly latex: string;
    readonly text: string;
    readonly usedFor?: readonly string[];
  }[];
  readonly derivation: readonly DerivationStep[];
  /** Elementary operations; reverse is the backward pass alone; shown as (forward + reverse) ÷ forward. */
  readonly cost: {
    readonly forward: number;
    readonly reverse: number;
    readonly withoutReuse: number;
    readonly forwardMode: number;
  };
  readonly problems: readonly Problem[];
}

export interface InspectionLine {
  /** Unique: a reassigned y is y_2; a constant is named by its literal. */
  readonly name: string;
  /** The author's name or an input's; absent for letters given to anonymous steps. */
  readonly named?: boolean;
  /** The row's name in the primitives table, or 'input' / 'constant'. */
  readonly operation: string;
  /** Names of earlier lines; none for inputs and constants. */
  readonly operands: readonly string[];
  readonly shape: readonly number[];
  /** 'm×n' where symbols are known. */
  readonly shapeText?: string;
  /** Of tensor operations: axes, shapes, indices. */
  readonly attributes?: Readonly<Record<string, Value | string>>;
  readonly primal: Value;
  /** ∂output/∂line, as in `gradient`. */
  readonly adjoint: Value;
  readonly tangent?: Value;
  /** How many operands of later lines refer to it. */
  readonly fanOut: number;
  /** The step as a formula over its operands' names: `sqrt(c)`. Inputs and constants: their own name. */
  readonly formula: Formula;
  /** One per operand; value for scalar and elementwise lines only. */
  readonly partials: readonly {
    readonly operand: string;
    readonly latex: string;
    readonly text: string;
    readonly value?: Value;
  }[];
  /** Every place in the text that this line stands for. */
  readonly spans: readonly Span[];
  readonly group?: string;
  /** Of a loop that is kept whole: what one pass does; `LoopPasses` has the numbers. */
  readonly loop?: LoopTold;
}

/** The body of a loop, told once for all passes. */
export interface LoopTold {
  readonly count: number;
  /** `k = 0…99` */
  readonly range: Formula;
  /** Elementary steps in order: `a = sin(y[k])`. */
  readonly steps: readonly (Formula & { readonly name: string })[];
  /** What passes hand on: under which names a pass gets it and leaves it. With a formula where that is no step of its own. */
  readonly handed: readonly (Partial<Formula> & { readonly from: string; readonly to: string })[];
}

/** One pass of a loop that is kept whole. */
export interface LoopPass {
  /** The loop's line. */
  readonly line: string;
  /** From 1, in the order of execution. */
  readonly number: number;
  readonly count: number;
  /**
   * What the pass is handed (`carried`) and the entries that it reads (`entry`), then its steps: values in this pass,
   * adjoints ∂output/∂(value in this pass). Names differ from those of all lines of the inspection; what stays the same
   * in all passes is the inspection's own line.
   */
  readonly lines: readonly InspectionLine[];
  /** Names of what the pass hands on and leaves: what the loop's result is made of. */
  readonly leaves: readonly string[];
}

/** The passes of the loops of an inspection, at its point. */
export interface LoopPasses {
  /** `number` counts from 1. Refused where a loop is too long to be gone through. */
  pass(line: string, number: number): Outcome<LoopPass>;
}

export interface DerivationStep {
  readonly phase: 'forward' | 'local' | 'backward';
  /** Backward: steps told together (from f to d and e) share a number, counted from 1. */
  readonly stage: number;
  readonly line: string;
  /** Local: ∂line/∂operand. */
  readonly operand?: string;
  readonly latex: string;
  readonly text: string;
  readonly value: Value;
  /** Backward, of a vector output: the formulas are of the product with a cotangent of this name; `value` is the Jacobian. */
  readonly seed?: string;
  /** Backward: what each consumer adds. */
  readonly contributions: readonly {
    readonly via: string;
    readonly adjoint: Value;
    readonly partial?: Value;
    readonly value: Value;
  }[];
  /** Adjoints computed earlier and used here. */
  readonly reuses: readonly string[];
}

export type Verdict = 'agrees' | 'differs' | 'conventionOnly' | 'undecided';
export type DifferenceKind =
  | 'sign'
  | 'factor'
  | 'missingTerm'
  | 'missingPath'
  | 'missingChainFactor'
  | 'transposed'
  | 'wrongIndex'
  | 'wrongArgument'
  | 'wrongAxis'
  | 'missingAverage'
  | 'approximation'
  | 'other';

export interface DerivativeCheck {
  readonly span: Span;
  readonly claim: string;
  readonly of: string;
  readonly wrt: string;
  readonly related?: readonly Span[];
  readonly verdict: Verdict;
  /** Why undecided. */
  readonly reason?: string;
  readonly kind?: DifferenceKind;
  /** In words: 'factor 2', 'missing path through c', … */
  readonly difference?: string;
  /** Components, where the claim has several. */
  readonly wrong?: readonly string[];
  readonly computed?: { readonly value: Value; readonly formula: string };
  readonly claimed?: { readonly value: Value };
  readonly evidence: readonly {
    readonly point: Readonly<Record<string, Value>>;
    readonly claimed: Value;
    readonly computed: Value;
  }[];
  /** A comment `gradient: ignore [reason]` on the line or above it. */
  readonly suppressed?: boolean;
}

/** Edits of the text, all of which refer to it as it is. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

/** Tensors lie row-major in all arrays. No allocation per call. */
export interface Evaluator {
  /** Where each input lies in x and out. */
  readonly slots: readonly { readonly name: string; readonly offset: number; readonly shape: readonly number[] }[];
  /** Returns the value (of a vector output: its product with the seed). */
  value(x: Float64Array): number;
  /** The same; writes its derivative by `x` to `out`: 0 by inputs that are not among `wrt`. */
  gradient(x: Float64Array, out: Float64Array): number;
  /**
   * Arrays for `gradient`, of the size of all inputs together, that lie where compiled code reads and writes: handed these
   * it copies nothing. Compiles at once; the same arrays at every call.
   */
  arrays(): { readonly x: Float64Array; readonly out: Float64Array };
  /** Values and adjoints of every line of the inspection, in its order, one after another. */
  sweep(x: Float64Array, primals: Float64Array, adjoints: Float64Array): void;
  /** The Hessian of what `gradient` returns, times `v`. */
  hessianVector(x: Float64Array, v: Float64Array, out: Float64Array): void;
}

/** An inspection with its numbers exchanged, at any point, without inspecting again. */
export interface Replay {
  /** As `inspect` gives it, but each number is a place in what `run` answers. */
  readonly places: Inspection;
  /** Where each input lies in `x`. */
  readonly slots: Evaluator['slots'];
  /** Why the program goes another way at a point: then its numbers mean nothing. */
  refusal(x: Float64Array): Problem | undefined;
  /** All numbers at a point, in an array that the next call writes over. */
  run(x: Float64Array): Float64Array;
}

/** Where a formula or function stands: at an offset or selection, or under its name. */
export interface Source {
  readonly text: string;
  readonly languageId: string;
  readonly at?: number | Span;
  readonly entry?: string;
  /** Files that the text imports from. */
  readonly others?: Others;
  /** The same text where it is open: what was read of it is not read again. */
  readonly document?: Comparable;
}

/** What a comparison asks of a document. */
export interface Comparable {
  reading(options?: InspectOptions): Generator<undefined>;
  inspect(at: number | Span, options?: InspectOptions): Outcome<Inspection>;
  compile(at: number | Span, options?: InspectOptions): Outcome<Evaluator>;
}

export interface Comparison {
  readonly verdict: 'agrees' | 'differs';
  /** How many points both were evaluated at. */
  readonly points: number;
  /** The first point where they differ: both values, both gradients, and which components are apart. */
  readonly counterexample?: {
    readonly point: Readonly<Record<string, Value>>;
    readonly values: readonly [Value, Value];
    /** Of vectors and matrices: of their product with one seed. */
    readonly gradients: readonly [Readonly<Record<string, Value>>, Readonly<Record<string, Value>>];
    readonly wrong: readonly string[];
  };
}
