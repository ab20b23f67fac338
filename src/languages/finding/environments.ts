import { lineEnd } from './braces.ts';
import { BACKSLASH, isLetter, PERCENT } from './characters.ts';

/** Environments that start math by themselves; each also with a star. */
const MATH_ENVIRONMENTS = new Set(
  (
    'equation align gather multline eqnarray flalign alignat xalignat xxalignat displaymath math dmath dgroup ' +
    'darray IEEEeqnarray'
  ).split(' '),
);

/** The name in a `\begin{…}` at `at`, star included; undefined if there is none. */
export function beginName(text: string, at: number, to: number): string | undefined {
  if (!text.startsWith('\\begin{', at)) return undefined;
  const start = at + 7;
  let end = start;
  while (end < to && end - start < 24 && isLetter(text.charCodeAt(end))) end++;
  if (text[end] === '*') end++;
  return end < to && text[end] === '}' && end > start ? text.slice(start, end) : undefined;
}

/** The name of the math environment that begins at `at`. */
export function mathEnvironment(text: string, at: number, to: number): string | undefined {
  const name = beginName(text, at, to);
  return name !== undefined && MATH_ENVIRONMENTS.has(name.replace('*', '')) ? name : undefined;
}

/** `math` stands in the running text. */
export function isInlineEnvironment(name: string): boolean {
  return name === 'math';
}

/**
 * The end of the environment `name` whose body starts at `from`; -1 where it does not close before `to`, before another
 * of its name begins, or (in TeX, with `comments`) before the next section.
 */
export function environmentEnd(text: string, from: number, to: number, name: string, comments: boolean): number {
  const end = `\\end{${name}}`;
  const begin = `\\begin{${name}}`;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) {
      if (text.startsWith(end, i)) return i + end.length <= to ? i + end.length : -1;
      if (text.startsWith(begin, i)) return -1;
      if (comments && isSectioning(text, i)) return -1;
      i++;
    } else if (comments && code === PERCENT) i = lineEnd(text, i, to);
  }
  return -1;
}

/** `\part` … `\subsubsection`: a new section of a TeX document. */
export function isSectioning(text: string, at: number): boolean {
  let start = at + 1;
  while (text.startsWith('sub', start) && start < at + 7) start += 3;
  for (const name of ['section', 'chapter', 'part'])
    if (text.startsWith(name, start)) {
      const next = text[start + name.length];
      return next === '{' || next === '*' || next === '[' || next === ' ';
    }
  return false;
}
