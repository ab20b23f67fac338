/** Names with what they are in, `std::exp`, and with arguments of templates, `max<double>`. */
import { type Context, lookUp } from './context.ts';
import { type Cursor, closingAngle, next, peek } from './cursor.ts';

export interface Path {
  /** Without template arguments and without the file's own namespaces. */
  readonly name: string;
  readonly written: string;
  /** A number is among the template arguments: it may decide what the function does. */
  readonly numbers: boolean;
}

export function readPath(cursor: Cursor): Path | undefined {
  const words: string[] = [];
  let numbers = false;
  if (peek(cursor) === '::') next(cursor);
  for (;;) {
    const token = cursor.tokens[cursor.at];
    if (token?.kind !== 'name') return undefined;
    next(cursor);
    words.push(token.text);
    const close = templateEnd(cursor);
    if (close !== undefined) {
      numbers ||= cursor.tokens.slice(cursor.at, close).some(({ kind }) => kind === 'number');
      cursor.at = close + 1;
    }
    if (peek(cursor) !== '::') break;
    next(cursor);
  }
  const written = words.join('::');
  while (words.length > 1 && cursor.context.namespaces.has(words[0] ?? '')) words.shift();
  return { name: words.join('::'), written, numbers };
}

/** `f<double>(x)`, but not `a < b`. */
export function templateEnd(cursor: Cursor): number | undefined {
  if (peek(cursor) !== '<') return undefined;
  const close = closingAngle(cursor.tokens, cursor.at);
  if (close === undefined || !/^(?:\(|::|\{)$/.test(cursor.tokens[close + 1]?.text ?? '')) return undefined;
  const inside = cursor.tokens.slice(cursor.at + 1, close);
  return inside.some(({ kind, text }) => kind === 'name' && isValue(text, cursor.context)) ? undefined : close;
}

function isValue(name: string, context: Context): boolean {
  return lookUp(name, context) !== undefined || context.globals.has(name) || context.members.has(name);
}
