/** What is known of the type of a C expression: whether it is surely a whole number, surely floating, or neither. */

export interface Type {
  readonly kind: 'int' | 'float' | 'unknown';
  /** So often must it be indexed to get a number: pointers, arrays, vectors. */
  readonly levels: number;
  /** A sum with it moves a pointer. */
  readonly pointer?: boolean;
  /** A matrix or vector of a linear algebra library, where * is their product, or (arrays) works item by item. */
  readonly algebra?: 'matrix' | 'array';
  /** Values are copied: classes and containers that are no pointers. */
  readonly copied?: boolean;
  /** A whole number of one or two bytes, or a truth value: larger ones are cut. */
  readonly isNarrow?: boolean;
}

export const INT: Type = { kind: 'int', levels: 0 };
export const FLOAT: Type = { kind: 'float', levels: 0 };
export const UNKNOWN: Type = { kind: 'unknown', levels: 0 };

const WORDS =
  /\b(?:const|constexpr|constinit|static|inline|extern|register|volatile|mutable|typename|struct|class|enum|thread_local|restrict|__restrict__|__restrict|_Atomic|virtual|explicit|friend)\b/g;
const WHOLE =
  /^(?:(?:unsigned|signed|short|long|int|char|bool|_Bool|size_t|ssize_t|ptrdiff_t|u?int(?:8|16|32|64|max|ptr)?_t|u?int_fast\d+_t|std::size_t|std::ptrdiff_t|std::u?int\d*_t|uint|ulong|index_t|Eigen::Index|arma::uword|uword|integer)\s*)+$/;
const NARROW = /\b(?:char|short|bool|_Bool|u?int(?:8|16)_t|u?int_(?:fast|least)(?:8|16)_t)\b/;
const FLOATING = /^(?:double|float|long double|_Float\d+|__float128|double_t|float_t|half|__half)$/;
const CONTAINER = /^(?:std::)?(?:vector|array|valarray|span|deque|initializer_list)<(.*)>$/s;
const ALGEBRA =
  /^(?:Eigen|arma|blaze|mat|ublas)::|(?:^|::)(?:[A-Z]\w*)?(?:Mat|Vec|Matrix|Vector|Tensor|Array)(?:[A-Z\d]\w*)?(?:<|$)|^(?:mat|vec|rowvec|colvec|cube|fmat|fvec|sp_mat)$/;

export type Typedefs = ReadonlyMap<string, Type>;

/** The type that a text of specifiers, stars and references means, name and brackets left out. */
export function typeOf(text: string, typedefs: Typedefs, depth = 0): Type {
  const bare = text.replace(WORDS, ' ').replace(/\s+/g, ' ').trim();
  const stars = /[\s*&]*$/.exec(bare)?.[0] ?? '';
  const base = bare.slice(0, bare.length - stars.length);
  const pointers = stars.replace(/[^*]/g, '').length;
  const plain = baseType(base, typedefs, depth);
  return pointers > 0 ? { ...plain, levels: plain.levels + pointers, pointer: true, copied: false } : plain;
}

function baseType(base: string, typedefs: Typedefs, depth: number): Type {
  if (FLOATING.test(base)) return FLOAT;
  if (WHOLE.test(base)) return NARROW.test(base) ? { ...INT, isNarrow: true } : INT;
  const known = typedefs.get(base);
  if (known) return known;
  const inner = CONTAINER.exec(base)?.[1];
  if (inner !== undefined && depth < 10) {
    const item = typeOf(firstArgument(inner), typedefs, depth + 1);
    return { kind: item.kind, levels: item.levels + 1, copied: true };
  }
  if (ALGEBRA.test(base)) return { ...UNKNOWN, algebra: /Array/.test(base) ? 'array' : 'matrix', copied: true };
  return { ...UNKNOWN, copied: base !== 'auto' };
}

function firstArgument(list: string): string {
  let depth = 0;
  for (let i = 0; i < list.length; i++) {
    if (list[i] === '<') depth++;
    else if (list[i] === '>') depth--;
    else if (list[i] === ',' && depth === 0) return list.slice(0, i);
  }
  return list;
}

export function isInt(type: Type): boolean {
  return type.kind === 'int' && type.levels === 0;
}

export function isScalar(type: Type): boolean {
  return type.kind !== 'unknown' && type.levels === 0;
}

export function isPointer(type: Type): boolean {
  return type.levels > 0 && type.pointer === true;
}

/** An item of it. */
export function itemOf(type: Type): Type {
  if (type.algebra) return FLOAT;
  if (type.levels === 0) return UNKNOWN;
  const inner: Type = { kind: type.kind, levels: type.levels - 1, isNarrow: type.isNarrow };
  return type.pointer ? { ...inner, pointer: inner.levels > 0 } : inner;
}

/** Of a sum, product or choice. */
export function joined(a: Type, b: Type): Type {
  if (a.algebra || b.algebra) return { ...UNKNOWN, algebra: a.algebra ?? b.algebra ?? 'matrix' };
  if (a.levels > 0 || b.levels > 0) return a.levels === b.levels && a.kind === b.kind ? a : UNKNOWN;
  if (a.kind === 'float' || b.kind === 'float') return FLOAT;
  return a.kind === 'int' && b.kind === 'int' ? INT : UNKNOWN;
}
