/** What the parts of the tracer share. */
import type { Meter } from '../base/budget.ts';
import type { Problem } from '../base/outcome.ts';
import type { Span } from '../base/span.ts';
import type { Value } from '../base/value.ts';
import type { Builder } from '../graph/builder.ts';
import type { LineId, Shape } from '../graph/list.ts';
import type { Expression, Import, Index } from '../syntax/tree.ts';
import type { Assumptions, Wish } from './assume.ts';
import type { FunctionThing, Thing } from './code/things.ts';
import type { Env } from './env.ts';
import type { Labels } from './labels.ts';
import type { Module } from './meaning.ts';
import type { Definition, Place, Scope } from './scope.ts';
import type { Statics } from './statics.ts';

export interface DerivativeRequest {
  readonly of: LineId;
  readonly wrt: LineId;
  /** Only the numerator's own definition, its other operands held. */
  readonly local: boolean;
  /** What it is differentiated by is set to a number by the notation itself: f'(2). */
  readonly isPlace?: boolean;
}

/** The first and the last index of the entries of a symbol; `guess`: nothing in the text says so. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly guess?: boolean;
}

export interface TraceOptions {
  readonly scope: Scope;
  readonly builder: Builder;
  readonly meter: Meter;
  /** Adds the lines of a derivative to the builder; a problem where there is none. */
  readonly differentiate: (builder: Builder, request: DerivativeRequest) => LineId | Problem;
  /** Names that are inputs whatever they usually mean (given in `point` or `wrt`). */
  readonly bound?: ReadonlySet<string>;
  /** Code: what the function around this place (or the file outside of functions) sets is taken as it is there. */
  readonly alone?: Place;
  /** What is assumed of inputs; granted wishes are entered here, and tracing is done anew. */
  readonly assumptions?: Assumptions;
  /** Shapes and values that the user gave. */
  readonly given?: Readonly<Record<string, Value>>;
  /** Known values of sizes (`n` in `\sum_{i=1}^n`). */
  readonly sizes?: ReadonlyMap<string, number>;
  /** Each definition becomes a line of its own (never shared), so that ∂u/∂v means what the text says. */
  readonly separate?: boolean;
  /** For the k-th derivative symbol met: true reads ∂u/∂v as local. Default: local if u's definition names v. */
  readonly local?: (index: number, byRule: boolean) => boolean;
  /** The function that σ and φ are taken for where nothing defines them; the logistic sigmoid by default. */
  readonly activation?: string;
  /** Loops of programs with more passes than this are kept whole where they can be; default as in `rolling.ts`. */
  readonly unrolled?: number;
  /**
   * Programs: the point at which conditions are decided that cannot be followed for all values of the inputs; by name and
   * shape of an input, and the value that the document gives it. Absent: nothing is decided by values.
   */
  readonly at?: (input: string, shape: Shape, document: Value | undefined) => Value;
  /** Which entries a mask takes is decided at the point as well. */
  readonly masks?: boolean;
  /** Tracing may be done anew at a point: where more choices than this stand within each other, it is given up early. */
  readonly mostChoices?: number;
  /** Python: what a constructor makes from other things that the object keeps is no input of its own. */
  readonly kept?: boolean;
  /** Python: attributes of objects that nobody sets in sight, and that the program asks for, are not there or None. */
  readonly bare?: boolean;
  /**
   * Letters that stay letters as the index of something that a sum runs over: the entry that each is taken for. Where
   * it is given, new ones are entered and tracing is done anew; else they are refused.
   */
  readonly letters?: Map<string, number>;
  /** How far the entries of symbols go, as sums tell; where it is given, a range that nothing tells is guessed. */
  readonly ranges?: Map<string, Range>;
  /** What is traced stands in an exponent of e, where i may be the imaginary unit. */
  readonly inExponent?: boolean;
  /** Uses these definitions for their names, everywhere. */
  readonly prefer?: ReadonlyMap<string, Definition>;
}

export interface InputFound {
  readonly line: LineId;
  readonly name: string;
  readonly span: Span;
  /** Set by the document (`x = 2`). */
  readonly value?: Value;
  /** Its shape is assumed from use. */
  readonly assumed?: boolean;
}

/** What a program takes for granted: a branch that raises an error, or that cannot be traced, is not taken. */
export interface Guard {
  readonly condition: LineId;
  readonly holds: boolean;
  readonly span: Span;
  readonly reason?: string;
  /** What else is taken for granted, and how it is said where it does not hold. */
  readonly claim?: readonly [holds: string, fails: string];
  /** Nothing is said where it holds. */
  readonly isQuiet?: boolean;
  /** It went by the values of the inputs at one point. */
  readonly atPoint?: boolean;
}

/** The tracer as its parts see it. */
export interface Kit {
  readonly options: TraceOptions;
  readonly builder: Builder;
  readonly statics: Statics;
  /** Notes the problem and answers undefined. */
  fail(code: string, message: string, span: Span): undefined;
  trace(expression: Expression, env: Env): LineId | undefined;
  /** A name as seen from `env`: a parameter, a definition, a constant, an input. */
  byName(name: string, expression: Expression, env: Env): LineId | undefined;
  /** A definition with its parameters set; `from`: the place in the order of the text where it is called. */
  applied(
    definition: Definition,
    bindings: ReadonlyMap<string, LineId>,
    at: Expression,
    from?: number,
  ): LineId | undefined;
  /** The definition that a name means at `env`. */
  definitionOf(name: string | undefined, env: Env): Definition | undefined;
  /** Whether the name is that of a number of which the text says what its square is. */
  isRoot(name: string, env: Env): boolean;
  /** The line of a definition as it stands, under its own name. */
  follow(definition: Definition, at: Expression, env: Env): LineId | undefined;
  isActive(definition: Definition): boolean;
  /** `np.exp` → `numpy.exp` where the file of the place imports numpy as np. */
  importedPath(name: string, expression: Expression, place: Place): string;
  /** The names of the file that a place is in. */
  scopeAt(place: Place): Scope;
  readonly inputName: Labels['inputName'];
  readonly claimPath: Labels['claimPath'];
  /** Notes problems found elsewhere (a derivative without rule). */
  report(problem: Problem): undefined;
  /** A size that nothing gives: it is said. */
  guess(name: string): void;
  /** Whether the expression of a note that was traced last is a vector written as a row. */
  wasRow(): boolean;
  /** The value that the document gives an input. */
  documentValue(name: string): Value | undefined;
  /** Whether an input of that name has been made. */
  wasInput(name: string): boolean;
  /** Whether a sum has picked entries of that name that are inputs of their own. */
  hasEntries(name: string): boolean;
  /** Whether the letter has been met as the index of something, though nothing runs over it. */
  isIndex(letter: string): boolean;
  /** Tracing is done anew, with what has become known. Always true. */
  again(): boolean;
  /** Says how something was read, without refusing. */
  note(problem: Problem): void;
  /** A value that needs no input. */
  valueOf(line: LineId): Value | undefined;
  /** The input is known to be, or assumed to be, a vector or matrix. */
  hasShape(input: string): boolean;
  /** An input of that name; its shape as given or assumed. */
  input(name: string, span: Span, value?: number): LineId;
  /** An input whose shape the text says: a parameter of a layer. */
  sizedInput(name: string, span: Span, sizes: readonly number[], value?: Value): LineId;

  // For programs
  /** A parameter of the function that is inspected by itself: an input, or a constant where it must be known. */
  parameter(name: string, span: Span, preset: number | undefined, annotation: string | undefined): LineId | undefined;
  /** Whether nobody said how many axes the input has. */
  isOpen(input: string): boolean;
  /** The user gave a value for it. */
  isGiven(input: string): boolean;
  /** Whether the document says anything about the name. */
  isDefined(name: string, env: Env): boolean;
  /** True where the wish is granted: stop, tracing is done anew. */
  wish(wish: Wish): boolean;
  isWishing(): boolean;
  guard(guard: Guard): void;
  /** A condition or a count was met that depends on inputs. */
  sawChoice(): void;
  /** Nothing more is traced. */
  giveUp(): void;
  problemCount(): number;
  problemAt(index: number): Problem | undefined;
  forgetProblems(from: number): void;
  /** The frame of the function that is inspected by itself: its names show in the list. */
  rootFrame(): number | undefined;
  setRootFrame(frame: number): void;
  /** What a name means outside of all functions that run. */
  outside(name: string, expression: Expression, env: Env): Thing | undefined;
  /** The same of a path `a.b.c`; 'unknown': it is an attribute of something. `called`: it is about to be called. */
  path(path: string, expression: Expression, env: Env, called?: boolean): Thing | undefined | 'unknown';
  /** The same of `x[0]` where the document defines it. */
  indexed(expression: Index, env: Env): Thing | undefined | 'unknown';
  /** What an import inside a function sets. */
  imported(statement: Import, env: Env): Thing;
  /** What another file has under a name; undefined: refused. */
  /** A module as the function or object that it is itself; undefined: refused. */
  wholeOf(module: Module, at: Expression, env: Env): Thing | undefined;
  memberOf(module: Module, name: string, at: Expression, env: Env): Thing | undefined;
  methodOf(className: string | undefined, name: string, receiver: Thing): FunctionThing | undefined;
  /** What `super()` finds in a method of the class `after`; `nothing`: no class is left that may have it. */
  inheritedOf(
    className: string | undefined,
    after: string,
    name: string,
    receiver: Thing,
  ): FunctionThing | 'nothing' | undefined;
  /** Julia: of the methods of a function the one that takes so many arguments; undefined where several do, or none. */
  methodFor(fn: FunctionThing, count: number): FunctionThing | undefined;
  presetOf(className: string | undefined, name: string): Expression | undefined;
}
