/**
 * The one expression-and-statement tree that every language is read into.
 *
 * Each node has two spans: `span` without the brackets around it, `outer` with them (equal where there are none).
 * Binary operations are nested to the left as the language nests them; printing flattens, reading does not.
 */
import type { Span } from '../base/span.ts';

export type Language = 'latex' | 'plain' | 'python' | 'javascript' | 'julia' | 'c' | 'matlab' | 'r';

interface Node {
  readonly span: Span;
  readonly outer: Span;
}

export type Expression =
  | NumberLiteral
  | BooleanLiteral
  | StringLiteral
  | Name
  | Operation
  | Call
  | Attribute
  | Index
  | Slice
  | Sequence
  | Matrix
  | Lambda
  | Piecewise
  | Big
  | Derivative
  | At
  | Relation
  | Comprehension
  | Dictionary
  | Assignment
  | Spread
  | None
  | End
  | Opaque;

export interface NumberLiteral extends Node {
  readonly kind: 'number';
  readonly value: number;
  /** As written: `0.10`, `1e-3`. */
  readonly text: string;
}

export interface BooleanLiteral extends Node {
  readonly kind: 'boolean';
  readonly value: boolean;
}

/** Text in code. Prose inside math is `Opaque`. */
export interface StringLiteral extends Node {
  readonly kind: 'string';
  readonly value: string;
}

export type Accent = 'hat' | 'bar' | 'tilde' | 'dot' | 'ddot' | 'vec' | 'check' | 'breve' | 'star' | 'prime';

/**
 * A symbol without its subscripts. `name` is the linear form: `theta`, `y_hat`, `x_prime`, `Loss`; bold and arrow do
 * not change it, they are kept in `style`.
 */
export interface Name extends Node {
  readonly kind: 'name';
  readonly name: string;
  /** The symbol below its accents: `y` of `\hat y`. */
  readonly base: string;
  readonly accents: readonly Accent[];
  readonly style?: 'bold' | 'arrow' | 'calligraphic' | 'blackboard' | 'text';
}

export type Operator =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'power'
  | 'negate'
  | 'plus' // unary
  | 'modulo' // sign of the divisor (Python %)
  | 'remainder' // sign of the dividend (C, JavaScript %)
  | 'floorDivide'
  | 'matrixMultiply'
  | 'hadamard'
  | 'cross'
  | 'outer'
  | 'factorial'
  | 'transpose'
  | 'not'
  | 'and'
  | 'or';

export interface Operation extends Node {
  readonly kind: 'operation';
  readonly operator: Operator;
  readonly operands: readonly Expression[];
  /** Where the sign itself stands; empty for juxtaposition. */
  readonly sign: Span;
  /** `2x`, `xy`: no sign between the factors. */
  readonly juxtaposed?: boolean;
  /** Julia and MATLAB dotted operators. */
  readonly elementwise?: boolean;
  /** C: the type of the whole number that comes out; a lone `plus` converts to it. */
  readonly within?: Whole;
}

/** C's types of whole numbers: 32 and 64 bits, with and without a sign. */
export type Whole = 'int' | 'unsigned' | 'long' | 'unsigned long';

/**
 * A function applied. The callee is a name as spelled (`sin`, `ReLU`, `f`), a subscripted name (`\log_2` is
 * `log` with two arguments instead), an attribute path (`np.exp`), or any expression. LaTeX structures that are
 * functions by nature use these names: `sqrt(x)`, `root(x, n)`, `abs(x)`, `norm(x)`, `norm(x, p)`, `inner(u, v)`,
 * `binomial(n, k)`, `floor(x)`, `ceil(x)`, `log(x, base)`, `ln(x)`, `arcsin(x)` for `\sin^{-1}`, `inverse(f)`.
 */
export interface Call extends Node {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly args: readonly Expression[];
  readonly keywords: readonly { readonly name: string; readonly value: Expression; readonly span: Span }[];
  /** Julia `sin.(x)`. */
  readonly elementwise?: boolean;
  /** C: a number whose fraction is cut off, and the type of the whole number that comes out. */
  readonly within?: Whole;
}

export interface Attribute extends Node {
  readonly kind: 'attribute';
  readonly base: Expression;
  readonly name: string;
}

/** `x_i`, `x_{ij}` (two indices), `x^{(i)}`, `x[i, j]`; `x_{\text{max}}` has the name `max` with style `text`. */
export interface Index extends Node {
  readonly kind: 'index';
  readonly base: Expression;
  readonly indices: readonly Expression[];
  readonly position: 'subscript' | 'superscript' | 'bracket';
}

/**
 * Among the indices of an `Index`, or (Julia, MATLAB, R) a range as a value: `1:n`. As each language has it: half-open and
 * from 0 in Python, JavaScript and C; inclusive and from 1 in Julia, MATLAB and R. A lone `:` has no parts.
 */
export interface Slice extends Node {
  readonly kind: 'slice';
  readonly start?: Expression;
  readonly stop?: Expression;
  readonly step?: Expression;
}

/** `list` is also a display of several formulas (a system), in order. */
export interface Sequence extends Node {
  readonly kind: 'sequence';
  readonly form: 'tuple' | 'list' | 'set' | 'system';
  readonly items: readonly Expression[];
}

export interface Matrix extends Node {
  readonly kind: 'matrix';
  readonly rows: readonly (readonly Expression[])[];
}

/** A function without a name of its own. One with statements returns by them; its `body` is then opaque. */
export interface Lambda extends Node {
  readonly kind: 'lambda';
  readonly parameters: readonly Parameter[];
  readonly body: Expression;
  readonly statements?: readonly Statement[];
  /** Names of functions around it that it sets. */
  readonly nonlocal?: readonly string[];
}

/** Code: `[x**2 for x in v if x > 0]`, `sum(f(i) for i in 1:n)`. Clauses nest, the first is the outermost. */
export interface Comprehension extends Node {
  readonly kind: 'comprehension';
  readonly form: 'list' | 'generator' | 'set';
  readonly item: Expression;
  readonly clauses: readonly {
    readonly target: Expression;
    readonly iterable: Expression;
    readonly conditions: readonly Expression[];
  }[];
}

/**
 * Code: `{'loss': l, 'grad': g}`, `{ loss, grad }`. Names as keys are strings. An entry that stands for all of another
 * dictionary (`**options`) has a `Spread` as key and none as value.
 */
export interface Dictionary extends Node {
  readonly kind: 'dictionary';
  readonly entries: readonly { readonly key: Expression; readonly value: Expression }[];
}

/** Code: an assignment inside an expression, `(t *= 2)`, `--t`, `(n := len(x))`. Operands are evaluated left to right. */
export interface Assignment extends Node {
  readonly kind: 'assignment';
  readonly target: Expression;
  /** The whole new value: of `t *= 2` the operation `t * 2`. */
  readonly value: Expression;
  /** What the expression itself is worth: `t++` the value before. */
  readonly worth: 'new' | 'old';
}

/** Code: `*args`, `**options`, `...list` among arguments, items or entries. */
export interface Spread extends Node {
  readonly kind: 'spread';
  readonly value: Expression;
  /** `**options`: entries of a dictionary. */
  readonly named?: boolean;
}

/** Code: Python's `None` (as an index: a new axis), `null`, `undefined`, `nothing`, `NULL`. */
export interface None extends Node {
  readonly kind: 'none';
}

/** Code: `end` inside an index (Julia, MATLAB): the last index of the axis that it stands at. */
export interface End extends Node {
  readonly kind: 'end';
}

/** `cases` with values and conditions, `a if c else b`, `c ? a : b`. A case without condition is the rest. */
export interface Piecewise extends Node {
  readonly kind: 'piecewise';
  readonly cases: readonly { readonly value: Expression; readonly condition?: Expression }[];
}

/** Big operators. `\sum_{i=1}^n`: variable i, from 1, to n. `\sum_{x \in S}`, `\max_i`, `\mathbb{E}_{x \sim p}`: condition. */
export interface Big extends Node {
  readonly kind: 'big';
  readonly operator:
    | 'sum'
    | 'prod'
    | 'integral'
    | 'limit'
    | 'expectation'
    | 'max'
    | 'min'
    | 'argmax'
    | 'argmin'
    | 'union';
  readonly body: Expression;
  readonly variable?: Expression;
  readonly from?: Expression;
  readonly to?: Expression;
  readonly condition?: Expression;
}

/**
 * A derivative symbol or operator.
 * `\frac{\partial f}{\partial x}`: of f, wrt [x]. `\frac{d}{dx}(x^2)`: of x², wrt [x]. `f'(x)`: of the call f(x),
 * wrt [] (its argument), order 1. `\nabla_x f`: wrt [x]; `\nabla f`: wrt [] (all inputs). `\partial^2 f/\partial x
 * \partial y`: wrt [x, y], order 2. `\dot x`: of x, wrt [] (time).
 */
export interface Derivative extends Node {
  readonly kind: 'derivative';
  readonly notation: 'fraction' | 'operator' | 'prime' | 'subscript' | 'nabla' | 'dot';
  readonly of: Expression;
  readonly wrt: readonly Expression[];
  readonly order: number;
  /** Written with d, not ∂. */
  readonly total: boolean;
  /** What is said to be held fixed: `\left(\frac{\partial P}{\partial V}\right)_T`. */
  readonly held?: readonly Expression[];
}

/** `… \Big|_{x=0}`: the body with names set. */
export interface At extends Node {
  readonly kind: 'at';
  readonly body: Expression;
  readonly settings: readonly Expression[];
}

export type RelationSign =
  | '='
  | ':='
  | '<-'
  | '<'
  | '<='
  | '>'
  | '>='
  | '!='
  | 'in'
  | '~' // distributed as
  | 'approx'
  | 'propto'
  | '->' // maps to, tends to
  | '=>'
  | 'given' // \mid
  | ':';

/** A chain `t0 s0 t1 s1 t2 …`. A continuation row that starts with its sign has an `Opaque` 'nothing' as t0. */
export interface Relation extends Node {
  readonly kind: 'relation';
  readonly terms: readonly Expression[];
  readonly signs: readonly RelationSign[];
  readonly signSpans: readonly Span[];
}

/** What is shown but not evaluated: an ellipsis, words, something that could not be read (with the reason). */
export interface Opaque extends Node {
  readonly kind: 'opaque';
  readonly what: 'ellipsis' | 'words' | 'unreadable' | 'nothing';
  readonly text: string;
  readonly reason?: string;
}

// Statements

export interface Parameter {
  readonly name: string;
  readonly span: Span;
  readonly default?: Expression;
  /** A type or shape as written. */
  readonly annotation?: string;
  /** Takes all arguments that are left: `*args`, `...rest`; `**options` those by keyword. */
  readonly rest?: 'list' | 'named';
}

export type Statement =
  | Formula
  | Assign
  | FunctionDefinition
  | ClassDefinition
  | Return
  | If
  | For
  | While
  | Import
  | Export
  | Unreadable;

/** An expression by itself; in notes also every relation (`f(x) = …`, claims, chains). */
export interface Formula {
  readonly kind: 'formula';
  readonly span: Span;
  readonly expression: Expression;
}

/** Code only: `a = …`, `a += …` (operator 'add'), `a, b = …` (target a tuple), `x[i] = …`. */
export interface Assign {
  readonly kind: 'assign';
  readonly span: Span;
  readonly target: Expression;
  readonly operator?: Operator;
  readonly value: Expression;
  readonly annotation?: string;
  /** C: of `a += …` the type of the whole number that comes out. */
  readonly within?: Whole;
}

export interface FunctionDefinition {
  readonly kind: 'function';
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  /** As written, without `@`: `property`, `staticmethod`, `nb.njit`; JavaScript's `get`, `set` and `static`. */
  readonly decorators?: readonly string[];
  /** Names of functions around it that it sets. */
  readonly nonlocal?: readonly string[];
  /** The receiver's name where it is no parameter: JavaScript's and C++'s `this`. */
  readonly receiver?: string;
}

export interface ClassDefinition {
  readonly kind: 'class';
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly bases?: readonly Expression[];
  readonly body: readonly Statement[];
}

export interface Return {
  readonly kind: 'return';
  readonly span: Span;
  readonly value?: Expression;
}

export interface If {
  readonly kind: 'if';
  readonly span: Span;
  readonly condition: Expression;
  readonly then: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

export interface For {
  readonly kind: 'for';
  readonly span: Span;
  readonly target: Expression;
  readonly iterable: Expression;
  readonly body: readonly Statement[];
}

export interface While {
  readonly kind: 'while';
  readonly span: Span;
  readonly condition: Expression;
  readonly body: readonly Statement[];
  /** Carried out after each round, also after `continue`: the `i++` of a C loop. */
  readonly update?: readonly Statement[];
}

/** `import numpy as np`: module numpy, local np. `from math import exp as e`: module math, member exp, local e. */
export interface Import {
  readonly kind: 'import';
  readonly span: Span;
  readonly module: string;
  readonly member?: string;
  readonly local: string;
}

/**
 * What other files see: `export { f as g }` gives the local f the name g, `export { g } from './m'` what module './m' has
 * under the local name. Without `local` it is the module itself; under the name `*` all that it has.
 */
export interface Export {
  readonly kind: 'export';
  readonly span: Span;
  readonly name: string;
  readonly local?: string;
  readonly module?: string;
}

/** A statement outside what is read: kept so that names which it may set are not trusted. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly span: Span;
  readonly reason: string;
  /** Names that it (re)binds, as far as known. */
  readonly binds: readonly string[];
  /**
   * Where control goes instead of to the next statement: surely (a lone `break`, `continue` or `raise`), or perhaps
   * (something that is not read has a `return`, `break`, … inside): nothing that follows in the body is to be trusted.
   */
  readonly leaves?: 'break' | 'continue' | 'raise' | 'perhaps';
  /**
   * The names are set by what the statement beside it says in full: `Assignment` nodes inside its expressions, starred
   * or nested targets, a parameter that takes the rest, decorators. An interpreter that carries those out skips this.
   */
  readonly inside?: true;
}
