/** `Float[Array, "m 10"]` of jaxtyping: its axes as written; undefined for other types and open numbers of axes. */
function axesOf(annotation: string): readonly string[] | undefined {
  const [, axes] = JAXTYPING.exec(annotation.trim()) ?? [];
  const words = axes?.split(/\s+/).filter((word) => word !== '');
  return words?.every((word) => AXIS.test(word)) ? words.map((word) => word.replace(/^\w+=/, '')) : undefined;
}

const JAXTYPING =
  /^["']?(?:\w+\.)*(?:Float|Num|Real|Inexact|Shaped)(?:16|32|64)?\s*\[\s*(?:\w+\.)*(?:Array|ArrayLike|Tensor|ndarray)\s*,\s*["']([^"']*)["']\s*\]["']?$/;
const AXIS = /^(?:[A-Za-z_]\w*=)?(?:\d+|[A-Za-z_]\w*)$/;

/** The sizes that a type tells in numbers: of all axes or none. */
export function annotatedSizes(annotation: string | undefined): readonly number[] | undefined {
  const axes = annotation === undefined ? undefined : axesOf(annotation);
  return axes?.every((axis) => /^\d+$/.test(axis)) ? axes.map(Number) : undefined;
}

/** How many axes a parameter has by its type as written; undefined: the type does not say. */
export function annotatedRank(annotation: string | undefined): number | undefined {
  if (annotation === undefined) return undefined;
  const axes = axesOf(annotation);
  if (axes) return axes.length;
  const text = annotation.replaceAll(/\s|const|restrict|&|\?/g, '');
  if (MATRICES.test(text)) return 2;
  if (VECTORS.test(text)) return 1;
  return NUMBERS.test(text) ? 0 : undefined;
}

/**
 * `Vector{Matrix{Float64}}` of Julia: an array whose entries are arrays. One index takes one of them; of a single array it
 * would count down the columns.
 */
export function isOfArrays(annotation: string | undefined): boolean {
  return /^\w*(?:Vector|Matrix|Array)\{(?:<:)?\s*\w*(?:Vector|Matrix|Array)\b/.test(annotation?.trim() ?? '');
}

const NUMBERS =
  /^(?:float|int|complex|double|float32|float64|longdouble|number|bool|boolean|size_t|unsigned|long|Real|Number|Float64|Float32|Int|Integer|AbstractFloat|T|np\.float64)$/;
const VECTORS =
  /^(?:(?:double|float|T|longdouble)(?:\*|\[\w*\])|(?:std::)?(?:vector|span|array|valarray)<(?:double|float|T)[^<>]*>|(?:[Ll]ist|[Ss]equence|Iterable|tuple|Tuple)\[(?:float|int)[^[\]]*\]|number\[\]|ReadonlyArray<number>|Array<number>|Float(?:64|32)Array|(?:np\.|numpy\.)?(?:ndarray|array)|(?:jnp\.|jax\.)?Array|(?:torch\.)?Tensor|(?:npt\.)?(?:NDArray|ArrayLike).*|(?:Abstract|Dense|Strided)?Vector(?:\{.*\})?|AbstractArray(?:\{.*\})?|VectorXd|Eigen::VectorXd)$/;
const MATRICES =
  /^(?:(?:double|float|T)(?:\*\*|\[\w*\]\[\w*\])|(?:std::)?vector<(?:std::)?vector<(?:double|float)>>|[Ll]ist\[[Ll]ist\[(?:float|int)\]\]|number\[\]\[\]|(?:Abstract|Dense|Strided)?Matrix(?:\{.*\})?|(?:Eigen::)?MatrixXd)$/;
