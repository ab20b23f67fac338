/** The function that a comment stands beside: before it, in its first line, or behind one that is written in a line. */
import type { Span } from '../../base/span.ts';

export interface Head {
  readonly name: string;
  readonly parameters: readonly string[];
}

/** At the margin, where a name means one function: `def f(x):`, `function f(x)`, `const f = (x) =>`, `double f(double x)`, `f <- function(x)`, `function y = f(x)`. */
const FUNCTION =
  /^(?:(?:export|default|static|inline|async|const|let|var|def|function|double|float|real)\s+)*(?:\w+\s*=\s*(?=\w+\s*\())?([A-Za-z_]\w*)\s*(?:(?:=|<-)\s*(?:function\s*)?)?\(([^()]*)\)/;
/** `f = lambda x:`, `f = @(x)`, `const f = x =>`. */
const LAMBDA =
  /^(?:(?:export|const|let|var)\s+)*([A-Za-z_]\w*)\s*=\s*(?:lambda\s+([^:()]*):|@\(([^()]*)\)|([A-Za-z_]\w*)\s*=>)/;
const NO_NAME = /^(?:if|for|while|switch|return|function|def|catch|elseif|elif|print)$/;

/** What opens a comment or docstring. */
const OPENING = /(?:\/\*[*!]*<?|#=|[%#]\{|[A-Za-z]{0,3}(?:"""|'''|["']))\s*$/;

export function headOf(text: string, { from, to }: Span): Head | undefined {
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const start = text.lastIndexOf('\n', lineStart - 2) + 1;
  const above = lineStart === 0 ? '' : text.slice(start, lineStart - 1);
  const code = text.slice(lineStart, from).replace(OPENING, '');
  if (code.trim() !== '') {
    if (/^\s+return\b/.test(code)) return readHead(above);
    return readHead(code);
  }
  const end = text[to - 1] === '\n' ? to - 1 : text.indexOf('\n', to);
  if (end >= 0 && end - to < 8) {
    const below = readHead(text.slice(end + 1, lineEnd(text, end + 1)));
    if (below) return below;
  }
  return /(?::|\{|\))\s*$/.test(above) ? readHead(above) : undefined;
}

/** Defined more than once, the comment itself aside: which is meant is open. */
export function isTwice(text: string, { from, to }: Span, name: string): boolean {
  const code = text.slice(0, from) + text.slice(to);
  const found = code.match(new RegExp(`^.*(?<![\\w.])${name}\\s*(?:(?:=|<-)[^=]|\\([^()]*\\)\\s*[:={])`, 'gm')) ?? [];
  return found.length > 1;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function readHead(line: string): Head | undefined {
  if (line.length > 300) return undefined;
  const lambda = LAMBDA.exec(line);
  const [, name, list] = lambda ? [0, lambda[1], lambda[2] ?? lambda[3] ?? lambda[4]] : (FUNCTION.exec(line) ?? []);
  if (name === undefined || NO_NAME.test(name)) return undefined;
  const parameters = (list ?? '').split(',').map(
    (one) =>
      (one.split(/[:=]/)[0] ?? '')
        .trim()
        .split(/[\s*&]+/)
        .pop() ?? '',
  );
  return { name, parameters: parameters.filter((own) => own !== '' && !/^(?:self|cls|this|void)$/.test(own)) };
}
