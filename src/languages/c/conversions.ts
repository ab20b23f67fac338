/** Casts: to floating numbers they are dropped, to whole ones they cut off the fraction. */
import { type Span, span } from '../../base/span.ts';
import { bracketed } from '../expression/nodes.ts';
import { CUT, converted, isCut, truncated } from './combine.ts';
import { type Context, lookUp } from './context.ts';
import { type Cursor, closingAngle, fail, matching, next, since, type Typed, take } from './cursor.ts';
import type { Token } from './lex.ts';
import { isInt, type Type, typeOf, UNKNOWN } from './types.ts';

const PRIMITIVE =
  /^(?:double|float|int|long|short|unsigned|signed|char|bool|size_t|ssize_t|ptrdiff_t|u?int\d+_t|std::size_t|half)$/;
/** What libraries call the type of their numbers. */
const NUMBERS =
  /^(?:ElemType|eT|Scalar|Real|real_t|real|scalar_t|Dtype|DType|value_type|ValueType|CeedScalar|PetscScalar|PetscReal)$/;
const MODIFIER = /^(?:const|volatile|struct|typename|\*|&)$/;

/** The type that a name stands for; undefined for what is no type as far as is known. */
export function typeNamed(name: string, context: Context): Type | undefined {
  if (PRIMITIVE.test(name)) return typeOf(name, context.types);
  const known = context.types.get(name);
  if (known) return known;
  if (context.functions.has(name) || context.globals.has(name) || context.classes.has(name)) return undefined;
  return NUMBERS.test(name) ? UNKNOWN : undefined;
}

/** `(double)x`, `(const T*)p`; undefined (and no reason) where the brackets hold an expression. */
export function readCast(cursor: Cursor): Typed | undefined {
  const { tokens, context } = cursor;
  const start = cursor.at;
  const open = tokens[start];
  const close = matching(tokens, start);
  if (!open || close === undefined || close === start + 1) return undefined;
  const inner = tokens.slice(start + 1, close);
  const words = inner.filter((token) => !MODIFIER.test(token.text));
  const base = words.map((token) => token.text);
  const [first] = words;
  if (!first || inner[0]?.text === '*' || inner[0]?.text === '&') return undefined;
  const path = base.join('');
  const isType =
    base.every((word) => PRIMITIVE.test(word)) ||
    typeNamed(path, context) !== undefined ||
    isTemplateType(words) ||
    isPointerType(inner);
  const after = tokens[close + 1];
  if (!isType || (base.length === 1 && lookUp(path, context))) {
    // `(a) - b`: a lone name that may be a type or a value.
    const isLone = words.length === 1 && first.kind === 'name' && inner.length === words.length;
    const known =
      lookUp(path, context) || context.globals.has(path) || context.members.has(path) || context.functions.has(path);
    const isOperand = after && (after.kind !== 'sign' || after.text === '(');
    const isUnsure = after && /^[-+*&]$/.test(after.text);
    if (words.length === 1 && first.kind === 'name' && isOperand && !known) return fail(cursor, CAST);
    return isLone && isUnsure && !known ? fail(cursor, CAST) : undefined;
  }
  cursor.at = close + 1;
  if (++cursor.depth > 200) return fail(cursor, 'The expression is nested too deep.');
  const value = cursor.unary(cursor);
  cursor.depth--;
  if (!value) return undefined;
  const text = inner.map((token) => token.text).join(' ');
  if (/\bbool\b/.test(text)) return fail(cursor, 'A conversion to true or false is not read. Compare with 0.');
  return convert(
    cursor,
    value,
    typeOf(text.replace(/ (?=[*&<>:])|(?<=[<>:]) /g, ''), context.types),
    span(open.from, value.node.outer.to),
  );
}

const CAST = 'Whether this is a conversion to a type of that name or a value in brackets is not known.';

/** `struct params *`: a star before the closing bracket has nothing to multiply. */
function isPointerType(inner: readonly Token[]): boolean {
  const names = inner.filter(({ kind }) => kind === 'name');
  return (
    inner[inner.length - 1]?.text === '*' &&
    names.length > 0 &&
    inner.every(({ kind, text }) => kind === 'name' || text === '*' || text === '::')
  );
}

/** `std::vector<double>`. */
function isTemplateType(words: readonly Token[]): boolean {
  const angle = words.findIndex((word) => word.text === '<');
  return angle > 0 && closingAngle(words, angle) === words.length - 1;
}

/** `static_cast<double>(x)`. */
export function readNamedCast(cursor: Cursor, first: Token): Typed | undefined {
  next(cursor);
  const close = closingAngle(cursor.tokens, cursor.at);
  if (close === undefined || /^(?:dynamic|reinterpret)/.test(first.text))
    return fail(cursor, 'This cast is not followed.');
  const text = cursor.tokens
    .slice(cursor.at + 1, close)
    .map((token) => token.text)
    .join(' ');
  cursor.at = close + 1;
  if (!take(cursor, '(')) return fail(cursor);
  const value = cursor.expression(cursor);
  if (!value || !take(cursor, ')')) return fail(cursor);
  if (/\bbool\b/.test(text)) return fail(cursor, 'A conversion to true or false is not read. Compare with 0.');
  const type = typeOf(text.replace(/ (?=[*&<>:])|(?<=[<>:]) /g, ''), cursor.context.types);
  return convert(cursor, value, type, since(cursor, first));
}

/** The value as the type holds it. */
export function convert(cursor: Cursor, value: Typed, type: Type, at: Span): Typed | undefined {
  if (type.levels > 0 || type.algebra) return { node: bracketed(value.node, at), type };
  if (value.type.levels > 0 && !value.type.algebra) return fail(cursor, 'A pointer is no number.');
  if (isCut(value, type)) return fail(cursor, CUT);
  if (type.kind !== 'int' || isInt(value.type)) return { node: bracketed(converted(value, type), at), type };
  return { node: truncated(value.node, type, at), type };
}
