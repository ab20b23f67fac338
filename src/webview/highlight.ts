/** Keywords, comments, texts and numbers of emitted code in colours of their own. Only for looks: nothing is parsed. */
import { html, type TemplateResult } from 'lit/html.js';
import type { CodeTarget } from '../protocol/take.ts';

const PYTHON = 'import|from|as|def|return|if|else|for|in|lambda';
const SCRIPT = 'function|return|const|let|number|if|else|for';
const KEYWORDS: Readonly<Record<CodeTarget, string>> = {
  latex: '',
  python: PYTHON,
  torch: PYTHON,
  jax: PYTHON,
  javascript: SCRIPT,
  typescript: SCRIPT,
  c: 'double|const|return|void|static|if|else|for|int|size_t|#include',
  julia: 'function|return|end|if|else|for|in|using|import',
  matlab: 'function|end|if|else|for|return',
};
const COMMENTS: Readonly<Record<CodeTarget, string>> = {
  latex: '%[^\\n]*',
  python: '#[^\\n]*|"""[\\s\\S]*?"""',
  torch: '#[^\\n]*|"""[\\s\\S]*?"""',
  jax: '#[^\\n]*|"""[\\s\\S]*?"""',
  javascript: '//[^\\n]*|/\\*[\\s\\S]*?\\*/',
  typescript: '//[^\\n]*|/\\*[\\s\\S]*?\\*/',
  c: '//[^\\n]*|/\\*[\\s\\S]*?\\*/',
  julia: '#[^\\n]*|"""[\\s\\S]*?"""',
  matlab: '%[^\\n]*',
};
/** Longer code is shown in one colour. */
const LONGEST = 60_000;

export function highlighted(text: string, target: CodeTarget): (string | TemplateResult)[] {
  if (text.length > LONGEST) return [text];
  const words = KEYWORDS[target] === '' ? '\\\\[A-Za-z]+' : `(?<![\\w.])(?:${KEYWORDS[target]})(?!\\w)`;
  const pattern = new RegExp(
    `(${COMMENTS[target]})|(${words})|((?<![\\w.])\\d+(?:\\.\\d+)?(?:e[-+]?\\d+)?(?!\\w))`,
    'g',
  );
  const parts: (string | TemplateResult)[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > from) parts.push(text.slice(from, match.index));
    const kind = match[1] !== undefined ? 'comment' : match[2] !== undefined ? 'word' : 'numeral';
    parts.push(html`<span class=${kind}>${match[0]}</span>`);
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return parts;
}
